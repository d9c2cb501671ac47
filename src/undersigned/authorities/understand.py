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
    from undersigned.authorities.words import Weights

NOBODY = "nobody"
READINGS = 8  # readings of a text that are compared
SURE = 0.85  # how likely all readings with the same holder must be together, for a sure finding
SURER = 0.87  # for asks that a topic suggests, while who decides hangs on the details
SUREST = 0.98  # and for what states, towns and private people decide, which a petition seldom says
BY_TOPIC = frozenset({"legislate", "regulate", "prosecute", "retry", "other"})
BY_PLACE = frozenset({"state_matter", "local_matter", "private_matter"})
CLEAR = 1.0  # and by how much the cues for that holder must lead those for any other
DOUBTFUL = 0.5  # less likely than this, and the person is asked which of two asks is meant
WEAK = 0.3  # less likely than this, and nothing was understood
A_WORD = 2.5  # cues that together count less are hardly a word
FIRM = 0.8  # then the words must make the reading at least this likely


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


def understand(title: str, body: str = "", to: str = "us.president", learned: Weights | None = None) -> Understood:
    """The likeliest reading of a text and the finding for it; never raises for any text.

    Sure is `high` only where no question is open, the law was read in a source, the learned weights and the
    cues agree on the holder, and nothing else comes near. Raises KeyError for an office that the catalogue does
    not have. `learned` are other weights than those that ship, to try them.
    """
    found = list(islice(readings(title, body, learned), READINGS))
    if not found:
        return Understood(None, resolve("other", {}, to), "low", is_weak=True)
    best, *others = found
    finding = resolve(best.ask, best.facts, to)
    holder = first_holder(finding)
    rivals = [one for one in others if first_holder(resolve(one.ask, one.facts, to)) != holder]
    agreeing = [one for one in found if one not in rivals]
    likelihood = sum(one.likelihood for one in agreeing)
    lead = max(one.score for one in agreeing) - max((one.score for one in rivals), default=0.0)
    is_weak = best.ask == "other" or best.likelihood < WEAK or (best.score < A_WORD and best.likelihood < FIRM)
    doubtful = rivals[0].ask if rivals and likelihood < DOUBTFUL else ""
    is_clear = likelihood >= _bar(best.ask) and lead >= CLEAR
    return Understood(
        best, finding, "low" if is_weak or doubtful else _sureness(finding, is_clear), doubtful, is_weak
    )


def _bar(ask: str) -> float:
    """How likely a sure finding must be; the bars were set on labelled petitions in folds."""
    return SUREST if ask in BY_PLACE else SURER if ask in BY_TOPIC else SURE


def first_holder(finding: Finding) -> str:
    """The codebook's word for who holds the power first; `nobody` where no office does."""
    return finding.holders[0].kind if finding.holders else NOBODY


def _sureness(finding: Finding, is_clear: bool) -> str:
    if finding.question or finding.sure == "low":
        return "low"
    return "high" if is_clear and finding.sure == "high" else "medium"
