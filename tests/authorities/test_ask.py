"""The vocabulary of asks and the reading of their facts."""

import pytest

from undersigned.authorities.ask import ASKS, BadFact, facts_for, read_facts
from undersigned.authorities.fact import FACTS, KINDS, UNKNOWN


def test_every_fact_can_be_answered_with_i_do_not_know() -> None:
    for fact in (*FACTS.values(), *KINDS.values()):
        assert fact.choices[-1].code == UNKNOWN


def test_every_fact_an_ask_names_has_a_question() -> None:
    for ask in ASKS:
        assert [fact.code for fact in facts_for(ask)] == list(ASKS[ask].facts)


def test_a_federal_conviction_needs_no_state() -> None:
    codes = [fact.code for fact in facts_for("commute", {"convicted_in": "federal"})]
    assert "state" not in codes
    assert "offence" in codes


def test_an_unknown_court_still_asks_for_the_state() -> None:
    assert "state" in [fact.code for fact in facts_for("pardon", {"convicted_in": UNKNOWN})]


def test_facts_of_another_ask_and_blanks_are_left_out() -> None:
    given = {"convicted_in": "state", "state": " US-WI ", "kind": "", "law_broken": "federal", "csrf": "x"}
    assert read_facts("retry", given) == {"convicted_in": "state", "state": "US-WI"}


def test_i_do_not_know_is_kept_as_an_answer() -> None:
    assert read_facts("pardon", {"convicted_in": UNKNOWN}) == {"convicted_in": UNKNOWN}


@pytest.mark.parametrize("value", ["US-ZZ", "us-wi", "🙂", "state; DROP TABLE"])
def test_a_value_that_is_no_choice_names_its_fact(value: str) -> None:
    with pytest.raises(BadFact) as refused:
        read_facts("pardon", {"state": value})
    assert refused.value.code == "state"


def test_an_ask_outside_the_list_is_refused() -> None:
    with pytest.raises(BadFact) as refused:
        read_facts("grant_wish", {})
    assert refused.value.code == "ask"
