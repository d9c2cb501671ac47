"""An ask and its facts become a finding: who, by which law, and what is still to be asked."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.authorities import say
from undersigned.authorities.ask import ASKS, facts_for
from undersigned.authorities.fact import UNKNOWN
from undersigned.authorities.finding import Finding, from_dict
from undersigned.authorities.load import read_catalogue
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
