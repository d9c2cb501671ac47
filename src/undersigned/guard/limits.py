"""How much is too much: token buckets per network and per petition, kept in this process's memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True)
class Limit:
    """`burst` at once, then `per_minute` more each minute."""

    burst: int
    per_minute: float

    @property
    def share(self) -> int:
        """So many may go through one process before the others are told."""
        return max(1, self.burst // 20)


#: A university or a ministry behind one address signs together; a flood is much more than that.
SUBMISSIONS_PER_NETWORK = Limit(burst=1000, per_minute=120)
#: Without proof of work, over the limit: the way that is open to browsers without scripts.
SLOW_PER_NETWORK = Limit(burst=60, per_minute=12)
#: A forged link costs nothing to send; many of them are guessing.
GUESSES_PER_NETWORK = Limit(burst=200, per_minute=30)
#: New petitions are rare.
DRAFTS_PER_NETWORK = Limit(burst=60, per_minute=6)


class Bucket(NamedTuple):
    """What was left at a moment, and how much was taken here since the other processes were told."""

    level: float
    since: datetime
    spent: int


class Buckets:
    """One token bucket per key, the least used forgotten first, so that memory stays bounded."""

    def __init__(self, limit: Limit, keys_at_most: int = 100_000) -> None:
        """Every key begins with a full bucket."""
        self.limit = limit
        self._at_most = keys_at_most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._to_tell: set[str] = set()

    def take(self, key: str, now: datetime) -> bool:
        """Take one token; False when the bucket is empty."""
        bucket = self._buckets.pop(key, None) or Bucket(float(self.limit.burst), now, 0)
        level = self._level(bucket, now)
        enough = level >= 1
        spent = bucket.spent + enough
        self._buckets[key] = Bucket(level - enough, now, spent)
        if spent >= self.limit.share:
            self._to_tell.add(key)
        if len(self._buckets) > self._at_most:
            forgotten, _bucket = self._buckets.popitem(last=False)
            self._to_tell.discard(forgotten)
        return enough

    def to_tell(self) -> dict[str, int]:
        """How much was taken here, for each key of which the other processes should know."""
        return {key: bucket.spent for key in tuple(self._to_tell) if (bucket := self._buckets.get(key))}

    def told(self, key: str, spent: int, level: float, now: datetime) -> None:
        """The others know that so much was spent here; so much is left for all."""
        self._to_tell.discard(key)
        if bucket := self._buckets.get(key):
            since_then = max(0, bucket.spent - spent)
            self._buckets[key] = Bucket(max(0.0, level - since_then), now, since_then)

    def _level(self, bucket: Bucket, now: datetime) -> float:
        minutes = max(0.0, (now - bucket.since).total_seconds() / 60)
        return min(self.limit.burst, bucket.level + minutes * self.limit.per_minute)
