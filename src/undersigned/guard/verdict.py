"""Told what is known of a request, guard answers allow, challenge, hold or refuse, with a reason for staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from undersigned.guard.limits import (
    DRAFTS_PER_NETWORK,
    GUESSES_PER_NETWORK,
    SLOW_PER_NETWORK,
    SUBMISSIONS_PER_NETWORK,
    Buckets,
    Limit,
)

#: How much later the letter of a held submission goes out: a flood loses its force, a person only minutes.
HELD_FOR = timedelta(minutes=5)
#: For so many seconds a petition may be signed at its highest rate before everyone is challenged.
SECONDS_OF_BURST = 10


class Outcome(Enum):
    """What is to be done with a request."""

    ALLOW = "allow"
    CHALLENGE = "challenge"
    HOLD = "hold"
    REFUSE = "refuse"


class Signals(NamedTuple):
    """What is known of a request: what it wants (`sign`, `draft`, `link`), from which network, when.

    Of a signature also: which petition, whether a proof of work came with it, and whether its sender would rather
    wait than bring one.
    """

    wants: str
    network: str
    now: datetime
    petition: str = ""
    solved: bool = False
    slowly: bool = False


class Verdict(NamedTuple):
    """The outcome, the reason that staff can read, from when the letter may go out, and if the proof was needed."""

    outcome: Outcome
    reason: str
    not_before: datetime | None = None
    by_proof: bool = False


def limit_of_petition(per_second: int) -> Limit:
    """The limit of one petition that takes so many signatures a second."""
    return Limit(burst=per_second * SECONDS_OF_BURST, per_minute=per_second * 60)


@dataclass
class Guard:
    """The limits of one process; `petitions` by the rate above which everyone who signs one is challenged."""

    petitions: Buckets
    submissions: Buckets = field(default_factory=lambda: Buckets(SUBMISSIONS_PER_NETWORK))
    slow: Buckets = field(default_factory=lambda: Buckets(SLOW_PER_NETWORK))
    drafts: Buckets = field(default_factory=lambda: Buckets(DRAFTS_PER_NETWORK))
    guesses: Buckets = field(default_factory=lambda: Buckets(GUESSES_PER_NETWORK))

    def judge(self, signals: Signals) -> Verdict:
        """The verdict on one request; takes its share of the limits.

        A shared network is challenged or slowed down, never shut out, and the reply tells no sender which limit was
        met. Forged links in number are refused, and forms in number that bring no proof of work.
        """
        match signals.wants:
            case "link":
                if self.guesses.take(signals.network, signals.now):
                    return Verdict(Outcome.ALLOW, "")
                return Verdict(Outcome.REFUSE, "too many wrong links from one network")
            case "draft":
                if self.drafts.take(signals.network, signals.now):
                    return Verdict(Outcome.ALLOW, "")
                return _held("too many draft requests from one network", signals.now)
            case _:
                return self._of_signature(signals)

    def _of_signature(self, signals: Signals) -> Verdict:
        if not self.submissions.take(signals.network, signals.now):
            reason = "too many sign requests from one network"
        elif not self.petitions.take(signals.petition, signals.now):
            reason = "too many sign requests for one petition"
        else:
            return Verdict(Outcome.ALLOW, "")
        if signals.solved:
            return Verdict(Outcome.ALLOW, reason, by_proof=True)
        if not signals.slowly:
            return Verdict(Outcome.CHALLENGE, reason)
        if self.slow.take(signals.network, signals.now):
            return _held(reason, signals.now)
        return Verdict(Outcome.REFUSE, f"{reason}, and too many of them without a proof of work")


def _held(reason: str, now: datetime) -> Verdict:
    return Verdict(Outcome.HOLD, reason, now + HELD_FOR)
