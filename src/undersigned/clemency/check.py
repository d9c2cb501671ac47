"""The record is checked against itself: sources, duplicates, terms, sums over the years, published totals."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from undersigned.clemency.reading import BadRecord, known_on, read
from undersigned.clemency.record import MEASURED, Mark, President, Record, Row, Rows

_KINDS = ("pardons_granted", "commutations_granted", "remissions_granted", "respites_granted")
_SUMS = (
    (("petitions_received_pardon", "petitions_received_commutation"), "petitions_received_total"),
    (("pending_start_pardon", "pending_start_commutation"), "pending_start_total"),
    (("denied_pardon", "denied_commutation"), "denied"),
    (("closed_pardon", "closed_commutation"), "closed_without_action"),
)
_MARKS = {"verified", "derived", "partial"}


def problems(folder: Path) -> list[str]:
    """Everything that is wrong with the record in a folder, one sentence each; empty when all is well."""
    try:
        rows = read(folder)
    except BadRecord as error:
        return [str(error)]
    if not rows.dates():
        return ["presidents.csv: the record has no rows."]
    found = [*_each_row(rows), *_keys(rows), *_presidents_exist(rows)]
    if found:
        return found
    record = known_on(rows, None)
    checks: tuple[Callable[[Record], Iterator[str]], ...] = (
        _terms,
        _years,
        _within,
        _sums,
        _snapshots,
        _aggregates,
    )
    return [problem for check in checks for problem in check(record)]


def _all(rows: Rows) -> Iterator[tuple[str, Row]]:
    files: tuple[tuple[str, Iterable[Row]], ...] = (
        ("presidents.csv", rows.presidents),
        ("fiscal-years.csv", rows.fiscal_years),
        ("snapshots.csv", rows.snapshots),
        ("aggregates.csv", rows.aggregates),
    )
    for file, found in files:
        for row in found:
            yield f"{file}, line {row.line}", row


def _each_row(rows: Rows) -> Iterator[str]:
    for where, row in _all(rows):
        if not row.sources:
            yield f"{where}: no source. Name one of sources.csv."
        said = row.verification.split(":")[0].lower()
        if said not in _MARKS and "unverified" not in said:
            yield f"{where}: the verification {row.verification!r} says neither verified, derived nor unverified."
        if ("unverified" in said) != bool(row.unverified):
            yield f"{where}: the verification and the column `unverified` do not say the same."
        for column in sorted((row.unverified | row.partial) - set(row.figures)):
            yield f"{where}: {column} is called unverified or partial, but it has no figure."
    for name, source in rows.sources.items():
        if not source.url.startswith(("https://", "http://")):
            yield f"sources.csv: {name} has no address."


def _keys(rows: Rows) -> Iterator[str]:
    keyed: Counter[tuple[object, ...]] = Counter()
    keyed.update(("presidents.csv", row.slug, row.recorded_on) for row in rows.presidents)
    keyed.update(("fiscal-years.csv", row.year, row.president, row.recorded_on) for row in rows.fiscal_years)
    keyed.update(("snapshots.csv", row.president, row.as_of, row.recorded_on) for row in rows.snapshots)
    keyed.update(("aggregates.csv", row.name, row.recorded_on) for row in rows.aggregates)
    for key, count in keyed.items():
        if count > 1:
            what = " ".join(str(part) for part in key[1:-1])
            yield f"{key[0]}: {what} stands {count} times on {key[-1]}; a correction needs a later date."


def _presidents_exist(rows: Rows) -> Iterator[str]:
    known = {president.slug for president in rows.presidents}
    for year in rows.fiscal_years:
        if year.president not in known:
            yield f"fiscal-years.csv, line {year.line}: {year.president} is not in presidents.csv."
    for snapshot in rows.snapshots:
        if snapshot.president not in known:
            yield f"snapshots.csv, line {snapshot.line}: {snapshot.president} is not in presidents.csv."
    for name in {column for president in rows.presidents for column in president.adds_up} - set(MEASURED):
        yield f"presidents.csv: the column `adds_up` names {name}, which is no column."


def _terms(record: Record) -> Iterator[str]:
    for president in record.presidents:
        if president.term_end is not None and president.term_end <= president.term_start:
            yield f"presidents.csv, line {president.line}: {president.name}'s term ends before it starts."
    for earlier, later in pairwise(record.presidents):
        if earlier.term_end is None or earlier.term_end > later.term_start:
            yield f"presidents.csv, line {later.line}: {later.name}'s term overlaps that of {earlier.name}."


def _years(record: Record) -> Iterator[str]:
    for year in record.fiscal_years:
        president = record.president(year.president)
        end = president.term_end.year if president.term_end else year.year
        # A fiscal year starts in the calendar year before it: the last one of a term may carry the next number.
        if not president.term_start.year <= year.year <= end + 1:
            yield f"fiscal-years.csv, line {year.line}: {year.year} lies outside {president.name}'s term."
    for president in record.presidents:
        numbers = [year.year for year in record.years_of(president)]
        missing = sorted(set(range(min(numbers), max(numbers) + 1)) - set(numbers)) if numbers else []
        if missing:
            yield f"fiscal-years.csv: {president.name} has no row for {', '.join(map(str, missing))}."


def _within(record: Record) -> Iterator[str]:
    rows = [("presidents.csv", row) for row in record.presidents]
    for file, row in (*rows, *(("fiscal-years.csv", year) for year in record.fiscal_years)):
        figures = row.figures
        total = figures.get("total_acts_of_clemency")
        kinds = sum(figures.get(column, 0) for column in _KINDS)
        if total is not None and kinds > total:
            yield f"{file}, line {row.line}: the kinds add up to {kinds}, more than all grants, {total}."
        for parts, whole in _SUMS:
            if {*parts, whole} <= set(figures) and sum(figures[part] for part in parts) != figures[whole]:
                yield f"{file}, line {row.line}: {' and '.join(parts)} do not add up to {whole}."


def _sums(record: Record) -> Iterator[str]:
    for president in record.presidents:
        for column in president.adds_up:
            yield from _sum(record, president, column)


def _sum(record: Record, president: President, column: str) -> Iterator[str]:
    cells = [year.figures.get(column) for year in record.years_of(president)]
    published = president.figures.get(column)
    known = [cell for cell in cells if cell is not None]
    if published is None or not cells or len(known) < len(cells):
        yield f"presidents.csv, line {president.line}: {column} should add up, but a figure of it is missing."
    elif sum(known) != published:
        yield (
            f"presidents.csv, line {president.line}: {column} of {president.name}'s fiscal years adds up "
            f"to {sum(known)}, not to the published {published}."
        )


def _snapshots(record: Record) -> Iterator[str]:
    for president in record.presidents:
        rows: tuple[Row, ...] = (*record.snapshots_of(president), president)
        for column in ("pardons_granted", "commutations_granted"):
            known = [row.figures[column] for row in rows if column in row.figures]
            for earlier, later in pairwise(known):
                if later < earlier:
                    yield f"snapshots.csv: {column} of {president.name} fall from {earlier} to {later}."
        for snapshot in record.snapshots_of(president):
            if not president.term_start <= snapshot.as_of <= (president.term_end or snapshot.as_of):
                yield f"snapshots.csv, line {snapshot.line}: {snapshot.as_of} lies outside {president.name}'s term."


def _aggregates(record: Record) -> Iterator[str]:
    for total in record.aggregates:
        for column in ("pardons_granted", "commutations_granted"):
            if column in total.figures:
                yield from _aggregate(record, column, total.first_year, total.last_year, total.figures[column])


def _aggregate(record: Record, column: str, first: int, last: int, published: int) -> Iterator[str]:
    wanted = [
        president
        for president in record.presidents
        if any(first <= year.year <= last for year in record.years_of(president))
    ]
    known = sum(president.figures.get(column, 0) for president in wanted)
    missing = [president for president in wanted if president.mark(column) is Mark.MISSING]
    if known > published or (known < published and not missing):
        yield f"aggregates.csv: {column} of {first} to {last} adds up to {known}, not to the published {published}."


_CHECKS: tuple[Callable[[Record], Iterator[str]], ...] = (_terms, _years, _within, _sums, _snapshots, _aggregates)
