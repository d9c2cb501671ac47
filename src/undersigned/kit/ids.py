"""Ids that tell nothing: random ones for the public, time-ordered random ones for rows."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from undersigned.kit import noise

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
LENGTH = 12


def public_id() -> str:
    """Twelve random lower-case letters and digits (62 bits), for addresses that people see."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def uuid7(now: datetime) -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of `now` in milliseconds, 74 random bits; rows stay in order of time."""
    milliseconds = int(now.timestamp() * 1000)
    random = int.from_bytes(noise.take(10)) >> 6
    value = milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | (random & (1 << 62) - 1)
    return UUID(int=value)


def made_at(identifier: UUID) -> datetime:
    """The moment a version 7 UUID was made, to the millisecond."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=identifier.int >> 80)
