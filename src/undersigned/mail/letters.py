"""A letter is written into the outbox, in the transaction of the thing it tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min

from undersigned.kit import sql
from undersigned.kit.crypto import sealer
from undersigned.kit.ids import uuid7
from undersigned.mail.addresses import ascii_address, domain_of
from undersigned.mail.kinds import kind_named
from undersigned.mail.models import Campaign, Letter, Stage, State

_KEY: Final = re.compile(r"[a-z_]+")
_as_json: Final = json.JSONEncoder(default=str, separators=(",", ":")).encode
SQL: Final = sql.load("undersigned.mail")


def email_bound_to(sealed_for: UUID) -> bytes:
    """What the ciphertext of an address is bound to."""
    return b"email:" + sealed_for.bytes


def name_bound_to(sealed_for: UUID) -> bytes:
    """What the ciphertext of a name is bound to."""
    return b"name:" + sealed_for.bytes


def context_bound_to(letter: UUID) -> bytes:
    """What the ciphertext of a letter's context is bound to."""
    return b"context:" + letter.bytes


class Row(NamedTuple):
    """A single letter as a row of the outbox."""

    id: UUID
    kind: str
    person: bytes | None
    email: bytes
    name: bytes | None
    context: bytes | None
    domain: bytes
    language: str
    created_at: datetime
    next_at: datetime


def row_for(
    kind: str,
    *,
    to: str,
    person: bytes | None,
    context: Mapping[str, object],
    now: datetime,
    name: str | None = None,
    language: str = "en",
    not_before: datetime | None = None,
) -> Row:
    """The row of a letter, sealed, for `post_all`; touches no database.

    `context` holds what `kinds.py` says the kind needs, and optional keys its template knows: text, whole numbers,
    ids, and moments under keys that end in `_at`. A petition's `title` belongs in it only when the
    petition is public. Raises UnknownKind; BadAddress; ValueError when a needed key is missing, or a name is given
    for a letter that anyone can cause.
    """
    written = kind_named(kind)
    missing = [key for key in written.needs if not context.get(key)]
    if missing:
        raise ValueError(f"the letter {kind} needs {', '.join(missing)}")
    if unfit := _unfit(tuple(context)):
        raise ValueError(f"no template can use {', '.join(unfit)}")
    if written.limited and name:
        raise ValueError(f"the letter {kind} goes to an address nobody confirmed: it carries no name")
    ascii_address(to)
    letter = uuid7(now)
    seal = sealer().seal
    return Row(
        id=letter,
        kind=kind,
        person=person,
        email=seal(to, email_bound_to(letter)),
        name=seal(name, name_bound_to(letter)) if name else None,
        context=seal(_as_json(dict(context)), context_bound_to(letter)),
        domain=domain_of(to),
        language=language,
        created_at=now,
        next_at=not_before or now,
    )


@lru_cache(maxsize=256)
def _unfit(keys: tuple[str, ...]) -> list[str]:
    """The keys of a context that no template can use."""
    return [key for key in keys if not _KEY.fullmatch(key) or key == "name" or key.endswith("_link")]


_COLUMNS: Final = {
    "id": "uuid",
    "kind": "text",
    "person": "bytea",
    "email": "bytea",
    "name": "bytea",
    "context": "bytea",
    "domain": "bytea",
    "language": "varchar",
    "created_at": "timestamptz",
    "next_at": "timestamptz",
    "sealed_for": "uuid",
}


def post_all(rows: Sequence[Row]) -> None:
    """Put letters into the outbox, inside the caller's transaction; what they say is sealed for themselves."""
    sql.copy_in("mail_letter", _COLUMNS, ((*row, row.id) for row in rows))


def post(
    kind: str,
    *,
    to: str,
    person: bytes | None,
    context: Mapping[str, object],
    now: datetime,
    name: str | None = None,
    language: str = "en",
    not_before: datetime | None = None,
) -> UUID:
    """Put one letter into the outbox, inside the caller's transaction, and return its id.

    Not idempotent: two calls are two letters. Arguments and errors are those of `row_for`. Whether the person
    declined letters, or has had too many, is looked at when a worker claims it.
    """
    row = row_for(
        kind, to=to, person=person, context=context, now=now, name=name, language=language, not_before=not_before
    )
    post_all([row])
    return row.id


def drop(person: bytes, campaigns: Iterable[Campaign], why: str, now: datetime) -> int:
    """Take a person's waiting letters out of campaigns, as after a withdrawal; how many were dropped.

    Atomic and idempotent. A letter that a worker holds at this moment still goes out.
    """
    numbers = [campaign.pk for campaign in campaigns]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SQL["drop"], {"person": person, "campaigns": numbers, "why": why, "now": now})
        dropped = sorted(row[0] for row in cursor.fetchall())
        for number in dropped:
            cursor.execute(SQL["count_dropped"], {"campaign": number, "dropped": 1, "now": now})
    return len(dropped)


def oldest_waiting(now: datetime) -> timedelta | None:
    """How long the oldest unsent letter has been due, or None when none is: what staff and alarms look at.

    A letter of a campaign that staff hold back is not overdue.
    """
    single = Letter.objects.waiting().single().filter(next_at__lte=now).aggregate(at=Min("created_at"))["at"]
    sending = Campaign.objects.filter(stage=Stage.SENDING).aggregate(at=Min("started_at"))["at"]
    moments = [moment for moment in (single, sending) if moment]
    return max(now - min(moments), timedelta(0)) if moments else None


class Outbox(NamedTuple):
    """What lies in the outbox: counts of letters, and the age of the oldest that is due."""

    waiting: int
    oldest: timedelta | None
    sent_today: int
    failed_today: int


def outbox(now: datetime) -> Outbox:
    """What lies in the outbox, and what came of letters in the last 24 hours."""
    day = now - timedelta(days=1)
    return Outbox(
        waiting=Letter.objects.waiting().count(),
        oldest=oldest_waiting(now),
        sent_today=Letter.objects.ended_since(State.SENT, day).count(),
        failed_today=Letter.objects.ended_since(State.FAILED, day).count(),
    )


def tidy(now: datetime) -> int:
    """Forget budgets and holds whose time is over; how many rows went. Idempotent; for the nightly schedule."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["tidy"], {"now": now})
        return int(cursor.fetchone()[0])
