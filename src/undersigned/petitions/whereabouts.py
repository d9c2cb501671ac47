"""Which states and territories a text names."""

from __future__ import annotations

import re
from functools import cache

from undersigned.authorities.places import places

#: Names that more often mean something else: only these ways of writing them name the state.
_WRITTEN = {
    "Washington": r"state\s+of\s+washington|washington\s+state",
    "Georgia": r"(?<!republic\sof\s)georgia",
    "District of Columbia": r"district\s+of\s+columbia|washington,?\s+d\.?\s?c|(?-i:D\.C)",
}
#: Codes that are words where everything is written in capitals.
_ALSO_WORDS = frozenset({"US-HI", "US-IN", "US-ME", "US-OH", "US-OK", "US-OR"})


def places_of(title: str, body: str) -> frozenset[str]:
    """Codes (ISO 3166-2) of the places a petition is about: those its title names, or else those of its body."""
    return places_named(title) or places_named(body)


def places_named(text: str) -> frozenset[str]:
    """Codes of the places that stand in a text by name, as `State of S.C.`, or as `Glendale, CA`.

    Initials alone name nothing: V.A. is an administration, M.D. a doctor.
    """
    names, initials = _patterns()
    found = {str(match.lastgroup).replace("_", "-") for match in names.finditer(text)}
    return frozenset(found | {f"US-{match[1]}{match[2]}" for match in initials.finditer(text)} & _codes())


@cache
def _codes() -> frozenset[str]:
    return frozenset(place.code for place in places()) - _ALSO_WORDS


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """All names, each a group called by its code with an underscore for the hyphen, and where initials stand.

    The longest name comes first, so that West Virginia is not Virginia.
    """
    names = "|".join(
        f"(?P<{place.code.replace('-', '_')}>{_WRITTEN.get(place.name) or _spaced(place.name)})"
        for place in sorted(places(), key=lambda place: -len(place.name))
    )
    return (
        re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE),
        re.compile(r"(?:,\s*|\b[Ss](?:tate|TATE)\s+(?:of|OF)\s+)([A-Z])\.?([A-Z])(?!\w)"),
    )


def _spaced(name: str) -> str:
    return re.escape(name).replace(r"\ ", r"\s+")
