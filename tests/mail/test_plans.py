"""However long the outbox grows, no statement of a worker reads it from end to end."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from postoffice import ANSWER, PETITION, digest
from undersigned.kit.ids import uuid7
from undersigned.mail import campaigns
from undersigned.mail.letters import SQL
from undersigned.mail.models import Bounce, Hold, Letter, Suppression

pytestmark = pytest.mark.django_db
MANY = 20_000


@pytest.fixture
def outbox(now):
    """A long outbox: single letters, a campaign's, some sent; and many who declined or bounced."""
    answer = campaigns.start(
        "response", subject_id=ANSWER, petitions=[PETITION], title="x", text="x", html="x", now=now
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO mail_letter
                   (id, kind, campaign_id, person, sealed_for, email, domain, created_at, next_at,
                    state, ended_at)
               SELECT id, 'response', CASE WHEN n %% 2 = 0 THEN %(campaign)s::bigint END, sha256(n::text::bytea),
                      id, 'x', 'domain00', %(now)s, %(now)s, CASE WHEN n %% 3 = 0 THEN 'sent' ELSE 'waiting' END,
                      CASE WHEN n %% 3 = 0 THEN %(now)s::timestamptz END
               FROM (SELECT n, gen_random_uuid() AS id FROM generate_series(1, %(many)s) AS n) AS made""",
            {"campaign": answer.pk, "now": now, "many": MANY},
        )
        for table, values in (("suppression", "'all', %s"), ("bounce", "1, %s, ''")):
            cursor.execute(
                f"INSERT INTO mail_{table} SELECT sha256(n::text::bytea), {values} FROM generate_series(1, %s) n",
                [now, MANY],
            )
        for model in (Letter, Suppression, Bounce, Hold):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
        cursor.execute("SET LOCAL random_page_cost = 1.1")  # as on a solid-state disk, and at the trial's server
    return answer


def plan(query, parameters):
    from_end_to_end = []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {query}", parameters)
        found = cursor.fetchone()[0]
    steps = [(found if isinstance(found, list) else json.loads(found))[0]["Plan"]]
    while steps:
        step = steps.pop()
        steps += step.get("Plans", [])
        if step["Node Type"] == "Seq Scan" and step["Relation Name"] in READ_BY_INDEX:
            from_end_to_end.append(step["Relation Name"])
    return from_end_to_end


READ_BY_INDEX = {"mail_letter", "mail_suppression", "mail_bounce"}


def asked(now, answer):
    ids = [uuid7(now) for _ in range(16)]
    lease = now + timedelta(minutes=3)
    marks = {
        "ids": ids,
        "states": ["sent"] * 16,
        "whys": [""] * 16,
        "next": [None] * 16,
        "leases": [lease] * 16,
        "tried": [1] * 16,
    }
    claim = {"limit": 200, "lease_until": lease, "campaign": answer.pk}
    return {
        "claim_single": claim | {"limited": ["confirm-signature"], "allowed": 5},
        "claim_campaign": claim | {"bounces": 2, "bounced_since": now},
        "mark": marks,
        "drop": {"person": digest("ana"), "campaigns": [answer.pk], "why": "withdrawn"},
        "returned": {"letter": ids[0], "why": "x"},
    }


@pytest.mark.parametrize("name", ["claim_single", "claim_campaign", "mark", "drop", "returned"])
def test_no_statement_reads_a_long_table_from_end_to_end(outbox, now, name):
    assert plan(SQL[name], {"now": now, **asked(now, outbox)[name]}) == []
