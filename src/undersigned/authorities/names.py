"""Finds the names in a petition's text: states, counties, cities, other countries, federal bodies, bills."""

from __future__ import annotations

import html
import re
import tomllib
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import zipcodes

from undersigned.authorities.places import places
from undersigned.kit import facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CITY_ZIPS = 6  # ZIP codes a city must have before its bare name says which state is meant
DISTRICT = "US-DC"  # its courts are not a state's
SHARE = 0.8  # and the share of them that one state must have

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_BILL = re.compile(r"\b(?:H\.? ?R\.?|S\.|[HS]\.? ?J\.? ?Res\.?|H\.? ?Res\.?|SB|HB|AB) ?#?\d{1,5}\b")
_IN_STATE = re.compile(r"((?:[A-Z][\w.'-]*[ ]){0,2}[A-Z][\w'-]+)(?: (County|Parish))?,? (?=([A-Z][A-Za-z]\b))")
_COUNTY = re.compile(r"((?:[A-Z][\w.'-]*[ ]){0,2}[A-Z][\w'-]+) (?:County|COUNTY|Parish)\b")
_CITY = re.compile(r"\b(?:[A-Z][a-z'-]+[ ]){0,2}[A-Z][a-z'-]+\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A name and where it stands in the text: its kind (`state`, `abroad`, `agency` …) and what it stands for."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Read:
    """A text as it is read: `plain` is in small letters with each name replaced by its @kind.

    `pieces` are (place in `plain`, place in `written`, whether the piece is a replaced name), in order.
    """

    written: str
    plain: str
    names: tuple[Name, ...]
    pieces: tuple[tuple[int, int, bool], ...]

    def words(self, start: int, end: int) -> str:
        """What the person wrote between two places of `plain`."""
        return " ".join(self.written[self._back(start, 0) : self._back(end, 1)].split())

    def of(self, *kinds: str) -> list[Name]:
        """The names of these kinds, in the order of the text."""
        return [name for name in self.names if name.kind in kinds]

    def _back(self, place: int, after: int) -> int:
        index = bisect_right(self.pieces, (place - after, len(self.written), True)) - 1
        here, there, replaced = self.pieces[max(index, 0)]
        if not replaced:
            return there + place - here
        following = self.pieces[index + 1][1] if index + 1 < len(self.pieces) else len(self.written)
        return following if after else there


def read(text: str, beside: str = "") -> Read:
    """The text with its names found; never raises, whatever the text is.

    `beside` is the text's other half: a word such as "Dutch" is a country's only where something else is too.
    """
    written = html.unescape(text).translate(_STRAIGHT)
    found = sorted(_names(written, beside), key=lambda name: (name.start, -name.end))
    plain: list[str] = []
    pieces: list[tuple[int, int, bool]] = []
    names: list[Name] = []
    at = length = 0
    for name in found:
        if name.start < at:
            continue
        names.append(name)
        for piece, start, replaced in (
            (_small(written[at : name.start]), at, False),
            (f"@{name.kind}", name.start, True),
        ):
            if piece:
                pieces.append((length, start, replaced))
                plain.append(piece)
                length += len(piece)
        at = name.end
    pieces.append((length, at, False))
    plain.append(_small(written[at:]))
    return Read(written, "".join(plain), tuple(names), tuple(pieces))


def _small(text: str) -> str:
    """Small letters, and exactly as many characters as before."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _names(text: str, beside: str) -> Iterator[Name]:
    yield from (Name("bill", match[0], *match.span()) for match in _BILL.finditer(text))
    yield from _located(text)
    yield from (_state_named(match) for match in _state_pattern().finditer(text))
    strong, weak, relations = _countries()
    yield from (Name("abroad", match[0].lower(), *match.span()) for match in strong.finditer(text))
    if any(sign.search(half) for half in (text, beside) for sign in (strong, relations)):
        yield from (Name("abroad", match[0].lower(), *match.span()) for match in weak.finditer(text))
    for kind, pattern in _agencies():
        yield from (Name(kind, match[0], *match.span()) for match in pattern.finditer(text))


def _state_named(match: re.Match[str]) -> Name:
    code = _states()[match[0].lower()]
    return Name("district" if code == DISTRICT else "state", code, *match.span())


def _located(text: str) -> Iterator[Name]:
    """Cities and counties, with the state they are in where that is certain."""
    gazetteer = _gazetteer()
    for match in _IN_STATE.finditer(text):
        code = f"US-{match[3].upper()}"
        for name, start in _endings(match[1], match.start(1)):
            if code in gazetteer.states_of(name, county=bool(match[2])):
                yield Name("place", code, start, match.end(3))
                break
    for match in _COUNTY.finditer(text):
        for name, start in _endings(match[1], match.start(1)):
            states = gazetteer.counties.get(name.lower())
            if states:
                yield Name("place", next(iter(states)) if len(states) == 1 else "", start, match.end())
                break
    for match in _CITY.finditer(text):
        for name, start in _endings(match[0], match.start()):
            state = gazetteer.known_cities.get(name.lower())
            if state:
                yield Name("place", state, start, start + len(name))
                break


def _endings(words: str, start: int) -> Iterator[tuple[str, int]]:
    """The words, then without the first, and so on: "In Fort Worth", "Fort Worth", "Worth"."""
    for match in re.finditer(r"\S+", words):
        yield words[match.start() :], start + match.start()


@dataclass(frozen=True)
class _Gazetteer:
    """Cities and counties of the United States: name in small letters to the codes of their states."""

    cities: Mapping[str, frozenset[str]]
    counties: Mapping[str, frozenset[str]]
    known_cities: Mapping[str, str]

    def states_of(self, name: str, *, county: bool) -> frozenset[str]:
        return (self.counties if county else self.cities).get(name.lower(), frozenset())


@cache
def _gazetteer() -> _Gazetteer:
    zips: dict[str, Counter[str]] = defaultdict(Counter)
    counties: dict[str, set[str]] = defaultdict(set)
    for row in zipcodes.list_all():  # type: ignore[no-untyped-call]
        state = f"US-{row['state']}"
        zips[row["city"].lower()][state] += 1
        if row["county"]:
            counties[re.sub(r" (county|parish)$", "", row["county"].lower())].add(state)
    known = {}
    for city, states in zips.items():
        state, most = states.most_common(1)[0]
        if most >= CITY_ZIPS and most >= SHARE * sum(states.values()) and city not in _not_cities():
            known[city] = state
    return _Gazetteer(
        {city: frozenset(states) for city, states in zips.items()},
        {county: frozenset(states) for county, states in counties.items()},
        known,
    )


@cache
def _reading(file: str) -> dict[str, str]:
    content: dict[str, str] = tomllib.loads(facts.path("authorities", "reading", file).read_text("utf-8"))
    return content


@cache
def _not_cities() -> frozenset[str]:
    """City names that are also common words, surnames or states."""
    return frozenset(line.strip() for line in _reading("places.toml")["not_cities"].split(",")) | frozenset(
        _states()
    )


@cache
def _states() -> dict[str, str]:
    """How states are written to their codes: names and usual short forms, in small letters."""
    written = {place.name.lower(): place.code for place in places()}
    for line in _reading("places.toml")["short_forms"].strip().splitlines():
        code, _, forms = line.partition(":")
        written.update({form.strip(): code.strip() for form in forms.split(",")})
    return {
        form: code for form, code in written.items() if form not in _reading("places.toml")["not_states"].split(",")
    }


@cache
def _state_pattern() -> re.Pattern[str]:
    return _any_of(_states(), re.IGNORECASE)


@cache
def _countries() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Names that mean another country, names that may, and words that speak of relations between countries."""
    content = _reading("countries.toml")
    names = {name.replace("_", " ") for name in content["names"].split()}
    weak = set(content["weak"].split())
    relations = [one.strip() for one in content["relations"].split(",")]
    return (
        _any_of(names - weak, re.IGNORECASE),
        _any_of(weak, re.IGNORECASE),
        _any_of(relations, re.IGNORECASE),
    )


@cache
def _agencies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    content = tomllib.loads(facts.path("authorities", "reading", "agencies.toml").read_text("utf-8"))
    return tuple(
        (row["kind"], _any_of([name.strip() for name in re.split(r"[|\n]", row["names"]) if name.strip()], 0))
        for row in content["agency"]
    )


def _any_of(forms: Iterable[str], flags: int) -> re.Pattern[str]:
    """A pattern for any of these forms as whole words, the longest first."""
    alternatives = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w@])(?:{alternatives})(?![\w])", flags)
