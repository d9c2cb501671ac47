"""The clemency record is read from data/clemency once, and given as it was known on a day."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from undersigned.clemency.record import (
    MEASURED,
    Aggregate,
    FiscalYear,
    President,
    Record,
    Row,
    Rows,
    Snapshot,
    Source,
)
from undersigned.kit import facts


class BadRecord(Exception):
    """A file of the record cannot be read; the message names the file, the line and the remedy."""


class NotKnownYet(Exception):
    """The record had no rows yet on the day asked; carries the first day it had."""

    def __init__(self, first: date) -> None:
        super().__init__(f"The record was first written down on {first.isoformat()}.")
        self.first = first


Made = TypeVar("Made", bound=Row)
Line = tuple[Path, int, dict[str, str]]


def _lines(file: Path) -> Iterator[Line]:
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            for number, line in enumerate(csv.DictReader(opened), start=2):
                if None in line or None in line.values():
                    raise BadRecord(f"{file.name}, line {number}: not as many cells as the heading has.")
                yield file, number, line
    except OSError as error:
        raise BadRecord(f"{file.name} cannot be read: {error.strerror}.") from error


def _day(line: Line, column: str) -> date:
    file, number, cells = line
    try:
        return date.fromisoformat(cells[column])
    except ValueError as error:
        raise BadRecord(
            f"{file.name}, line {number}: {column} must be a date like 2016-01-07, not {cells[column]!r}."
        ) from error


def _count(line: Line, column: str) -> int:
    file, number, cells = line
    if not (cells[column].isascii() and cells[column].isdecimal()):
        raise BadRecord(f"{file.name}, line {number}: {column} must be a whole number, not {cells[column]!r}.")
    return int(cells[column])


def _common(line: Line, sources: Mapping[str, Source]) -> dict[str, object]:
    file, number, cells = line
    unknown = [name for name in cells["sources"].split() if name not in sources]
    if unknown:
        raise BadRecord(f"{file.name}, line {number}: source {unknown[0]!r} is not in sources.csv.")
    columns = [column for column in MEASURED if cells.get(column)]
    return {
        "line": number,
        "figures": MappingProxyType({column: _count(line, column) for column in columns}),
        "partial": frozenset(cells["partial"].split()),
        "unverified": frozenset(cells["unverified"].split()),
        "verification": cells["verification"],
        "note": cells["note"],
        "sources": tuple(sources[name] for name in cells["sources"].split()),
        "recorded_on": _day(line, "recorded_on"),
    }


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _president(line: Line, common: Mapping[str, object]) -> President:
    cells = line[2]
    return President(
        **common,  # type: ignore[arg-type]  # the fields of Row, made by _common
        slug=cells["president"],
        name=cells["name"],
        also_called=_parts(cells["also_called"]),
        term_start=_day(line, "term_start"),
        term_end=_day(line, "term_end") if cells["term_end"] else None,
        covers=cells["covers"],
        leaves_out=cells["leaves_out"],
        adds_up=tuple(cells["adds_up"].split()),
    )


def _fiscal_year(line: Line, common: Mapping[str, object]) -> FiscalYear:
    cells = line[2]
    return FiscalYear(
        **common,  # type: ignore[arg-type]  # the fields of Row, made by _common
        year=_count(line, "fiscal_year"),
        part=cells["part"],
        president=cells["president"],
    )


def _snapshot(line: Line, common: Mapping[str, object]) -> Snapshot:
    cells = line[2]
    return Snapshot(
        **common,  # type: ignore[arg-type]  # the fields of Row, made by _common
        president=cells["president"],
        as_of=_day(line, "as_of"),
        claim=cells["claim"],
        claim_last=tuple(int(number) for number in cells["claim_last"].split()),
    )


def _aggregate(line: Line, common: Mapping[str, object]) -> Aggregate:
    cells = line[2]
    return Aggregate(
        **common,  # type: ignore[arg-type]  # the fields of Row, made by _common
        name=cells["aggregate"],
        covers=cells["covers"],
        first_year=_count(line, "first_year"),
        last_year=_count(line, "last_year"),
    )


def _rows(
    file: Path, sources: Mapping[str, Source], make: Callable[[Line, Mapping[str, object]], Made]
) -> tuple[Made, ...]:
    try:
        return tuple(make(line, _common(line, sources)) for line in _lines(file))
    except KeyError as error:
        raise BadRecord(f"{file.name} has no column {error}.") from error


def read(folder: Path) -> Rows:
    """Every row of the record's files; raises BadRecord at the first cell that is not of its column's form."""
    try:
        sources = {cells["source"]: Source(**cells) for _, _, cells in _lines(folder / "sources.csv")}
    except TypeError as error:
        raise BadRecord(f"sources.csv has other columns than it should: {error}.") from error
    return Rows(
        presidents=_rows(folder / "presidents.csv", sources, _president),
        fiscal_years=_rows(folder / "fiscal-years.csv", sources, _fiscal_year),
        snapshots=_rows(folder / "snapshots.csv", sources, _snapshot),
        aggregates=_rows(folder / "aggregates.csv", sources, _aggregate),
        sources=MappingProxyType(sources),
    )


def _latest(rows: Iterable[Made], key: Callable[[Made], object], known_on: date) -> list[Made]:
    latest: dict[object, Made] = {}
    for row in rows:
        if row.recorded_on <= known_on:
            standing = latest.get(key(row))
            if standing is None or standing.recorded_on < row.recorded_on:
                latest[key(row)] = row
    return list(latest.values())


def known_on(rows: Rows, day: date | None) -> Record:
    """The record as known on a day (None: as known now): a later row of the same key replaces an earlier one.

    Raises NotKnownYet when no row had been written down by then.
    """
    dates = [known for known in rows.dates() if day is None or known <= day]
    if not dates:
        raise NotKnownYet(rows.dates()[0])
    until = dates[-1]
    presidents = _latest(rows.presidents, lambda row: row.slug, until)
    years = _latest(rows.fiscal_years, lambda row: (row.year, row.president), until)
    snapshots = _latest(rows.snapshots, lambda row: (row.president, row.as_of), until)
    starts = {row.slug: row.term_start for row in presidents}
    return Record(
        known_on=until,
        presidents=tuple(sorted(presidents, key=lambda row: row.term_start)),
        fiscal_years=tuple(sorted(years, key=lambda row: (row.year, starts[row.president]))),
        snapshots=tuple(sorted(snapshots, key=lambda row: row.as_of)),
        aggregates=tuple(_latest(rows.aggregates, lambda row: row.name, until)),
        sources=rows.sources,
    )


@cache
def rows() -> Rows:
    """The rows of data/clemency, read once."""
    return read(facts.path("clemency"))


@cache
def _on(until: date) -> Record:
    return known_on(rows(), until)


def record(day: date | None = None) -> Record:
    """The record as known on a day (None: now), read once and shared; raises NotKnownYet."""
    dates = [known for known in rows().dates() if day is None or known <= day]
    if not dates:
        raise NotKnownYet(rows().dates()[0])
    return _on(dates[-1])
