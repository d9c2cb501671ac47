"""Told what is known of a request, guard answers allow, hold or refuse, with a reason for staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from undersigned.guard.limits import (
    DRAFTS_PER_NETWORK,
    GUESSES_PER_NETWORK,
    SUBMISSIONS_PER_NETWORK,
    Buckets,
)

#: How much later the letter of a held submission goes out: a flood loses its force, a person only minutes.
HELD_FOR = timedelta(minutes=5)


class Outcome(Enum):
    """What is to be done with a request."""

    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Signals:
    """What is known of a request: what it wants (`sign`, `draft`, `link`), from which network, when."""

    wants: str
    network: str
    now: datetime


@dataclass(frozen=True)
class Verdict:
    """The outcome, the reason that staff can read, and from when the letter may go out."""

    outcome: Outcome
    reason: str
    not_before: datetime | None = None


@dataclass
class Guard:
    """The limits of one process."""

    submissions: Buckets = field(default_factory=lambda: Buckets(SUBMISSIONS_PER_NETWORK))
    drafts: Buckets = field(default_factory=lambda: Buckets(DRAFTS_PER_NETWORK))
    guesses: Buckets = field(default_factory=lambda: Buckets(GUESSES_PER_NETWORK))

    def judge(self, signals: Signals) -> Verdict:
        """The verdict on one request; takes its share of the limits.

        A shared network is slowed down, never shut out: what goes over its limit is held, and the reply that the
        sender sees is the same. Only forged links in number are refused.
        """
        if signals.wants == "link":
            if self.guesses.take(signals.network, signals.now):
                return Verdict(Outcome.ALLOW, "")
            return Verdict(Outcome.REFUSE, "too many wrong links from one network")
        buckets = self.drafts if signals.wants == "draft" else self.submissions
        if buckets.take(signals.network, signals.now):
            return Verdict(Outcome.ALLOW, "")
        return _held(f"too many {signals.wants} requests from one network", signals.now)


def _held(reason: str, now: datetime) -> Verdict:
    return Verdict(Outcome.HOLD, reason, now + HELD_FOR)
