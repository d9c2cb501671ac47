"""Who holds clemency power in each state, district and territory, one row for each place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from undersigned.authorities.load import catalogue
from undersigned.authorities.places import HOME, Place, places
from undersigned.authorities.resolve import resolve
from undersigned.authorities.say import fact_named, listed, sentence

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from undersigned.authorities.finding import Branch, Citation, Finding

ALONE, SHARED, BOARD, PRESIDENT, DEPENDS = "alone", "shared", "board", "president", "depends"
KINDS: dict[str, tuple[str, str | StrPromise]] = {
    ALONE: ("G", _("The governor alone")),
    SHARED: ("G+", _("The governor together with another body")),
    BOARD: ("B", _("A board")),
    DEPENDS: ("?", _("It depends on the case")),
    PRESIDENT: ("P", _("The President")),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Who can, in words; where it depends, on which question, and a line for each answer."""

    lines: tuple[str, ...]
    question: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A place and who there can pardon, shorten a sentence and stay it; `kind` is a key of KINDS."""

    place: Place
    kind: str
    pardon: Said
    commute: Said
    reprieve: Said
    laws: tuple[Citation, ...]
    is_verified: bool

    @property
    def letter(self) -> str:
        """The sign of its kind on the map."""
        return KINDS[self.kind][0]

    @property
    def kind_name(self) -> str | StrPromise:
        """Its kind in words."""
        return KINDS[self.kind][1]


@cache
def rows() -> tuple[Row, ...]:
    """Every place of the catalogue, for an ordinary crime tried in the place's own courts."""
    return tuple(_row(place) for place in places() if place.country == HOME)


def _row(place: Place) -> Row:
    found = {ask: _finding(ask, place) for ask in ("pardon", "commute", "reprieve")}
    laws = tuple(
        law for law in found["pardon"].because if catalogue().laws[law.id].id.startswith(place.code.lower())
    )
    return Row(
        place=place,
        kind=_kind(found["pardon"], place),
        pardon=_said(found["pardon"]),
        commute=_said(found["commute"]),
        reprieve=_said(found["reprieve"]),
        laws=laws or found["pardon"].because[:2],
        is_verified=not any(finding.unverified for finding in found.values()),
    )


def _finding(ask: str, place: Place) -> Finding:
    """To an addressee who has no part in it, so that only the holders speak."""
    return resolve(ask, {"convicted_in": place.kind, "state": place.code, "offence": "ordinary"}, "us.congress")


def _kind(finding: Finding, place: Place) -> str:
    if finding.branches:
        return DEPENDS
    offices = [holder.office for holder in finding.holders]
    if offices == ["us.president"]:
        return PRESIDENT
    governor = f"{place.code.lower()}.governor"
    if offices == [governor]:
        return ALONE
    return SHARED if governor in offices else BOARD


def _said(finding: Finding) -> Said:
    """The holders in a sentence; where it depends, each answer with its own, the answers of most cases last."""
    if not finding.branches:
        return Said((sentence(listed(finding.holders, finding.mode) or str(_("nobody"))),))
    *few, most = sorted(finding.branches, key=lambda branch: len(branch.answers))
    lines = [_line("; ".join(branch.labels), branch) for branch in few]
    last = str(_("Otherwise")) if len(most.labels) > 1 else most.labels[0]
    return Said((*lines, _line(last, most)), str(fact_named(finding.ask, finding.open).question))


def _line(answers: str, branch: Branch) -> str:
    return f"{answers}: {listed(branch.holders) or _('nobody')}"
