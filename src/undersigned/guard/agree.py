"""Processes agree on what is left of a limit: about once a second, in the transaction of a group of signatures."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from undersigned.guard.limits import Buckets
from undersigned.guard.models import Level, UsedSolution
from undersigned.guard.verdict import Guard
from undersigned.kit import sql
from undersigned.kit.crypto import person_of

QUERIES = sql.load("undersigned.guard")
AT_MOST_EVERY = timedelta(seconds=1)
KEY_BYTES = 16
#: After so long every bucket is full again.
FORGET_AFTER = timedelta(days=1)


class _Told(NamedTuple):
    """What one process has let through for one key since it last told the others."""

    buckets: Buckets
    key: str
    spent: int


class Agreement:
    """One process's share in the limits; quiet networks cost no one anything."""

    def __init__(self, guard: Guard) -> None:
        """`guard` judges in this process; what it learns here it uses at once."""
        self._guard = guard
        self._last: datetime | None = None

    def reach(self, now: datetime) -> None:
        """Tell what was let through here and learn what is left, inside the caller's transaction.

        Called at its end, since the rows stay locked until the commit. Does nothing within a second of the last
        time, or when there is nothing to tell. When the transaction fails, nothing was told.
        """
        if self._last and self._last <= now < self._last + AT_MOST_EVERY:
            return
        self._last = now
        named = {"network": self._guard.submissions, "petition": self._guard.petitions}
        told = {
            _mark(name, key): _Told(buckets, key, spent)
            for name, buckets in named.items()
            for key, spent in buckets.to_tell().items()
        }
        if not told:
            return
        parameters: dict[str, Any] = {
            "key": list(told),
            "burst": [one.buckets.limit.burst for one in told.values()],
            "per_minute": [one.buckets.limit.per_minute for one in told.values()],
            "spent": [one.spent for one in told.values()],
            "now": now,
        }
        with connection.cursor() as cursor:
            cursor.execute(QUERIES["agree"], parameters)
            levels = cursor.fetchall()
        transaction.on_commit(lambda: _learn(told, levels, now))


def _learn(told: dict[bytes, _Told], levels: list[tuple[memoryview, float]], now: datetime) -> None:
    for mark, level in levels:
        one = told[bytes(mark)]
        one.buckets.told(one.key, one.spent, level, now)


def _mark(name: str, key: str) -> bytes:
    """What stands for a key in the database: a network is not to be read there."""
    return hmac.digest(person_of(f"guard {name}"), key.encode(), "sha256")[:KEY_BYTES]


def tidy(now: datetime) -> int:
    """Forget limits that are whole again and solutions that have expired; how many rows went. Idempotent."""
    levels, _by_model = Level.objects.filter(at__lt=now - FORGET_AFTER).delete()
    solutions, _by_model = UsedSolution.objects.filter(expires_at__lt=now).delete()
    return levels + solutions
