"""Reads a petition's text and says who can grant it, with how sure both the reading and the law are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from undersigned.authorities.resolve import resolve
from undersigned.authorities.suggest import readings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from undersigned.authorities.finding import Finding
    from undersigned.authorities.suggest import Reader, Suggestion

NOBODY = "nobody"
SURE = 0.7  # how likely all readings with the same first holder must be together, for a sure finding
DOUBTFUL = 0.5  # less likely than this, and the person is asked which of two asks is meant
WEAK = 0.3  # an ask less likely than this, and nothing was understood
A_WORD = 2.5  # cues that together count less are hardly a word
FIRM = 0.6  # then the words must make the ask at least this likely


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks (None: not understood), who can grant that, and how sure: `high`, `medium` or `low`.

    `rival` is an ask that the text may as well mean and that leads to another holder; it is the suggested ask
    itself where the text may mean another kind of it. `is_weak` says that hardly a word spoke for the reading. In
    both cases the person is asked what is meant.
    """

    suggestion: Suggestion | None
    finding: Finding
    sure: str
    rival: str = ""
    is_weak: bool = False


def understand(title: str, body: str = "", to: str = "us.president", by: Reader | None = None) -> Understood:
    """The likeliest reading of a text and the finding for it; never raises for any text.

    Sure is `high` only where no question is open, the law was read in a source, and all readings that lead to
    another first holder are unlikely together. Raises KeyError for an office that the catalogue does not have.
    `by` is another reader than the one that ships, to try it.
    """
    found = list(readings(title, body, by))
    if not found:
        return Understood(None, resolve("other", {}, to), "low", is_weak=True)
    findings = [_likelier_first(resolve(one.ask, one.facts, to), one.hints) for one in found]
    best, finding, holder = found[0], findings[0], first_holder(findings[0])
    rivals = [one for one, its in zip(found, findings, strict=True) if first_holder(its) != holder]
    likelihood = sum(one.likelihood for one in found) - sum(one.likelihood for one in rivals)
    in_all = sum(one.likelihood for one in found if one.ask == best.ask)
    is_weak = best.ask == "other" or in_all < WEAK or (best.score < A_WORD and in_all < FIRM)
    rival = max(rivals, key=lambda one: one.likelihood, default=None)
    doubtful = rival.ask if rival and likelihood < DOUBTFUL else ""
    sure = "low" if is_weak or doubtful else _sureness(finding, is_clear=likelihood >= SURE)
    return Understood(best, finding, sure, doubtful, is_weak)


def _likelier_first(finding: Finding, hints: Mapping[str, str]) -> Finding:
    """The finding with the answer that the text hints at before the others; it is asked for all the same."""
    hint = hints.get(finding.question, "")
    likelier = tuple(branch for branch in finding.branches if hint in branch.answers)
    if not likelier:
        return finding
    return replace(
        finding,
        branches=tuple(dict.fromkeys((*likelier, *finding.branches))),
        holders=tuple(dict.fromkeys((*likelier[0].holders, *finding.holders))),
    )


def first_holder(finding: Finding) -> str:
    """The codebook's word for who holds the power first; `nobody` where no office does."""
    return finding.holders[0].kind if finding.holders else NOBODY


def _sureness(finding: Finding, *, is_clear: bool) -> str:
    if finding.question or finding.sure == "low":
        return "low"
    return "high" if is_clear and finding.sure == "high" else "medium"
