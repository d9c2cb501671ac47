"""How much is too much: token buckets per network and per petition, kept in this process's memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Limit:
    """`burst` at once, then `per_minute` more each minute."""

    burst: int
    per_minute: float


#: A university or a ministry behind one address signs together; a flood is much more than that.
SUBMISSIONS_PER_NETWORK = Limit(burst=1000, per_minute=120)
#: A failed form or a forged link costs nothing to send; many of them are guessing.
GUESSES_PER_NETWORK = Limit(burst=200, per_minute=30)
#: New petitions are rare.
DRAFTS_PER_NETWORK = Limit(burst=60, per_minute=6)


class Buckets:
    """One token bucket per key, the least used forgotten first, so that memory stays bounded."""

    def __init__(self, limit: Limit, keys_at_most: int = 100_000) -> None:
        """Every key begins with a full bucket."""
        self._limit = limit
        self._at_most = keys_at_most
        self._levels: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def take(self, key: str, now: datetime) -> bool:
        """Take one token; False when the bucket is empty."""
        level, since = self._levels.pop(key, (float(self._limit.burst), now))
        minutes = max(0.0, (now - since).total_seconds() / 60)
        level = min(self._limit.burst, level + minutes * self._limit.per_minute)
        enough = level >= 1
        self._levels[key] = (level - 1 if enough else level, now)
        if len(self._levels) > self._at_most:
            self._levels.popitem(last=False)
        return enough
