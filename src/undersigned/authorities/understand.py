"""Reads a petition's text and says who can grant it, with how sure both the reading and the law are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from undersigned.authorities.resolve import resolve
from undersigned.authorities.suggest import readings

if TYPE_CHECKING:
    from undersigned.authorities.finding import Finding
    from undersigned.authorities.suggest import Suggestion

NOBODY = "nobody"
READINGS = 4  # readings of a text that are compared
CLEAR = 1.5  # how far the best reading must lead one with another holder, for a sure finding
CLEARER = 6.0  # and for asks that a topic alone suggests
LIKELY = 1.0
WEAK = 4.0  # a reading with a lower score rests on hardly a word
BY_TOPIC = frozenset({"legislate", "local_matter", "private_matter", "state_matter", "prosecute", "retry", "other"})


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks (None: not understood), who can grant that, and how sure: `high`, `medium` or `low`.

    `rival` is another ask that the text may as well mean, which leads to another holder; `is_weak` says that
    hardly a word spoke for the reading. In both cases the person is asked what is meant.
    """

    suggestion: Suggestion | None
    finding: Finding
    sure: str
    rival: str = ""
    is_weak: bool = False


def understand(title: str, body: str = "", to: str = "us.president") -> Understood:
    """The best reading of a text and the finding for it; never raises for any text.

    Sure is `high` only where no question is open, the law was read in a source, and no other reading that
    leads to another holder comes near. Raises KeyError for an office that the catalogue does not have.
    """
    found = list(islice(readings(title, body), READINGS))
    if not found:
        return Understood(None, resolve("other", {}, to), "low", is_weak=True)
    best, *others = found
    finding = resolve(best.ask, best.facts, to)
    rival = next((one for one in others if _differs(resolve(one.ask, one.facts, to), finding)), None)
    lead = best.score - (rival.score if rival else 0.0)
    doubtful = rival.ask if rival and lead < LIKELY else ""
    is_weak = best.score < WEAK or best.ask == "other"
    return Understood(best, finding, "low" if is_weak else _sureness(best, finding, lead), doubtful, is_weak)


def _differs(one: Finding, other: Finding) -> bool:
    return first_holder(one) != first_holder(other)


def first_holder(finding: Finding) -> str:
    """The codebook's word for who holds the power first; `nobody` where no office does."""
    return finding.holders[0].kind if finding.holders else NOBODY


def _sureness(best: Suggestion, finding: Finding, lead: float) -> str:
    if finding.question or finding.sure == "low" or lead < LIKELY:
        return "low"
    if finding.sure == "high" and lead >= (CLEARER if best.ask in BY_TOPIC else CLEAR):
        return "high"
    return "medium"
