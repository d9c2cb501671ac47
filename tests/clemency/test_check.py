"""`undersigned clemency check` finds what is wrong with the record, and nothing in the one we ship."""

from collections.abc import Callable
from pathlib import Path

import pytest

from undersigned.clemency.check import problems
from undersigned.kit import facts

Spoil = Callable[[str], str]


def test_the_record_we_ship_is_well() -> None:
    assert problems(facts.path("clemency")) == []


def spoiled(folder: Path, file: str, old: str, new: str) -> list[str]:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    return problems(folder)


CASES = [
    (
        "fiscal-years.csv",
        "\n1900,,william-mckinley,,,,129",
        "\n1900,,william-mckinley,,,,128",
        "adds up to 290",
    ),
    ("fiscal-years.csv", ",doj-gist-2018 doj-chart-2021,", ",,", "no source"),
    ("fiscal-years.csv", "doj-gist-2018 doj", "hearsay doj", "'hearsay' is not in sources.csv"),
    ("fiscal-years.csv", "\n1901,,william-mckinley", "\n1901,,william-jennings-bryan", "is not in presidents.csv"),
    ("fiscal-years.csv", "\n1901,,", "\n1900,,", "stands 2 times"),
    ("fiscal-years.csv", "\n1901,,", "\n1911,,", "outside William McKinley's term"),
    ("fiscal-years.csv", "\n1923,,", "\n1924,,", "lies outside|has no row|adds up"),
    ("fiscal-years.csv", ",129,73,", ",-1,73,", "must be a whole number, not '-1'"),
    ("fiscal-years.csv", ",292,271,563,", ",292,270,563,", "do not add up to petitions_received_total"),
    ("presidents.csv", "1933-03-04,1945-04-12", "1932-03-04,1945-04-12", "overlaps that of Herbert Hoover"),
    ("presidents.csv", "Trump 2025,2025-01-20", "Trump 2025,2025-13-20", "term_start must be a date"),
    ("presidents.csv", ",commutations_granted,UNVERIFIED", ",,UNVERIFIED", "do not say the same"),
    ("presidents.csv", "668,363,,1099", "668,663,,1099", "more than all grants"),
    ("snapshots.csv", "2016-08-03,,562", "2016-08-03,,62", "fall from 184 to 62"),
    ("snapshots.csv", "2017-01-19", "2017-02-19", "outside Barack Obama's term"),
    ("aggregates.csv", ",6641,", ",6642,", "adds up to 6641, not to the published 6642"),
    ("sources.csv", "https://gist.github.com/pandringa/", "gist/", "has no address"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), CASES, ids=[case[3] for case in CASES])
def test_a_spoiled_record_is_told_what_is_wrong(copied: Path, file: str, old: str, new: str, says: str) -> None:
    found = spoiled(copied, file, old, new)
    assert found
    assert any(part in problem for problem in found for part in says.split("|")), found


def test_a_line_with_too_few_cells_is_named(copied: Path) -> None:
    (copied / "snapshots.csv").write_text((copied / "snapshots.csv").read_text() + "barack-obama,2017-01-20\n")
    assert problems(copied) == ["snapshots.csv, line 9: not as many cells as the heading has."]


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "aggregates.csv").unlink()
    assert problems(copied) == ["aggregates.csv cannot be read: No such file or directory."]


def test_a_missing_column_is_named(copied: Path) -> None:
    assert spoiled(copied, "aggregates.csv", "first_year", "year") == ["aggregates.csv has no column 'first_year'."]
