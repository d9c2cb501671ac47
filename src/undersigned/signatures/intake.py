"""Two hundred forms become one commit: submissions, and the letters that ask to confirm them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from undersigned.guard import challenge
from undersigned.guard.challenge import Solution
from undersigned.kit import sql
from undersigned.kit.crypto import sealer
from undersigned.kit.ids import uuid7
from undersigned.kit.tokens import LIVES
from undersigned.mail import letters
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Issue, Petition, State
from undersigned.signatures.form import Filled

QUERIES = sql.load("undersigned.signatures")
_COLUMNS = {
    "id": "uuid",
    "petition_id": "varchar",
    "person": "bytea",
    "email": "bytea",
    "name": "bytea",
    "country": "varchar",
    "state": "varchar",
    "zip3": "varchar",
    "declines_answer": "bool",
    "wants_news": "bool",
    "starts_petition": "bool",
}
#: What the query `asked` reads of a petition, in the order of the model's fields.
_ASKED = ("id", "state", "title", "lapses_at", "closes_at")
#: As long as the link in its letter works a submission is kept.
CONFIRM_WITHIN = LIVES["confirm"] or timedelta.max


class Taken(Enum):
    """What became of a form: its letter is on the way, its proof had served before, or nothing can be signed."""

    TAKEN = "taken"
    SPENT = "spent"
    CLOSED = "closed"
    GONE = "gone"


class Submitted(NamedTuple):
    """A form for a petition, as it arrived: `gathering` when it came by the private link of supporters.

    `not_before`: when the letter may go out at the earliest, if guard holds it; `solution`: the proof of work
    without which guard had not let it through.
    """

    petition: str
    filled: Filled
    now: datetime
    gathering: bool = False
    not_before: datetime | None = None
    solution: Solution | None = None


def take(batch: Sequence[Submitted], before_commit: Callable[[datetime], None] | None = None) -> list[Taken]:
    """Store a batch of forms with their letters in one transaction; one outcome each, in order.

    `before_commit` is called last in the transaction, with the batch's moment.
    Atomic. Not idempotent: a form sent twice is two submissions, each with its letter, within the limits of mail.
    Whoever has signed already gets a letter that says so instead; the outcome is the same.
    """
    with transaction.atomic():
        petitions, signed = _asked(batch)
        unused = challenge.use(one.solution for one in batch if one.solution)
        outcomes = [_outcome(petitions.get(one.petition), one, unused) for one in batch]
        taken = [
            (uuid7(one.now), one, key)
            for one, outcome, key in zip(batch, outcomes, signed, strict=True)
            if outcome is Taken.TAKEN
        ]
        if taken:
            _insert([(submission, one) for submission, one, _key in taken], starts_petition=False)
            letters.post_all(
                [_letter(submission, one, petitions[one.petition], key) for submission, one, key in taken]
            )
        if before_commit:
            before_commit(batch[-1].now)
    return outcomes


@transaction.atomic
def start(
    petition: Petition, issues: Sequence[Issue], filled: Filled, now: datetime, not_before: datetime | None
) -> UUID:
    """Keep a draft with its petitioner's submission and the letter that asks to confirm both. Atomic.

    Returns the submission's id. Raises petitions.policy.NoPolicy when the authority takes no petitions.
    """
    lifecycle.draft(petition, issues, now)
    submission = uuid7(now)
    _insert([(submission, Submitted(petition.pk, filled, now))], starts_petition=True)
    letters.post(
        "confirm-petition",
        to=filled.address.email,
        person=filled.address.person,
        context={"submission": str(submission), "lapses_at": (now + CONFIRM_WITHIN).isoformat()},
        now=now,
        not_before=not_before,
    )
    return submission


def _asked(batch: Sequence[Submitted]) -> tuple[dict[str, Petition], list[UUID | None]]:
    """The batch's petitions, with what decides here and what a letter says, all else deferred; and for each form
    the key of the signature that its person has there already.
    """
    ids, persons = [one.petition for one in batch], [one.filled.address.person for one in batch]
    asked, standing = sql.run_together(
        (QUERIES["asked"], {"ids": list(set(ids))}),
        (QUERIES["standing_of"], {"petition_id": ids, "person": persons}),
    )
    petitions = {row[0]: Petition.from_db(connection.alias, _ASKED, row) for row in asked.fetchall()}
    signed = {place - 1: key for place, key in standing.fetchall()}
    return petitions, [signed.get(place) for place in range(len(batch))]


def _outcome(petition: Petition | None, one: Submitted, unused: set[bytes]) -> Taken:
    if petition is None or petition.state == State.REMOVED:
        return Taken.GONE
    if one.gathering:
        takes = petition.takes_supporters(one.now) or petition.takes_signatures(one.now)
    elif petition.is_public:
        takes = petition.takes_signatures(one.now)
    else:
        return Taken.GONE
    if not takes:
        return Taken.CLOSED
    if one.solution is None:
        return Taken.TAKEN
    if one.solution.mark not in unused:
        return Taken.SPENT
    unused.remove(one.solution.mark)
    return Taken.TAKEN


def _letter(submission: UUID, one: Submitted, petition: Petition, signed: UUID | None) -> letters.Row:
    context: dict[str, Any] = {"petition": petition.pk}
    if petition.is_public:
        context["title"] = petition.title
    if signed is None:
        context["submission"] = str(submission)
        context["expires_at"] = (one.now + CONFIRM_WITHIN).isoformat()
        if petition.closes_at and petition.closes_at < one.now + CONFIRM_WITHIN:
            context["closes_at"] = petition.closes_at.isoformat()
    else:
        context["signature"] = str(signed)
    return letters.row_for(
        "confirm-signature" if signed is None else "already-signed",
        to=one.filled.address.email,
        person=one.filled.address.person,
        context=context,
        now=one.now,
        not_before=one.not_before,
    )


def _insert(named: Sequence[tuple[UUID, Submitted]], *, starts_petition: bool) -> None:
    seal = sealer().seal
    rows = (
        (
            key,
            one.petition,
            one.filled.address.person,
            seal(one.filled.address.email, b"email:" + key.bytes),
            seal(one.filled.name, b"name:" + key.bytes),
            one.filled.country,
            one.filled.state,
            one.filled.zip3,
            one.filled.declines_answer,
            one.filled.wants_news,
            starts_petition,
        )
        for key, one in named
    )
    sql.copy_in("signatures_submission", _COLUMNS, rows)
