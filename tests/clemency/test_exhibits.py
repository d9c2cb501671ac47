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


def test_an_exhibit_of_a_question_the_record_cannot_answer_is_refused() -> None:
    with pytest.raises(Unanswerable):
        exhibits.freeze("president=Lincoln&last=5", TODAY)
