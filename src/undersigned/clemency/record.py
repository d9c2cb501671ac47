"""What the clemency record is made of: rows that never change, each with its sources, mark and date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MEASURED = (
    "petitions_received_pardon",
    "petitions_received_commutation",
    "petitions_received_total",
    "petitions_received_at_least",
    "percent_granted",
    "pardons_granted",
    "commutations_granted",
    "remissions_granted",
    "respites_granted",
    "total_acts_of_clemency",
    "denied",
    "closed_without_action",
    "pending_start_pardon",
    "pending_start_commutation",
    "pending_start_total",
    "denied_pardon",
    "denied_commutation",
    "closed_pardon",
    "closed_commutation",
    "denied_or_closed_total",
    "disposed_total",
    "pending_end_total",
)


class Mark(StrEnum):
    """How sure a figure is, from the surest to none."""

    VERIFIED = "verified"
    DERIVED = "derived"
    PARTIAL = "partial"
    UNVERIFIED = "unverified"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read; `original` is the publication it copies, when it is a copy."""

    source: str
    publisher: str
    title: str
    url: str
    published: str
    original: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """What every row of the record carries beside its key; a cell that is absent is missing, never zero."""

    line: int
    figures: Mapping[str, int]
    partial: frozenset[str]
    unverified: frozenset[str]
    verification: str
    note: str
    sources: tuple[Source, ...]
    recorded_on: date

    def mark(self, column: str) -> Mark:
        """How sure this row is of one of its figures."""
        if column not in self.figures:
            return Mark.MISSING
        if column in self.unverified:
            return Mark.UNVERIFIED
        if column in self.partial:
            return Mark.PARTIAL
        return Mark.DERIVED if self.verification == Mark.DERIVED else Mark.VERIFIED


@dataclass(frozen=True, slots=True)
class President(Row):
    """One term in office as the record counts it, with its totals; `covers` says what part, when not all of it."""

    slug: str
    name: str
    also_called: tuple[str, ...]
    term_start: date
    term_end: date | None
    covers: str
    leaves_out: str
    adds_up: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FiscalYear(Row):
    """One fiscal year under one president; a year of two presidents has two rows."""

    year: int
    part: str
    president: str


@dataclass(frozen=True, slots=True)
class Snapshot(Row):
    """A president's totals on a day, and the claim made with them (`claim_last`: against the last how many)."""

    president: str
    as_of: date
    claim: str
    claim_last: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Row):
    """A published total over several presidents."""

    name: str
    covers: str
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Record:
    """The record as known on a day: presidents by term, years, snapshots by date, published totals, sources."""

    known_on: date
    presidents: tuple[President, ...]
    fiscal_years: tuple[FiscalYear, ...]
    snapshots: tuple[Snapshot, ...]
    aggregates: tuple[Aggregate, ...]
    sources: Mapping[str, Source]

    def president(self, slug: str) -> President:
        """The president of that slug; raises KeyError."""
        for president in self.presidents:
            if president.slug == slug:
                return president
        raise KeyError(slug)

    def years_of(self, president: President) -> tuple[FiscalYear, ...]:
        """The fiscal years that stand under a president, oldest first."""
        return tuple(row for row in self.fiscal_years if row.president == president.slug)

    def snapshots_of(self, president: President) -> tuple[Snapshot, ...]:
        """The dated totals of a president, oldest first."""
        return tuple(row for row in self.snapshots if row.president == president.slug)

    def before(self, president: President) -> tuple[President, ...]:
        """The presidents before this one, the latest first."""
        return tuple(reversed(self.presidents[: self.presidents.index(president)]))


@dataclass(frozen=True, slots=True)
class Rows:
    """Every row of the files, corrected ones too, as they stand."""

    presidents: tuple[President, ...]
    fiscal_years: tuple[FiscalYear, ...]
    snapshots: tuple[Snapshot, ...]
    aggregates: tuple[Aggregate, ...]
    sources: Mapping[str, Source]

    def dates(self) -> tuple[date, ...]:
        """The days on which rows were added, oldest first."""
        rows: tuple[Row, ...] = self.presidents + self.fiscal_years + self.snapshots + self.aggregates
        return tuple(sorted({row.recorded_on for row in rows}))
