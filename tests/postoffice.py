"""Plain builders of a post office: a mail server that does as it is told, letters, campaigns."""

from __future__ import annotations

import asyncio
import email.policy
import hashlib
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from uuid import UUID, uuid5

import psycopg
from django.db import connection
from psycopg_pool import ConnectionPool

from undersigned.kit.crypto import person_of, sealer
from undersigned.kit.ids import uuid7
from undersigned.mail import addresses, campaigns, deliver, letters
from undersigned.mail.models import Campaign, Letter, State, Suppression

FAST = deliver.Pace(
    lines=2, batch=20, reply_seconds=30, verdict_seconds=30, idle_seconds=0.01, rest_seconds=0.01, hang_up_seconds=1
)
SUBMISSION = UUID("019a0000-0000-7000-8000-000000000001")
LATER = timedelta(minutes=10)
PETITION = "abcdefghijkl"
ANSWER = "mnopqrstuvwx"


def until(condition: Callable[[], object], seconds: float = 90) -> None:
    """Wait for the thing itself."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        pause.wait(0.005)


class MailServer:
    """Takes letters, or answers as it is told, letter by letter; "drop" hangs up, "stall" never answers."""

    def __init__(self) -> None:
        self.pipelining = True
        self.taken: Callable[[int], object] = lambda count: None
        self.to_sender: str | None = None
        self.received: list[tuple[str, str, bytes]] = []
        self.to_recipient: Callable[[str], str | None] = lambda address: None
        self.to_letter: Callable[[str], str | None] = lambda address: None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self.pipelining else []), responses[-1]]

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.to_sender:
            return self.to_sender
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.to_recipient(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        answer = self.to_letter(envelope.rcpt_tos[0])
        if answer == "drop":
            server.transport.abort()
            return "421 gone"
        if answer == "stall":
            await asyncio.Event().wait()
        if answer:
            return answer
        self.received.append((envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        self.taken(len(self.received))
        return "250 ok"

    @property
    def recipients(self) -> list[str]:
        return sorted(to for _, to, _ in self.received)

    def letter(self, number: int = 0) -> EmailMessage:
        message = BytesParser(policy=email.policy.default).parsebytes(self.received[number][2])
        assert isinstance(message, EmailMessage)
        return message

    def text(self, number: int = 0) -> str:
        part = self.letter(number).get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    def html(self, number: int = 0) -> str:
        part = self.letter(number).get_body(("html",))
        assert part is not None
        return str(part.get_content())


def pool() -> ConnectionPool:
    """A pool to the database of this test, as a worker has it."""
    known = connection.settings_dict
    url = psycopg.conninfo.make_conninfo(
        host=known["HOST"],
        port=known["PORT"],
        user=known["USER"],
        password=known["PASSWORD"],
        dbname=known["NAME"],
        application_name="letters",
    )
    options = {"autocommit": True, "prepare_threshold": None}
    return ConnectionPool(url, min_size=2, max_size=2, kwargs=options, open=True)


def post(now, to="ana@example.org", kind="confirm-signature", name=None, **context) -> UUID:
    """Post a single letter."""
    context = {"submission": str(SUBMISSION), "signature": str(SUBMISSION), "petition": PETITION, **context}
    return letters.post(kind, to=to, person=person_of(to), name=name, context=context, now=now)


def signer(address: str) -> UUID:
    """The signature of an address, always the same one."""
    return uuid5(SUBMISSION, address)


def campaign(now, *signers: str, kind="response", subject=ANSWER, **options) -> Campaign:
    """A campaign whose signers are enlisted, as `signatures.audience` does it."""
    answer = {"title": "The answer", "text": "We read it.", "html": "<p>We read it.</p>", **options}
    campaigns.start(kind, subject_id=subject, petitions=[PETITION], now=now, **answer)
    claimed = campaigns.claim_waiting(now)
    assert claimed is not None
    enlist(claimed, now, *signers)
    return campaigns.enlisted(claimed, now)


def enlist(into: Campaign, now, *signers: str) -> None:
    """A letter for each signer."""
    seal = sealer().seal
    Letter.objects.bulk_create(
        Letter(
            id=uuid7(now),
            kind=into.kind,
            campaign=into,
            person=person_of(address),
            sealed_for=signer(address),
            email=seal(address, letters.email_bound_to(signer(address))),
            name=seal(address.split("@")[0].title(), letters.name_bound_to(signer(address))),
            domain=addresses.domain_of(address),
            created_at=now,
            next_at=now,
        )
        for address in signers
    )


def check_mail() -> None:
    """What holds at every moment: nobody twice per campaign, counts agree, sealed while needed."""
    for found in Campaign.objects.all():
        of_it = Letter.objects.filter(campaign=found)
        persons = [bytes(person) for person in of_it.values_list("person", flat=True)]
        assert len(persons) == len(set(persons)), "a person twice in a campaign"
        counted = {state: of_it.filter(state=state).count() for state in State}
        for state in (State.SENT, State.FAILED, State.DROPPED):
            assert getattr(found, state.value) == counted[state], f"{state} miscounted in {found}"
        if found.stage == "done":
            assert counted[State.WAITING] == 0, "a campaign is done with letters waiting"
    kept = Letter.objects.filter(state__in=(State.SENT, State.DROPPED))
    assert not kept.exclude(email=None, name=None, context=None).exists(), "an address outlives its letter"


def check_received(server: MailServer, spare: int = 0) -> None:
    """Nobody got a letter twice, but for `spare` repeats, each recognisable; nobody who declined all got any."""
    ids = [server.letter(number)["Message-ID"] for number in range(len(server.received))]
    assert len(ids) - len(set(ids)) <= spare, "more repeats than kills"
    by_letter = {letter_id: to for letter_id, (_, to, _) in zip(ids, server.received, strict=True)}
    declined = {bytes(person) for person in Suppression.objects.values_list("person", flat=True)}
    assert not declined & {person_of(to) for to in by_letter.values()}


def digest(text: str) -> bytes:
    """32 bytes that stand for a person."""
    return hashlib.sha256(text.encode()).digest()
