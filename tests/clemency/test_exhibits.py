"""An exhibit is frozen with its as-of date, survives storing, and tells when the record has moved on."""

import json
from datetime import date
from pathlib import Path

import pytest

from undersigned.clemency import exhibits, reading
from undersigned.clemency.questions import Unanswerable

TODAY = date(2026, 11, 22)
CLAIM = "president=barack-obama&kind=commutations&last=5&as_of=2016-01-07"


def test_an_exhibit_carries_sentence_figures_marks_sources_date_and_question() -> None:
    exhibit = exhibits.freeze(f"?{CLAIM}", TODAY)
    assert exhibit.query == CLAIM
    assert exhibit.sentence.startswith("As of 7 January 2016, Barack Obama had granted 184 commutations")
    assert (exhibit.as_of, exhibit.frozen_on) == (date(2016, 1, 7), TODAY)
    assert [(member["figure"], member["mark"]) for member in exhibit.answer["members"]][:2] == [
        (11, "verified"),
        (61, "verified"),
    ]
    assert all(member["sources"] for member in exhibit.answer["members"])


def test_the_whole_address_of_a_comparison_makes_the_same_exhibit() -> None:
    address = f"https://petitions.example/clemency/compare?{CLAIM}#comparison"
    assert exhibits.freeze(address, TODAY) == exhibits.freeze(CLAIM, TODAY)


def test_an_exhibit_reads_back_from_what_a_database_stores() -> None:
    exhibit = exhibits.freeze(CLAIM, TODAY)
    assert exhibits.restored(json.loads(json.dumps(exhibit.stored()))) == exhibit


def test_an_open_date_is_pinned_when_the_exhibit_is_frozen() -> None:
    exhibit = exhibits.freeze("president=Obama&last=5", TODAY)
    assert exhibit.query.endswith("as_of=2026-11-22")
    assert exhibits.changes(exhibit, date(2027, 11, 22)) == ()


def test_a_figure_alone_can_be_an_exhibit() -> None:
    exhibit = exhibits.freeze("president=Obama&kind=pardons&as_of=2016-01-07", TODAY)
    assert exhibit.sentence == "As of 7 January 2016, Barack Obama had granted 66 pardons."


def test_nothing_has_changed_while_the_record_has_not() -> None:
    assert exhibits.changes(exhibits.freeze(CLAIM, TODAY), date(2030, 1, 1)) == ()


def test_a_correction_is_told_by_president_figure_and_mark(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exhibit = exhibits.freeze("president=Obama&last=9&as_of=2016-08-03", TODAY)
    file = copied / "presidents.csv"
    text = file.read_text().replace(",472,100,", ",472,90,")
    file.write_text(text.replace('commutations_granted,"pardons', ',"pardons'))
    corrected = reading.known_on(reading.read(copied), None)
    monkeypatch.setattr(reading, "record", lambda day=None: corrected)
    changed = exhibits.changes(exhibit, TODAY)
    assert {(change.what, change.of, change.then, change.now) for change in changed} >= {
        ("figure", "john-f-kennedy", 100, 90),
        ("mark", "john-f-kennedy", "unverified", "verified"),
        ("against", "", 525, 515),
    }
    assert exhibit.answer["against"] == 525


def test_a_question_that_the_corrected_record_cannot_be_asked_has_changed(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exhibit = exhibits.freeze(CLAIM, TODAY)
    for file in copied.glob("*.csv"):
        file.write_text(file.read_text().replace("barack-obama", "barack-hussein-obama"))
    corrected = reading.known_on(reading.read(copied), None)
    monkeypatch.setattr(reading, "record", lambda day=None: corrected)
    assert [change.what for change in exhibits.changes(exhibit, TODAY)] == ["query"]


def test_a_newer_row_of_the_same_key_is_a_change(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exhibit = exhibits.freeze(CLAIM, date(2026, 12, 1))  # the day of the correction, before it
    file = copied / "presidents.csv"
    lines = file.read_text().splitlines()
    (carter,) = [line for line in lines if line.startswith("jimmy-carter,")]
    newer = carter.replace(",534,29,", ",534,30,").replace("2026-11-22", "2026-12-01")
    file.write_text("\n".join([*lines, newer]) + "\n")
    rows = reading.read(copied)
    monkeypatch.setattr(reading, "record", lambda day=None: reading.known_on(rows, day))
    changed = {(one.what, one.of, one.then, one.now) for one in exhibits.changes(exhibit, date(2026, 12, 2))}
    assert changed >= {("against", "", 117, 118), ("figure", "jimmy-carter", 29, 30)}
    assert exhibit.pinned() == f"{CLAIM}&known_on=2026-11-22"
    assert exhibits.freeze(exhibit.pinned(), date(2026, 12, 2)).answer == exhibit.answer | {
        "query": exhibit.pinned()
    }
    pinned = exhibits.freeze(f"{CLAIM}&known_on=2026-11-22", date(2026, 12, 2))
    assert pinned.answer["against"] == 117


def test_an_exhibit_of_a_question_the_record_cannot_answer_is_refused() -> None:
    with pytest.raises(Unanswerable):
        exhibits.freeze("president=Lincoln&last=5", TODAY)
