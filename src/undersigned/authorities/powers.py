"""What an office is, what a power is, and the catalogue that holds them all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from undersigned.authorities.places import HOME, place_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

PLACE = "{place}"
NAME = "{name}"
ADDRESSEE = "{to}"  # in a power: the office addressed, whichever it is


@dataclass(frozen=True, slots=True)
class Law:
    """One provision, ruling or official statement that a power rests on.

    `url` is the official address of the text, or empty; `source` is where it was read and `read` when;
    `verified` is false where no source with the text was found.
    """

    id: str
    cite: str
    says: str
    source: str
    read: datetime.date
    url: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Office:
    """Who can act. `kind` is the codebook's holder; `government` the place or body it belongs to.

    An id with `{place}` in it is a template: the office of whichever place the petition is about, called
    `unknown` while that place is not known. `part_of` names the body whose chamber it is; `whole` says that
    it stands for all offices of its kind in one government, so that each of them is meant.
    """

    id: str
    name: str
    kind: str
    government: str = ""
    article: bool = True
    unknown: str = ""
    url: str = ""
    apply: str = ""
    apply_url: str = ""
    part_of: str = ""
    whole: bool = False

    @property
    def spoken(self) -> str:
        """The name inside a sentence: "the Governor of Wisconsin", "Congress"."""
        return f"the {self.name}" if self.article else self.name

    def at(self, place: str, name: str) -> Office:
        """This template as the office of a place, or of an unknown place when `place` is empty."""
        if PLACE not in self.id:
            return self
        if not place:
            return replace(self, id=self.id.replace(PLACE, "state"), name=self.unknown)
        return replace(
            self,
            id=self.id.replace(PLACE, place.lower()),
            name=self.name.replace(NAME, name),
            government=place,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One office's part in a power: what it does (`grants`, `recommends`, `consents` …) and how."""

    office: str
    act: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """What one addressee can do about a power it may not hold: yes, partly or no, and which kind of no."""

    can: str
    no: str = ""
    why: str = ""
    instead: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a petitioner can do besides petitioning."""

    id: str
    text: str
    url: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Power:
    """Who decides an ask under stated facts.

    `when` names, for each fact that matters, the answers under which this power applies. `mode` says how the
    holders act: in `sequence`, `any` of them alone, or `each` for its own part. `parts` are sets of facts
    decided separately. `kind` overrides the holder kind of its offices (a governor acting in clemency);
    `apply` is the office that takes applications, where it is not a holder that says so itself.
    """

    id: str
    asks: tuple[str, ...]
    when: Mapping[str, frozenset[str]]
    holders: tuple[Step, ...]
    cites: tuple[str, ...]
    mode: str = "sequence"
    also: tuple[str, ...] = ()
    parts: tuple[Mapping[str, str], ...] = ()
    limits: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    kind: str = ""
    apply: str = ""
    country: str = HOME
    sure: str = "high"
    unverified: str = ""

    def admits(self, facts: Mapping[str, str], relevant: tuple[str, ...]) -> bool:
        """Whether no given fact excludes this power; facts that the ask does not have are no condition."""
        return all(
            fact not in relevant or fact not in facts or facts[fact] in answers
            for fact, answers in self.when.items()
        )


@dataclass(frozen=True)
class Catalogue:
    """Every office, law, remedy and power, by id."""

    offices: Mapping[str, Office]
    laws: Mapping[str, Law]
    remedies: Mapping[str, Remedy]
    powers: tuple[Power, ...]

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries whose powers the catalogue has."""
        return frozenset(power.country for power in self.powers)

    def country_of(self, office: Office) -> str:
        """The country whose law decides what this office is asked; a city of no stated country is at home."""
        country = office.government.partition("-")[0]
        return country if country in self.countries else HOME

    @cached_property
    def by_ask(self) -> Mapping[tuple[str, str], tuple[Power, ...]]:
        """The powers that answer an ask in a country."""
        found: dict[tuple[str, str], list[Power]] = {}
        for power in self.powers:
            for ask in power.asks:
                found.setdefault((ask, power.country), []).append(power)
        return {key: tuple(powers) for key, powers in found.items()}

    def office(self, id: str, place: str = "", name: str = "") -> Office:
        """The office of this id; a template becomes the place's own office where the catalogue has one."""
        exact = self.offices.get(id.replace(PLACE, place.lower())) if place else None
        if exact is not None:
            return exact
        if id in self.offices:
            return self.offices[id].at(place, name)
        return self._named(id)

    def generic(self, kind: str) -> Office | None:
        """The template that stands for "some place's" office of this kind, such as its clemency authority."""
        for office in self.offices.values():
            if office.kind == kind and PLACE in office.id:
                return office.at("", "")
        return None

    def _named(self, id: str) -> Office:
        """A place's office that exists only as a template, asked for by its full id (`us-tx.legislature`)."""
        code, _, role = id.rpartition(".")
        template, place = self.offices.get(f"{PLACE}.{role}"), place_of(code.upper())
        if template is None or (place is None and code != "state"):
            raise KeyError(id)
        return template.at(place.code, place.name) if place else template.at("", "")
