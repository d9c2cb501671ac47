"""What a comparison leaves out is said beside it, with no more than the figures support."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.clemency import comparisons, omissions, reading
from undersigned.clemency.comparisons import Answer
from undersigned.clemency.questions import Last, Question
from undersigned.clemency.record import Mark
from undersigned.clemency.statistics import Kind, Measure, figure

Asked = Callable[..., Answer]
RECORD = reading.record()
TODAY = date(2026, 11, 22)
OTHER = {Kind.PARDONS: Kind.COMMUTATIONS, Kind.COMMUTATIONS: Kind.PARDONS}


def first(answer: Answer) -> str:
    return omissions.leaves_out(answer)[0]


def test_those_above_and_those_not_are_told_apart(asked: Asked) -> None:
    assert first(asked("Eisenhower", last=5)) == (
        "On pardons the same president (1,110) was: below Harry S. Truman 1,913 and Franklin D. Roosevelt 2,819; "
        "not below Herbert Hoover 672 and Calvin Coolidge 773; unknown against Warren G. Harding."
    )


def test_an_unknown_figure_is_not_said_to_be_lower(asked: Asked) -> None:
    assert first(asked("Coolidge", last=1)) == (
        "On pardons it is not known whether the same president (773) was below: Warren G. Harding."
    )
    assert first(asked("Theodore Roosevelt", last=1)).endswith("was below: William McKinley at least 291.")


def test_an_unverified_figure_of_the_other_kind_is_said_to_be_unverified(asked: Asked) -> None:
    assert first(asked("Coolidge", kind="pardons")) == (
        "Only one kind is counted here; of commutations there were 773, not verified."
    )


def test_a_figure_of_another_day_is_said_with_its_day(asked: Asked) -> None:
    assert first(asked("Obama", last=1, as_of="2016-10-27")) == (
        "On pardons the same president (66 as of 7 January 2016) was below: George W. Bush 189."
    )


def test_what_is_not_known_of_the_other_kind_is_said_with_the_day(asked: Asked) -> None:
    assert first(asked("Obama", last=5, as_of="2015-12-16")) == (
        "Pardons are not counted here; the record has no figure by Barack Obama as of 16 December 2015."
    )


def test_two_terms_apart_are_said_to_be_counted_twice(asked: Asked) -> None:
    said = "Donald Trump is counted once for each of two terms, since another president served between them."
    assert said in omissions.leaves_out(asked("Trump 2", last=2))
    assert said not in omissions.leaves_out(asked("Trump 2", last=1))
    assert said in omissions.leaves_out(asked("Carter", against="everyone"))


def test_time_in_office_is_put_against_that_of_one_or_of_several(asked: Asked) -> None:
    def said(**fields: object) -> str:
        return next(one for one in omissions.leaves_out(asked("Reagan", **fields)) if "time in office" in one)

    assert said(last=1) == "It does not weigh time in office: 8.0 years against 4.0."
    assert said(last=2) == "It does not weigh time in office: 8.0 years against 6.5 together."


@settings(max_examples=200, deadline=None)
@given(st.integers(1, len(RECORD.presidents) - 1), st.sampled_from(list(OTHER)), st.data())
def test_nobody_is_said_to_be_below_whose_figure_is_not_known(place: int, kind: Kind, data: st.DataObject) -> None:
    president = RECORD.presidents[place]
    as_of = data.draw(st.dates(president.term_start, TODAY))
    last = Last(data.draw(st.integers(1, place)))
    answer = comparisons.answer(Question(president.slug, kind, Measure.COUNT, last, as_of))
    text = first(answer)
    theirs = [figure(RECORD, one.figure.president, OTHER[kind], Measure.COUNT, as_of) for one in answer.members]
    if "below none of those" in text or "was not below:" in text:
        assert all(one.whole for one in theirs)
    if "below each of those" in text:
        assert all(one.value is not None for one in theirs)
    for one in theirs:
        if one.mark is Mark.UNVERIFIED and "no figure" not in text:
            assert f"{one.president.name} {one.granted} (not verified)" in text


@pytest.mark.parametrize(("president", "card"), [("LBJ", False), ("Carter", True)])
def test_a_card_leaves_out_what_is_not_verified(asked: Asked, president: str, card: bool) -> None:
    answer = asked(president, kind="pardons", last=1)
    assert answer.fit_for_a_card
    assert bool(omissions.for_a_card(answer)) == card
