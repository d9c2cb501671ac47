"""Petitions that ask for much the same find each other, and the same wish for another state is told apart."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import make
from undersigned.petitions import lifecycle
from undersigned.petitions.importing import import_pages
from undersigned.petitions.indexing import folded, index
from undersigned.petitions.models import Petition, State, WordUse
from undersigned.petitions.similar import LEAST, similar, similar_to

pytestmark = pytest.mark.django_db

AMONG_OTHERS = ("Fund the orchestra", "Repair Mill Road", "Longer hours for the swimming pool", "Ban leaf blowers")


@pytest.fixture
def town(db) -> dict[str, Petition]:
    """Petitions by title, with a few that have nothing to do with the story."""
    make.facts()
    return {title: recorded(title) for title in AMONG_OTHERS}


def recorded(title: str, body: str = "", authority: str = make.WHITE_HOUSE) -> Petition:
    petition = Petition(
        authority_id=authority,
        title=title,
        body=body,
        recorded_source="Elsewhere",
        recorded_id=title[:40],
        recorded_count=1,
    )
    lifecycle.record([petition], {}, make.NOW)
    return petition


def titles(*text: str, **how: object) -> list[str]:
    return [one.petition.title for one in similar(*text, **how)]


def test_the_same_wish_in_other_words_is_found(town):
    assert titles("Open the swimming pools for longer", "The pool shuts at six.") == [
        "Longer hours for the swimming pool"
    ]


def test_the_words_that_tell_are_shown_as_they_are_written_there(town):
    [found] = similar("Swimming pools", "")
    assert set(found.shared_words) == {"swimming", "pool"}
    assert LEAST <= found.score <= 1


def test_the_same_text_scores_one_and_is_the_same_case(town):
    [found] = similar("Repair Mill Road", "")
    assert found.score == pytest.approx(1) and found.same_case


def test_nothing_alike_is_nothing(town):
    assert titles("Pardon my grandfather", "He is innocent.") == []


@pytest.mark.parametrize("text", ["", " ", "the and of", "???", "\0", "\ud800"])
def test_a_text_without_words_is_like_nothing(town, text):
    assert similar(text, text) == []


def test_a_petition_is_not_like_itself(town):
    assert similar_to(town["Repair Mill Road"]) == []


def test_only_what_anyone_may_read_is_shown_unless_asked_for():
    make.petition(State.MODERATING, title="Repair Mill Road", body="Holes.")
    make.petition(State.REMOVED, title="Repair Mill Road at once", body="Holes.")
    assert titles("Repair Mill Road", "") == []
    assert titles("Repair Mill Road", "", among=[State.MODERATING]) == ["Repair Mill Road"]


def test_another_authority_is_left_out_where_one_is_named(town):
    assert titles("Repair Mill Road", "", authority=make.WHITE_HOUSE) == ["Repair Mill Road"]
    assert titles("Repair Mill Road", "", authority=make.CITY) == []


def test_no_more_than_the_limit_come(town):
    for number in range(9):
        recorded(f"Repair Mill Road {number}")
    assert len(similar("Repair Mill Road", "", limit=3)) == 3


def test_the_same_wish_for_another_state_comes_after_the_same_state_and_is_no_same_case(town):
    wish = "Let the State of {} leave the daylight saving scheme"
    for state in ("Kansas", "Ohio"):
        recorded(wish.format(state), "Clocks confuse cattle.")
    recorded("Stop daylight saving in Kansas", "Cattle know no clocks.")
    found = similar(wish.format("Kansas"), "Clocks confuse cattle.")
    assert [(one.petition.title[:4], one.elsewhere) for one in found] == [
        ("Let ", False),
        ("Stop", False),
        ("Let ", True),
    ]
    assert [one.same_case for one in found] == [True, True, False]


def test_a_text_that_lapsed_is_gone_from_the_words():
    petition = make.petition(State.SUPPORTING, title="Repair Mill Road")
    assert WordUse.objects.filter(petition=petition).exists()
    lifecycle.lapse(petition.pk, make.NOW)
    assert not WordUse.objects.filter(petition=petition).exists()


def test_indexing_twice_changes_nothing(town):
    before = set(WordUse.objects.values_list("petition_id", "word", "weight"))
    index(list(town.values()))
    assert set(WordUse.objects.values_list("petition_id", "word", "weight")) == before


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)
    folded(text).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(title=st.text(max_size=150), body=st.text(max_size=900))
def test_any_text_can_be_compared_with_itself(town, title, body):
    petition = Petition(
        authority_id=make.WHITE_HOUSE,
        title="x",
        body="",
        recorded_source="Elsewhere",
        recorded_id=make.NOW.isoformat() + str(Petition.objects.count()),
        recorded_count=1,
    )
    lifecycle.record([petition], {}, make.NOW)
    petition.title, petition.body = title, body
    index([petition])
    alike = {one.petition.pk: one.score for one in similar(title, body, limit=100)}
    assert all(LEAST <= score <= 1 for score in alike.values())


def real(shared_data: Path, tmp_path: Path, wanted: set[str]) -> dict[str, Petition]:
    """The real petitions of these ids, imported; by id."""
    rows = [
        row
        for file in sorted((shared_data / "wtp").glob("petitions-*.json"))
        for row in json.loads(file.read_text())["results"]
        if row["id"] in wanted
    ]
    page = tmp_path / "page.json"
    page.write_text(json.dumps({"metadata": {}, "results": rows}))
    make.facts()
    import_pages([page, shared_data / "wtp" / "halbach.json"], make.WHITE_HOUSE, make.NOW)
    return {petition.recorded_id: petition for petition in Petition.objects.exclude(recorded_source="")}


def pairs(shared_data: Path, column: str) -> list[tuple[str, str]]:
    with (shared_data / "wtp" / "related-pairs.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[column] == "1"]
    return [(row["key_a"].removeprefix("serial-"), row["key_b"].removeprefix("serial-")) for row in rows]


def test_the_petitions_of_the_founding_case_find_each_other(shared_data, tmp_path):
    others = {one for pair in pairs(shared_data, "same_official_response") for one in pair}
    petitions = real(shared_data, tmp_path, others)
    case = {"22101", "22111", "22126", "22291", "22311", "22321", "22326", "22346"}
    for one in case:
        found = [like.petition.recorded_id for like in similar_to(petitions[one], limit=5)]
        assert found[0] in case and len(case & set(found)) >= 4


def test_real_petitions_for_different_states_are_not_one_case(shared_data, tmp_path):
    told_apart = pairs(shared_data, "hard_negative_state_variant")
    petitions = real(shared_data, tmp_path, {one for pair in told_apart for one in pair})
    wrong = set()
    for one in {one for pair in told_apart for one in pair} & set(petitions):
        wrong |= {
            (one, like.petition.recorded_id) for like in similar_to(petitions[one], limit=60) if like.same_case
        }
    # Two of them name one state, South Carolina, in different ways.
    assert {frozenset(pair) for pair in wrong} & {frozenset(pair) for pair in told_apart} <= one_state(petitions)


def one_state(petitions: dict[str, Petition]) -> set[frozenset[str]]:
    carolina = [
        key for key, petition in petitions.items() if "S.C." in petition.title or "South Carolina" in petition.title
    ]
    return {frozenset((one, other)) for one in carolina for other in carolina}
