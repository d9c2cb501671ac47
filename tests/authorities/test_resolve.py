"""An ask and its facts become a finding: who, by which law, and what is still to be asked."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.authorities import say
from undersigned.authorities.ask import ASKS, facts_for
from undersigned.authorities.fact import UNKNOWN
from undersigned.authorities.finding import Finding, from_dict
from undersigned.authorities.load import read_catalogue
from undersigned.authorities.places import Place, places
from undersigned.authorities.resolve import resolve

PRESIDENT = "us.president"
_CASES = st.sampled_from(list(ASKS)).flatmap(
    lambda ask: st.tuples(
        st.just(ask),
        st.fixed_dictionaries(
            {}, optional={fact.code: st.sampled_from(sorted(fact.codes)) for fact in facts_for(ask)}
        ),
        st.sampled_from([PRESIDENT, "us.congress", "us-wi.governor", "us-ga.governor", "example.mayor"]),
    )
)


@given(_CASES)
def test_every_combination_of_answers_has_a_finding_with_law_or_a_question(
    case: tuple[str, dict[str, str], str],
) -> None:
    ask, facts, to = case
    found = resolve(ask, facts, to)
    assert found.because
    assert found.addressee in {"yes", "partly", "no", UNKNOWN}
    assert found.question not in facts
    assert found.holders or found.limits or found.branches or found.unverified
    assert say.headline(found)


@given(_CASES)
def test_a_finding_survives_being_stored(case: tuple[str, dict[str, str], str]) -> None:
    found = resolve(*case)
    assert from_dict(json.loads(json.dumps(found.as_dict()))) == found


def test_the_founding_case_leads_to_wisconsin() -> None:
    found = resolve("pardon", {"convicted_in": "state", "state": "US-WI"}, PRESIDENT)
    assert (found.holders[0].name, found.addressee, found.no) == ("the Governor of Wisconsin", "no", "no_power")
    assert found.because[0].cite == "Wis. Const. art. V § 6"
    assert found.because[0].url == "https://docs.legis.wisconsin.gov/constitution/wi"
    assert found.sure == "high"


def test_with_the_court_unknown_it_branches_and_asks() -> None:
    found = resolve("pardon", {}, PRESIDENT)
    assert (found.question, found.addressee, found.sure) == ("convicted_in", UNKNOWN, "low")
    by_answer = {answer: branch for branch in found.branches for answer in branch.answers}
    assert by_answer["federal"].addressee == "yes"
    assert by_answer["state"].addressee == "no"
    assert by_answer["foreign"].addressee == "partly"


def test_i_do_not_know_is_never_asked_again() -> None:
    found = resolve("pardon", {"convicted_in": UNKNOWN, "state": "US-TX"}, PRESIDENT)
    assert found.question == ""
    assert found.branches


def test_what_is_presumed_is_said() -> None:
    assert resolve("pardon", {"convicted_in": "federal"}, PRESIDENT).assumed == {
        "kind": "forgive",
        "offence": "ordinary",
    }
    assert (
        resolve("pardon", {"convicted_in": "federal", "offence": "treason", "kind": "forgive"}, PRESIDENT).assumed
        == {}
    )


@settings(deadline=None)
@given(_CASES)
def test_answering_every_question_ends_in_a_conclusion(case: tuple[str, dict[str, str], str]) -> None:
    ask, facts, to = case
    known = {code: answer for code, answer in facts.items() if answer != UNKNOWN}
    found = resolve(ask, known, to)
    while fact := say.question(found):
        assert fact.code not in known
        known[fact.code] = fact.choices[0].code
        found = resolve(ask, known, to)
    assert not found.branches


@given(_CASES)
def test_who_says_i_do_not_know_is_asked_only_what_could_still_tell(case: tuple[str, dict[str, str], str]) -> None:
    ask, facts, to = case
    found = resolve(ask, facts, to)
    assert len(found.branches) != 1
    assert bool(found.open) or not found.question


def test_with_court_and_state_unknown_the_sentence_is_not_asked_for() -> None:
    found = resolve("pardon", {"convicted_in": "state", "state": UNKNOWN}, PRESIDENT)
    assert (found.question, found.addressee, found.no) == ("", "no", "no_power")
    assert found.why.startswith("The President can pardon only offences against the United States")
    assert found.advice
    assert found.instead
    assert [law.id for law in found.because] == ["us-const.pardon", "case.gamble"]


def test_a_stay_of_execution_presumes_a_sentence_of_death_and_says_so() -> None:
    found = resolve("reprieve", {"convicted_in": "state", "state": "US-TX"}, "us-tx.governor")
    assert (found.addressee, found.assumed) == ("yes", {"offence": "ordinary", "sentence": "death"})
    assert "What is the sentence? Death" in say.assumed(found)
    prison = resolve("reprieve", {"convicted_in": "state", "state": "US-TX", "sentence": "years"}, "us-tx.governor")
    assert prison.addressee == "partly"


@pytest.mark.parametrize("place", places(), ids=lambda place: place.code)
def test_a_conviction_by_impeachment_is_pardoned_by_no_governor(place: Place) -> None:
    facts = {"convicted_in": place.kind, "state": place.code, "offence": "impeachment"}
    found = resolve("pardon", facts, PRESIDENT)
    assert [holder.office for holder in found.holders] == (["us-vt.legislature"] if place.code == "US-VT" else [])
    assert found.limits


@pytest.mark.parametrize(
    ("ask", "facts", "to", "can"),
    [
        ("state_matter", {"kind": "law", "state": "US-TX"}, "us-wi.governor", "no"),
        ("state_matter", {"kind": "law", "state": "US-WI"}, "us-wi.governor", "partly"),
        ("state_matter", {"kind": "courts", "state": "US-WI"}, "us-wi.governor", "no"),
        ("remove", {"kind": "state_official", "state": "US-WI"}, "us-wi.governor", "no"),
        ("remove", {"kind": "local_official", "state": "US-TX"}, "us-wi.governor", "no"),
        ("local_matter", {"kind": "building", "state": "US-TX"}, "us-dc.mayor", "no"),
        ("pardon", {"convicted_in": "municipal", "state": "US-WI"}, "example.mayor", "yes"),
        ("remove", {"kind": "president"}, "us.congress", "yes"),
        ("remove", {"kind": "president"}, "us.senate", "partly"),
        ("appoint", {"kind": "officer"}, "us.congress", "partly"),
        ("legislate", {"kind": "law"}, "us.house", "partly"),
        ("speak", {}, "us-wi.governor", "yes"),
        ("speak", {}, "example.mayor", "yes"),
        ("direct", {"kind": "flag"}, "us-wi.governor", "partly"),
        ("other", {}, PRESIDENT, UNKNOWN),
    ],
)
def test_each_addressee_can_what_is_its_own(ask: str, facts: dict[str, str], to: str, can: str) -> None:
    assert resolve(ask, facts, to).addressee == can


def test_a_record_is_erased_where_it_is_kept() -> None:
    for court, offices in (
        ("dc", ["us-dc.superior-court"]),
        ("tribal", ["tribal.government"]),
        ("both", ["us.courts", "us-wi.courts"]),
    ):
        found = resolve("pardon", {"kind": "erase", "convicted_in": court, "state": "US-WI"}, PRESIDENT)
        assert [holder.office for holder in found.holders] == offices


def test_two_convictions_branch_where_the_states_part_does() -> None:
    facts = {"convicted_in": "both", "state": "US-CA"}
    found = resolve("pardon", facts, PRESIDENT)
    assert found.question == "felonies"
    assert {branch.answers: len(branch.holders) for branch in found.branches} == {("one",): 2, ("several",): 3}
    assert resolve("pardon", facts | {"felonies": UNKNOWN}, PRESIDENT).question == ""


def test_a_question_is_asked_only_where_the_answer_matters() -> None:
    assert resolve("pardon", {"convicted_in": "state", "state": "US-CA"}, PRESIDENT).question == "felonies"
    assert resolve("pardon", {"convicted_in": "state", "state": "US-OR"}, PRESIDENT).question == ""


def test_the_same_power_looks_different_to_each_addressee() -> None:
    facts = {"convicted_in": "state", "state": "US-PA"}
    answers = {to: resolve("pardon", facts, to).addressee for to in (PRESIDENT, "us-pa.governor", "us-ga.governor")}
    assert answers == {PRESIDENT: "no", "us-pa.governor": "partly", "us-ga.governor": "no"}


def test_a_courthouse_in_the_district_is_not_a_states() -> None:
    found = resolve("pardon", {"convicted_in": "state", "state": "US-DC"}, PRESIDENT)
    assert [holder.office for holder in found.holders] == [PRESIDENT]


def test_a_city_grants_what_is_its_own() -> None:
    assert resolve("local_matter", {"kind": "building"}, "example.mayor").addressee == "yes"
    assert resolve("local_matter", {"kind": "building"}, PRESIDENT).no == "no_power"


@pytest.mark.parametrize(
    ("ask", "kind", "no"),
    [
        ("regulate", "taxpayer", "restraint"),
        ("regulate", "independent", "elsewhere"),
        ("appoint", "dismiss_own", "discretion"),
    ],
)
def test_four_different_answers_hide_behind_cannot(ask: str, kind: str, no: str) -> None:
    assert resolve(ask, {"kind": kind}, PRESIDENT).no == no


def test_what_was_not_verified_is_never_sure() -> None:
    found = resolve("commute", {"convicted_in": "state", "state": "US-UT"}, PRESIDENT)
    assert found.unverified == ("the clause on commutations was not read",)
    assert found.sure == "medium"


def test_another_country_is_data_alone(tmp_path: Path) -> None:
    (tmp_path / "ca.toml").write_text(
        """
        [[office]]
        id = "ca.governor-general"
        name = "Governor General of Canada"
        kind = "ca.crown"
        government = "CA"

        [[law]]
        id = "ca.letters-patent"
        cite = "Letters Patent, 1947, art. XII"
        says = "The Governor General may grant pardons."
        source = "made up for this test"
        read = 2026-11-22

        [[power]]
        id = "ca.pardon"
        asks = ["pardon"]
        when = { kind = ["forgive"] }
        holders = [{ office = "ca.governor-general", act = "grants" }]
        cites = ["ca.letters-patent"]
        country = "CA"
        """,
        "utf-8",
    )
    found = resolve("pardon", {}, "ca.governor-general", read_catalogue(tmp_path))
    assert (found.addressee, found.because[0].cite) == ("yes", "Letters Patent, 1947, art. XII")


def test_what_a_country_does_not_say_is_not_answered_by_another_countrys_law(tmp_path: Path) -> None:
    test_another_country_is_data_alone(tmp_path)
    found = resolve("retry", {}, "ca.governor-general", read_catalogue(tmp_path))
    assert (found.addressee, found.holders, found.because, found.sure) == (UNKNOWN, (), (), "low")
    assert say.headline(found) == "We do not know who can grant this: our catalogue does not say."


def test_an_office_or_ask_outside_the_catalogue_is_refused() -> None:
    for ask, to in product(("pardon", "grant_wish"), ("us.president", "us.king")):
        if (ask, to) != ("pardon", "us.president"):
            with pytest.raises(KeyError):
                resolve(ask, {}, to)


def test_the_sentences_name_who_can() -> None:
    found: Finding = resolve("pardon", {"convicted_in": "state", "state": "US-WI"}, PRESIDENT)
    assert (
        say.headline(found)
        == "The President of the United States cannot grant this. The Governor of Wisconsin can."
    )
    texas = resolve("pardon", {"convicted_in": "state", "state": "US-TX"}, "us-tx.governor")
    assert say.listed(texas.holders, texas.mode).startswith("the Texas Board of Pardons and Paroles (a majority")
    assert say.listed(texas.holders, texas.mode).endswith(", then the Governor of Texas")
