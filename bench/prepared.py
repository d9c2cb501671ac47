"""What is there before a benchmark begins: an open petition, submissions with their links, rows of other years."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from undersigned.authorities.resolve import resolve
from undersigned.kit.crypto import person_of, sealer
from undersigned.kit.ids import uuid7
from undersigned.kit.progress import bar
from undersigned.ledger import sequencer
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Issue, Petition
from undersigned.signatures import counts, form, intake
from undersigned.signatures.confirm import Press, confirm
from undersigned.signatures.models import Submission
from undersigned.staff.decisions import record_operator
from undersigned.staff.roles import Verb

AUTHORITY, OFFICE = "us.white-house", "us.president"
ASK, FACTS = "pardon", {"convicted_in": "state", "state": "US-WI", "sentence": "life"}
TITLE = "Pardon a baker whom a jury of our state found guilty nine years ago"
BODY = (
    "Nine years ago a jury found the baker of our town guilty. Since then two witnesses have said that they were "
    "mistaken, and a third has moved away and does not answer. The court has not heard them. We have read the "
    "record and find that nothing else spoke against him.\n\n"
    "He has served his time without a complaint, he has learned a second trade, and his family has kept the shop "
    "open with the help of neighbours. Every morning there is bread, and every morning somebody asks about him.\n\n"
    "We ask that he be pardoned, so that he can come home. If that is not for you to do, we ask you to tell us who "
    "can do it, under which law, and how we can put our case to them. We will carry it there ourselves."
)
STATES = (("WI", "537"), ("CA", "941"), ("IL", "606"), ("NY", "100"), ("TX", "787"), ("WA", "981"), ("GA", "303"))
COPY_IN = (
    "COPY signatures_submission (id, petition_id, person, email, name, country, state, zip3, "
    "declines_answer, wants_news, starts_petition) FROM STDIN"
)
GROUP = 500


def petition(now: datetime, title: str = TITLE) -> str:
    """A petition that is open for signatures, with its finding; its id."""
    drafted = Petition(authority_id=AUTHORITY, title=title, body=BODY, ask=ASK, facts=FACTS)
    drafted.finding = resolve(ASK, FACTS, OFFICE).as_dict()
    opened = lifecycle.draft(drafted, list(Issue.objects.all()[:2]), now).pk
    lifecycle.support(opened, now)
    lifecycle.moderate(opened, now)
    decision = record_operator(Verb.APPROVE, AUTHORITY, subject=f"petition:{opened}", now=now)
    lifecycle.open_for_signatures(opened, now, decision)
    return opened


def sign(petition: str, signers: int, now: datetime) -> None:
    """So many published signatures, each made in the ordinary way."""
    zips = ("53703", "94110", "60614", "10025", "78701", "98101", "30303")
    for begun in bar(range(0, signers, GROUP), "signing beforehand"):
        numbers = range(begun, min(begun + GROUP, signers))
        filled = [
            form.read({"name": "Ana Signer", "email": f"before{n}@example.org", "zip": zips[n % len(zips)]})
            for n in numbers
        ]
        intake.take([intake.Submitted(petition, one, now) for one in filled])
        waiting = Submission.objects.filter(petition=petition).values_list("pk", flat=True)
        confirm([Press(submission, now) for submission in waiting])
        Submission.objects.filter(petition=petition).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mail_letter")
    publish(now)


def publish(now: datetime) -> None:
    """Put everything that waits into the logs."""
    while sequencer.step(now, timedelta(0), 1, random.SystemRandom()):
        continue
    counts.notice_reached()


def submissions(petition: str, signers: int, now: datetime, first: int = 0) -> Sequence[UUID]:
    """So many submissions that wait for their confirmation, copied in; their ids."""
    seal, made = sealer().seal, []
    with connection.cursor() as cursor, cursor.copy(COPY_IN) as copy:
        for number in bar(range(first, first + signers), "submissions"):
            key, address = uuid7(now), f"signer{number}@host{number % 197}.example.net"
            state, zip3 = STATES[number % len(STATES)]
            email, name = seal(address, b"email:" + key.bytes), seal("Ana Signer", b"name:" + key.bytes)
            row = (key, petition, person_of(address), email, name, "US", state, zip3)
            copy.write_row((*row, number % 11 == 0, number % 4 == 0, False))
            made.append(key)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE signatures_submission")
    return made
