"""The check of the catalogue finds what it is there to find."""

import shutil
from pathlib import Path

import pytest

from undersigned.authorities.check import faults, is_official, reading_faults, taking_faults
from undersigned.authorities.load import BadCatalogue, catalogue, read_catalogue
from undersigned.authorities.places import places
from undersigned.authorities.resolve import resolve
from undersigned.kit import facts


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(facts.path("authorities"), tmp_path / "authorities"))


def _change(folder: Path, file: str, old: str, new: str) -> list[str]:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return faults(read_catalogue(folder))


def test_our_own_catalogue_is_sound() -> None:
    assert faults(catalogue()) == []
    assert taking_faults(catalogue(), facts.path("authorities", "taking.toml")) == []
    assert reading_faults(facts.path("authorities", "reading")) == []


def test_every_state_and_territory_has_its_own_powers_and_law() -> None:
    for place in places():
        ids = [power.id for power in catalogue().powers if power.id.startswith(place.code.lower() + ".")]
        assert ids, place.name


def test_a_state_left_out_is_found(copy: Path) -> None:
    (copy / "states" / "us-oh.toml").unlink()
    assert any("nothing decides" in fault and "US-OH" in fault for fault in faults(read_catalogue(copy)))


def test_two_powers_for_one_case_are_found(copy: Path) -> None:
    found = _change(copy, "states/us-pa.toml", 'sentence = ["years", "served"]', 'sentence = ["years", "life"]')
    assert any("us-pa.pardon-commute and us-pa.pardon-commute-2 decide" in fault for fault in found)
    assert any("nothing decides" in fault and "served" in fault for fault in found)


def test_a_power_without_citation_is_found(copy: Path) -> None:
    found = _change(copy, "states/us-wi.toml", 'cites = ["us-wi.constitution", "us-wi.statute"]', "cites = []")
    assert found == ["power us-wi.pardon: it has no citation"]


def test_notes_in_place_of_a_sentence_are_found(copy: Path) -> None:
    old = 'says = "The Governor may grant reprieves'
    assert any(
        "no plain sentence" in f for f in _change(copy, "states/us-wi.toml", old, 'says = "Pardons: Governor')
    )


def test_dangling_references_are_found(copy: Path) -> None:
    assert any(
        "no law 'us-const.nowhere'" in f
        for f in _change(copy, "us/powers.toml", "us-const.amend", "us-const.nowhere")
    )
    assert any("no office 'us.king'" in f for f in _change(copy, "us/clemency.toml", "us.president", "us.king"))


def test_an_answer_that_no_question_has_is_found(copy: Path) -> None:
    found = _change(copy, "us/powers.toml", 'kind = ["veto"]', 'kind = ["vote"]')
    assert "power us.veto: kind cannot be 'vote'" in found


def test_a_cue_for_what_nobody_can_ask_is_found(copy: Path) -> None:
    (copy / "reading" / "cues.toml").write_text('[[cue]]\nask = "legislate"\nkind = "wish"\n')
    (copy / "reading" / "signs.toml").write_text('[[sign]]\nfact = "convicted_in"\nanswer = "moon"\n')
    assert reading_faults(copy / "reading") == [
        "cue for legislate wish: there is no such ask or kind",
        "sign of convicted_in: it cannot be 'moon'",
    ]


def test_a_link_that_is_not_official_is_found(copy: Path) -> None:
    found = _change(copy, "us/offices.toml", "https://www.congress.gov", "https://congress.example.com")
    assert found == [
        "office us.congress: https://congress.example.com is not an official address; keep it as the source"
    ]


def test_a_chamber_of_no_body_is_found(copy: Path) -> None:
    found = _change(copy, "us/offices.toml", 'part_of = "us.congress"', 'part_of = "us.diet"')
    assert any("no office 'us.diet'" in fault for fault in found)


def test_a_correction_of_a_state_is_found_by_its_petitions(copy: Path) -> None:
    old = 'holders = [{ office = "us-wi.governor"'
    new = 'holders = [{ office = "us-wi.legislature", act = "consents" }, { office = "us-wi.governor"'
    assert _change(copy, "states/us-wi.toml", old, new) == []
    facts_given = {"convicted_in": "state", "state": "US-WI"}
    found = resolve("pardon", facts_given, "us-wi.governor", read_catalogue(copy))
    assert ([holder.office for holder in found.holders], found.addressee) == (
        ["us-wi.legislature", "us-wi.governor"],
        "partly",
    )


def test_a_broken_file_is_named(copy: Path) -> None:
    (copy / "states" / "us-oh.toml").write_text("[[power]\n")
    with pytest.raises(BadCatalogue, match=r"us-oh\.toml"):
        read_catalogue(copy)


@pytest.mark.parametrize(
    ("url", "official"),
    [
        ("https://docs.legis.wisconsin.gov/constitution/wi", True),
        ("https://bop.utah.gov", True),
        ("https://example.com/?x=.gov", False),
        ("https://justice.gov.example.org", False),
        ("", False),
    ],
)
def test_only_governments_addresses_are_official(url: str, official: bool) -> None:
    assert is_official(url) is official
