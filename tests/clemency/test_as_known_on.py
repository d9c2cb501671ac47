"""A correction is a later row; the record can be asked as it was known before."""

from datetime import date
from pathlib import Path

import pytest

from undersigned.clemency import reading
from undersigned.clemency.record import Record


def corrected(folder: Path) -> reading.Rows:
    file = folder / "presidents.csv"
    kennedy = next(line for line in file.read_text().splitlines() if line.startswith("john-f-kennedy"))
    later = kennedy.replace(",472,100,", ",472,101,").replace("2026-11-22", "2027-03-01")
    verified = later.replace('commutations_granted,"pardons verified', ',"pardons verified')
    file.write_text(f"{file.read_text()}{verified}\n")
    return reading.read(folder)


def commutations(record: Record) -> int:
    return record.president("john-f-kennedy").figures["commutations_granted"]


def test_a_correction_replaces_the_row_from_its_date_on(copied: Path) -> None:
    rows = corrected(copied)
    assert commutations(reading.known_on(rows, None)) == 101
    assert commutations(reading.known_on(rows, date(2027, 3, 1))) == 101
    assert commutations(reading.known_on(rows, date(2027, 2, 28))) == 100


def test_a_correction_leaves_every_other_row_alone(copied: Path) -> None:
    rows = corrected(copied)
    before, after = reading.known_on(rows, date(2026, 12, 1)), reading.known_on(rows, None)
    assert before.fiscal_years == after.fiscal_years
    assert [p.slug for p in before.presidents] == [p.slug for p in after.presidents]


def test_the_record_says_since_when_it_is(copied: Path) -> None:
    with pytest.raises(reading.NotKnownYet, match="2026-11-22"):
        reading.known_on(reading.read(copied), date(2026, 11, 21))


def test_the_record_names_the_day_it_is_known_on() -> None:
    assert reading.record(date(2026, 12, 24)).known_on == date(2026, 11, 22)
