"""A worker takes letters that are due: it leases them, and leaves out those that must not be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

import psycopg
from django.conf import settings

from undersigned.kit import sql
from undersigned.mail.kinds import LIMITED
from undersigned.mail.models import Bounce

SQL: Final = sql.load("undersigned.mail")
Connection: TypeAlias = psycopg.Connection[Any]

#: With a rate limit, letters are let through in steps of about this long.
STEP: Final = timedelta(milliseconds=250)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter in a worker's hands, sealed as it lay in the outbox, until its lease ends."""

    id: UUID
    kind: str
    campaign: int | None
    person: bytes | None
    sealed_for: UUID
    email: bytes
    name: bytes | None
    context: bytes | None
    domain: bytes
    language: str
    lease_until: datetime
    attempts: int


@dataclass
class Claim:
    """What one claim found: letters to send, and how many were dropped or left to rest with their domain."""

    letters: list[Claimed]
    dropped: int = 0
    resting: int = 0

    @property
    def found(self) -> int:
        """How many due letters were looked at; 0 means that there is nothing to do."""
        return len(self.letters) + self.dropped + self.resting


def claim(connection: Connection, now: datetime, limit: int, lease: timedelta) -> Claim:
    """Lease up to `limit` due letters, single ones first, then those of campaigns that may send.

    One short transaction. Any number of workers may claim at once: rows are locked with SKIP LOCKED, and a letter
    whose lease is over (its worker died) is claimed like any other. Here, and so for every letter, it is decided
    that a person declined letters, that a person had enough letters that anyone can cause (exactly, by a locked row
    per person), that an address keeps bouncing, and that a mail domain rests.
    """
    found = Claim([])
    common = {"now": now, "lease_until": now + lease}
    with connection.transaction():
        allowed = settings.UNDERSIGNED_LETTERS_PER_ADDRESS
        single = {"limit": limit, "limited": LIMITED, "allowed": allowed}
        _take(connection, found, SQL["claim_single"], common | single)
        if len(found.letters) < limit:
            for row in connection.execute(SQL["sending"], {"now": now}).fetchall():
                _claim_campaign(connection, found, row[0], common, limit - len(found.letters))
                if len(found.letters) >= limit:
                    break
    return found


def _claim_campaign(
    connection: Connection, found: Claim, campaign: int, common: Mapping[str, Any], limit: int
) -> None:
    now: datetime = common["now"]
    gate = connection.execute(SQL["open_gate"], {"campaign": campaign, "now": now}).fetchone()
    if gate is None:
        return
    rate, wave_left, next_at = gate
    if rate is not None:
        limit = min(limit, max(1, int(rate * STEP.total_seconds())))
    if wave_left is not None:
        limit = min(limit, wave_left)
    before, dropped_before = len(found.letters), found.dropped
    parameters = {
        "campaign": campaign,
        "limit": limit,
        "bounces": Bounce.COUNT_AT_MOST,
        "bounced_since": now - Bounce.REMEMBERED,
    }
    _take(connection, found, SQL["claim_campaign"], {**common, **parameters})
    taken, dropped = len(found.letters) - before, found.dropped - dropped_before
    if taken and (rate is not None or wave_left is not None):
        if rate is not None:
            next_at = max(next_at or now, now - timedelta(seconds=1)) + timedelta(seconds=taken / rate)
        left = None if wave_left is None else wave_left - taken
        connection.execute(SQL["close_gate"], {"campaign": campaign, "next_at": next_at, "wave_left": left})
    if dropped:
        connection.execute(SQL["count_dropped"], {"campaign": campaign, "dropped": dropped, "now": now})


def _take(connection: Connection, found: Claim, query: Any, parameters: Mapping[str, Any]) -> None:
    for why, rests, *columns in connection.execute(query, parameters).fetchall():
        if why:
            found.dropped += 1
        elif rests:
            found.resting += 1
        else:
            found.letters.append(Claimed(*columns))
