"""Grants are counted here: what one president had granted, of one kind, as of a day, and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from undersigned.clemency.record import Mark, President, Record, Row, Source

DAYS_IN_A_YEAR = Fraction(1461, 4)


class Kind(StrEnum):
    """The kinds of clemency the record tells apart; `grants` is all of them together."""

    PARDONS = "pardons"
    COMMUTATIONS = "commutations"
    REMISSIONS = "remissions"
    RESPITES = "respites"
    GRANTS = "grants"


class Measure(StrEnum):
    """What is compared: a count, the share granted of petitions received, or grants per year in office."""

    COUNT = "count"
    SHARE = "share"
    PER_YEAR = "per-year"


GRANTED = {
    Kind.PARDONS: "pardons_granted",
    Kind.COMMUTATIONS: "commutations_granted",
    Kind.REMISSIONS: "remissions_granted",
    Kind.RESPITES: "respites_granted",
    Kind.GRANTS: "total_acts_of_clemency",
}
RECEIVED = {
    Kind.PARDONS: "petitions_received_pardon",
    Kind.COMMUTATIONS: "petitions_received_commutation",
    Kind.GRANTS: "petitions_received_total",
}
_ORDER = tuple(Mark)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a president had granted as of a day; the value is `granted` over `base` (1, petitions or years).

    `granted` or `base` None: the record does not say, and there is no day. Mark PARTIAL: the record holds a part
    of the term, so that the figure is a least one.
    """

    president: President
    granted: int | None
    base: Fraction | None
    mark: Mark
    as_of: date | None
    sources: tuple[Source, ...] = ()
    note: str = ""

    @property
    def value(self) -> Fraction | None:
        """The figure, or None when it is not known."""
        if self.granted is None or not self.base:
            return None
        return Fraction(self.granted) / self.base

    @property
    def whole(self) -> bool:
        """True when the figure is known and covers all of its time."""
        return self.value is not None and self.mark != Mark.PARTIAL

    @property
    def sure(self) -> bool:
        """True when a headline may rest on it."""
        return self.mark in {Mark.VERIFIED, Mark.DERIVED}


def _standing(record: Record, president: President, column: str, as_of: date) -> tuple[Row, date] | None:
    """The row that holds a president's total as of a day, and the day it stands for."""
    if president.term_end is not None and president.term_end <= as_of:
        return president, president.term_end
    dated = [row for row in record.snapshots_of(president) if row.as_of <= as_of and column in row.figures]
    return (dated[-1], dated[-1].as_of) if dated else None


def years_in_office(president: President, until: date) -> Fraction:
    """Years (of 365.25 days) a president had served by a day: none before the term, all of it after."""
    end = until if president.term_end is None else min(until, president.term_end)
    return Fraction(max(0, (end - president.term_start).days)) / DAYS_IN_A_YEAR


def _base(president: President, row: Row, kind: Kind, measure: Measure, day: date) -> tuple[Fraction | None, Mark]:
    if measure is Measure.COUNT:
        return Fraction(1), Mark.VERIFIED
    if measure is Measure.PER_YEAR:
        return years_in_office(president, day), Mark.VERIFIED
    received = RECEIVED.get(kind, "")
    if received not in row.figures:
        return None, Mark.MISSING
    return Fraction(row.figures[received]), row.mark(received)


def figure(record: Record, president: President, kind: Kind, measure: Measure, as_of: date) -> Figure:
    """A president's figure as of a day: the whole term's if it had ended, else the last dated total before.

    Where there is none the figure is missing; it is never estimated between two dates.
    """
    column = GRANTED[kind]
    standing = _standing(record, president, column, as_of)
    if standing is None:
        return Figure(president, None, None, Mark.MISSING, None)
    row, day = standing
    base, base_mark = _base(president, row, kind, measure, day)
    mark = max(row.mark(column), base_mark, key=_ORDER.index)
    granted = row.figures.get(column)
    if mark is Mark.PARTIAL and measure is not Measure.COUNT:
        base = None  # a part of the grants over all of the time would be no rate
    known = granted is not None and bool(base)
    return Figure(president, granted, base, mark, day if known else None, row.sources, row.note)


def together(figures: Iterable[Figure], measure: Measure) -> Fraction | None:
    """Several presidents taken together: the sum of counts, or all grants over all petitions or years.

    Missing figures are left out, so that a sum over them is a least one: ask `Figure.whole` first.
    """
    known = [one for one in figures if one.value is not None]
    granted = sum(one.granted for one in known if one.granted is not None)
    if measure is Measure.COUNT:
        return Fraction(granted)
    base = sum((one.base for one in known if one.base is not None), Fraction(0))
    return Fraction(granted) / base if base else None


@dataclass(frozen=True, slots=True)
class Year:
    """One fiscal year over all presidents who served in it; a figure is None when any of its rows has none."""

    year: int
    figures: dict[str, int | None]
    marks: dict[str, Mark]
    presidents: tuple[str, ...]
    parts: tuple[str, ...]
    sources: tuple[Source, ...]


def by_year(record: Record, columns: Iterable[str]) -> tuple[Year, ...]:
    """The record by fiscal year, oldest first: a year of two presidents is their sum, unknown if one is unknown."""
    wanted = tuple(columns)
    years: dict[int, list[Row]] = {}
    names: dict[int, list[str]] = {}
    parts: dict[int, list[str]] = {}
    for row in record.fiscal_years:
        years.setdefault(row.year, []).append(row)
        names.setdefault(row.year, []).append(record.president(row.president).name)
        parts.setdefault(row.year, []).append(row.part)
    return tuple(
        Year(
            year=year,
            figures={column: _sum(found, column) for column in wanted},
            marks={column: max((row.mark(column) for row in found), key=_ORDER.index) for column in wanted},
            presidents=tuple(names[year]),
            parts=tuple(parts[year]),
            sources=unique(source for row in found for source in row.sources),
        )
        for year, found in years.items()
    )


def _sum(rows: list[Row], column: str) -> int | None:
    if any(column not in row.figures for row in rows):
        return None
    return sum(row.figures[column] for row in rows)


def unique(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Each source once, in the order they came."""
    return tuple(dict.fromkeys(sources))
