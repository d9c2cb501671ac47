"""No query of ours must read all of a large table: told to avoid it, PostgreSQL finds an index for each."""

import re

import pytest
from django.db import connection

import make
from house.source import Finding, settled, text
from house.test_sql import queries, sql_files

ROWS = 2000
RANDOM_ID = "substr(md5(n::text), 1, 12)"
ONE_OF_MANY = "substr(md5((n % 100 + 1)::text), 1, 12)"
PERSON = "sha256(n::text::bytea)"
#: The tables that grow without end, and what tells another row of each from one that is there (n is its number).
LARGE = {
    "petitions_petition": {"id": RANDOM_ID},
    "petitions_word_use": {"petition_id": RANDOM_ID, "word": "'word' || n % 4000"},
    "signatures_submission": {"id": "gen_random_uuid()", "person": PERSON},
    "signatures_signature": {
        "id": "1000000 + n",
        "key": "gen_random_uuid()",
        "petition_id": ONE_OF_MANY,
        "person": PERSON,
        "is_petitioner": "false",
    },
    "signatures_tally": {"id": "1000000 + n", "petition_id": RANDOM_ID},
    "signatures_hourtally": {"id": "1000000 + n", "petition_id": RANDOM_ID},
    "ledger_log": {"id": "1000000 + n", "petition_id": RANDOM_ID, "origin": "'o' || n", "opened_as": "1000000 + n"},
    "ledger_intent": {
        "id": "1000000 + n",
        "log_id": "1000000 + n % 100",
        "signature": "1000000 + n",
        "placed_at": "n",
    },
    "ledger_tile": {"log_id": "1000000 + n"},
    "ledger_bundle": {"log_id": "1000000 + n"},
    "mail_letter": {
        "id": "gen_random_uuid()",
        "sealed_for": "gen_random_uuid()",
        "person": PERSON,
        "campaign_id": "n % 100",
    },
}
#: Types that PostgreSQL cannot tell from where a parameter stands, because it stands in two places.
TYPES = {"petition": "text", "kind": "text"}
NO_PLAN = ("ANALYZE", "SELECT pg_")


def many_rows():
    """Real rows, multiplied."""
    petition = make.petition()
    make.signature(petition)
    make.published()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, changed in LARGE.items():
            cursor.execute(multiplied(table, changed, columns_of(cursor, table)))
        cursor.execute("ANALYZE " + ", ".join(LARGE))
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute("SET LOCAL enable_seqscan = off")


def columns_of(cursor, table):
    return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def multiplied(table, changed, columns):
    wanted = ", ".join(changed.get(column, f'one."{column}"') for column in columns)
    listed = ", ".join(f'"{column}"' for column in columns)
    kind = "WHERE kind = 'add'" if table == "ledger_intent" else ""
    return (
        f"INSERT INTO {table} ({listed}) SELECT {wanted} "
        f"FROM (SELECT * FROM {table} {kind} LIMIT 1) AS one, generate_series(1, {ROWS}) AS n"
    )


def plan_of(name, statement):
    """The plan that PostgreSQL makes before it knows the values."""
    places = list(dict.fromkeys(re.findall(r"%\((\w+)\)[sb]", statement)))
    for place, parameter in enumerate(places, 1):
        statement = re.sub(rf"%\({parameter}\)[sb]", f"${place}", statement)
    types = ", ".join(TYPES.get(parameter, "unknown") for parameter in places)
    values = ", ".join("NULL" for _place in places)
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE {name}{f'({types})' if places else ''} AS {statement.replace('%%', '%')}")
        cursor.execute(f"EXPLAIN (FORMAT JSON) EXECUTE {name}{f'({values})' if places else ''}")
        plan = cursor.fetchone()[0][0]["Plan"]
        cursor.execute(f"DEALLOCATE {name}")
    return plan


def read_whole(plan):
    """Large tables that this plan reads row by row."""
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LARGE:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from read_whole(part)


@pytest.mark.django_db
def test_no_query_reads_all_of_a_large_table():
    many_rows()
    found = [
        Finding(f"{path}:{name}", f"reads all of {table}")
        for path in sql_files()
        for name, comments, statement in queries(text(path))
        if not statement.startswith(NO_PLAN)
        for table in read_whole(plan_of(name, statement))
    ]
    settled("plan", found)


@pytest.mark.django_db
def test_a_query_that_no_index_serves_is_found():
    many_rows()
    for table in LARGE:
        statement = f"SELECT count(*) FROM {table} AS one WHERE one::text = %(row)s"
        assert list(read_whole(plan_of("whole", statement))) == [table]
