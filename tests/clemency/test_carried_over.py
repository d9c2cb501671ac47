"""Every row that was gathered is in the record, with its figures, mark, note and all its sources."""

import csv
from pathlib import Path

import pytest

from undersigned.clemency import reading
from undersigned.clemency.record import MEASURED, Row

RECORD = reading.record()
BY_NAME = {president.name: president for president in RECORD.presidents}


@pytest.fixture
def gathered(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "clemency" / "federal-statistics.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def assert_carried(given: dict[str, str], row: Row) -> None:
    figures = {column: int(given[column]) for column in MEASURED if given.get(column)}
    assert dict(row.figures) == figures
    assert row.verification == given["verification"]
    assert row.note == given["note"]
    for source in row.sources:
        assert source.url in given["source_url"]
    assert len(row.sources) == len(given["source_url"].split(" ; "))


def test_every_fiscal_year_row_is_carried_over(gathered: list[dict[str, str]]) -> None:
    rows = [given for given in gathered if given["row_type"] == "fiscal_year"]
    kept = {(f"{row.year} ({row.part})".removesuffix(" ()"), row.president): row for row in RECORD.fiscal_years}
    assert len(rows) == len(kept) == 135
    for given in rows:
        assert_carried(given, kept[given["fiscal_year"], BY_NAME[given["president"]].slug])


def test_every_president_is_carried_over(gathered: list[dict[str, str]]) -> None:
    rows = [given for given in gathered if given["row_type"] == "president"]
    assert [given["president"] for given in rows] == list(BY_NAME)
    for given in rows:
        president = BY_NAME[given["president"]]
        assert_carried(given, president)
        assert president.term_start.isoformat() == given["term_start"]
        assert (president.term_end.isoformat() if president.term_end else "") == given["term_end"]


def test_unverified_cells_are_exactly_those_the_notes_name() -> None:
    unverified = {row.name: sorted(row.unverified) for row in RECORD.presidents if row.unverified}
    assert unverified == {
        name: ["commutations_granted"]
        for name in (
            "Warren G. Harding",
            "Calvin Coolidge",
            "Herbert Hoover",
            "Franklin D. Roosevelt",
            "Dwight D. Eisenhower",
            "John F. Kennedy",
        )
    }


def test_every_dated_total_is_carried_over(shared_data: Path) -> None:
    with (shared_data / "clemency" / "snapshots.csv").open(encoding="utf-8", newline="") as file:
        for given, row in zip(csv.DictReader(file), RECORD.snapshots, strict=True):
            assert row.as_of.isoformat() == given["as_of"]
            assert row.claim == given["claim_made_then"]
            for column in ("pardons_granted", "commutations_granted"):
                assert str(row.figures.get(column, "")) == given[column]
            assert set(given["source_url"].split(" ; ")) <= {source.url for source in row.sources}


def test_the_dated_row_of_the_statistics_lends_its_sources_to_the_dated_total(
    gathered: list[dict[str, str]],
) -> None:
    (given,) = [row for row in gathered if row["row_type"] == "snapshot"]
    (kept,) = [row for row in RECORD.snapshots if row.as_of.isoformat() == given["term_end"]]
    assert kept.note == given["note"]
    assert all(url in {source.url for source in kept.sources} for url in given["source_url"].split(" ; "))


def test_missing_is_missing_and_never_zero() -> None:
    harding = RECORD.president("warren-g-harding")
    assert "pardons_granted" not in harding.figures
    assert harding.mark("pardons_granted") == "missing"
    nixon_1969 = next(row for row in RECORD.fiscal_years if (row.year, row.president) == (1969, "richard-nixon"))
    assert nixon_1969.figures["total_acts_of_clemency"] == 0


def test_the_record_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        RECORD.presidents[0].figures["pardons_granted"] = 1  # type: ignore[index]
