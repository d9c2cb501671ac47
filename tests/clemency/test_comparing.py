"""Comparisons are sums of what is known: monotone, never taking a missing figure as zero, null where unknown."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.clemency import comparisons, reading
from undersigned.clemency.comparisons import Answer, greater
from undersigned.clemency.questions import Everyone, Last, Question
from undersigned.clemency.record import Mark
from undersigned.clemency.statistics import Figure, Kind, Measure, figure, together, years_in_office

Asked = Callable[..., Answer]
RECORD = reading.record()
TODAY = date(2026, 11, 22)
ANYONE = RECORD.presidents[0]
known = st.integers(0, 5000).map(lambda count: Figure(ANYONE, count, Fraction(1), Mark.VERIFIED, TODAY))
partial = st.integers(0, 5000).map(lambda count: Figure(ANYONE, count, Fraction(1), Mark.PARTIAL, TODAY))
missing = st.just(Figure(ANYONE, None, Fraction(1), Mark.MISSING, TODAY))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("president", RECORD.presidents[1:], ids=lambda president: president.slug)
def test_cumulative_comparisons_are_monotone_over_the_whole_record(president, kind: Kind) -> None:
    numbers = range(1, len(RECORD.before(president)) + 1)
    given_ = [comparisons.answer(Question(president.slug, kind, Measure.COUNT, Last(n), TODAY)) for n in numbers]
    order = {True: 0, None: 1, False: 2}
    held = [order[one.holds] for one in given_]
    totals = [one.against for one in given_ if one.against is not None]
    assert held == sorted(held)
    assert totals == sorted(totals)
    assert all((one.holds is True) == (n <= (one.holds_up_to or 0)) for n, one in zip(numbers, given_, strict=True))


@settings(deadline=None)
@given(known, st.lists(known | partial | missing, min_size=1, max_size=20))
def test_the_answer_is_right_whatever_the_missing_figures_are(subject: Figure, others: list[Figure]) -> None:
    least = sum(one.granted or 0 for one in others)
    complete = all(one.whole for one in others)
    answer = greater(subject, others, Measure.COUNT)
    if answer is True:
        assert complete and subject.granted > least
    elif answer is False:
        assert subject.granted <= least
    else:
        assert not complete and subject.granted > least


@settings(deadline=None)
@given(known, st.lists(known, min_size=1, max_size=20), missing | partial)
def test_one_missing_figure_never_makes_a_claim_true(subject: Figure, others: list[Figure], gap: Figure) -> None:
    assert greater(subject, [*others, gap], Measure.COUNT) is not True


@settings(deadline=None)
@given(st.lists(known, min_size=1, max_size=20), st.lists(known | partial | missing, max_size=5))
def test_adding_a_president_never_makes_a_false_claim_true(others: list[Figure], more: list[Figure]) -> None:
    order = {True: 0, None: 1, False: 2}
    before = greater(others[0], others[1:] or others, Measure.COUNT)
    after = greater(others[0], [*(others[1:] or others), *more], Measure.COUNT)
    assert order[after] >= order[before]


def test_a_missing_figure_makes_the_total_unknown(asked: Asked) -> None:
    pardons = asked("FDR", kind="pardons", last=3)
    assert [member.figure.value for member in pardons.members] == [672, 773, None]
    assert (pardons.holds, pardons.against, pardons.at_least) == (None, None, 1445)
    assert [one.president.name for one in pardons.unknown] == ["Warren G. Harding"]


def test_what_is_known_may_be_enough_to_say_no(asked: Asked) -> None:
    pardons = asked("Eisenhower", kind="pardons", last=5)
    assert (pardons.holds, pardons.against, pardons.at_least) == (False, None, 1913 + 2819 + 672 + 773)


def test_a_part_of_a_term_is_a_least_figure(asked: Asked) -> None:
    roosevelt = asked("Theodore Roosevelt", kind="pardons", last=1)
    assert (roosevelt.members[0].figure.value, roosevelt.members[0].figure.mark) == (291, "partial")
    assert (roosevelt.holds, roosevelt.against, roosevelt.at_least) == (None, None, 291)
    assert asked("William H. Taft", last=2).holds is False


def test_between_dated_totals_the_last_one_before_is_used(asked: Asked) -> None:
    between = asked("Obama", last=5, as_of="2016-05-01")
    assert (between.figure.value, between.figure.as_of) == (184, date(2016, 1, 7))


def test_before_the_first_dated_total_the_answer_is_null(asked: Asked) -> None:
    early = asked("Obama", last=5, as_of="2015-12-16")
    assert (early.figure.value, early.figure.as_of, early.holds, early.holds_up_to) == (None, None, None, None)
    assert early.against == 117


def test_a_dated_total_without_the_kind_is_passed_over(asked: Asked) -> None:
    pardons = asked("Obama", kind="pardons", as_of="2016-09-01")
    assert (pardons.figure.value, pardons.figure.as_of) == (66, date(2016, 1, 7))


def test_from_the_last_day_of_the_term_the_whole_term_counts(asked: Asked) -> None:
    assert asked("Obama", kind="grants", as_of="2017-01-19").figure.value is None
    assert asked("Obama", kind="grants", as_of="2017-01-20").figure.value == 1927


def test_a_president_in_office_without_figures_is_unknown(asked: Asked) -> None:
    assert asked("Trump 2", kind="pardons", last=1).holds is None


def test_a_share_is_all_grants_over_all_petitions(asked: Asked) -> None:
    share = asked("Obama", kind="grants", measure="share", last=2)
    assert share.figure.value == Fraction(1927, 36544)
    assert share.against == Fraction(200 + 459, 11074 + 7489)
    assert share.holds is True


def test_a_share_over_unknown_petitions_is_unknown(asked: Asked) -> None:
    share = asked("Obama", kind="commutations", measure="share", last=2)
    assert (share.figure.value, share.against, share.holds) == (Fraction(1715, 33149), None, None)


def test_a_yearly_rate_is_over_the_days_in_office(asked: Asked) -> None:
    rate = asked("Obama", measure="per-year", last=1)
    assert rate.figure.value == Fraction(1715, 8)
    assert rate.against == Fraction(11, 8)


def test_a_range_may_hold_those_who_came_later(asked: Asked) -> None:
    later = asked("Ford", kind="pardons", from_="Carter", to="Reagan")
    assert [member.figure.president.slug for member in later.members] == ["ronald-reagan", "jimmy-carter"]
    assert (later.against, later.holds, later.holds_up_to) == (927, False, None)


def test_a_rank_counts_only_what_is_known_and_says_how_low_it_may_be(asked: Asked) -> None:
    rank = asked("Obama", against="everyone", kind="commutations").rank
    assert rank is not None
    assert (rank.place, rank.known, rank.worst) == (2, 21, 4)
    assert [one.president.slug for one in rank.unknown] == ["william-mckinley", "donald-trump-second-term"]


def test_the_first_place_is_claimed_only_over_figures_that_are_known(asked: Asked) -> None:
    assert asked("FDR", against="everyone", kind="pardons").holds is None
    assert asked("Obama", against="everyone", kind="pardons").holds is False


@settings(deadline=None)
@given(st.sampled_from(RECORD.presidents), st.sampled_from(Kind), st.sampled_from(Measure), st.data())
def test_a_place_is_never_beyond_those_who_can_be_ranked(president, kind: Kind, measure: Measure, data) -> None:
    as_of = data.draw(st.dates(president.term_start, TODAY))
    rank = comparisons.answer(Question(president.slug, kind, measure, Everyone(), as_of)).rank
    if rank is not None:
        begun = sum(one.term_start <= as_of for one in RECORD.presidents)
        assert 1 <= rank.place <= rank.known <= begun
        assert rank.place <= rank.worst <= begun


def test_a_part_of_a_term_that_is_already_ahead_is_ranked(asked: Asked) -> None:
    rank = asked("George H. W. Bush", against="everyone").rank
    assert (rank.place, rank.known, rank.worst) == (22, 22, 23)


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("kind", Kind)
def test_a_claim_that_fails_from_a_number_on_fails_for_every_greater_one(kind: Kind, measure: Measure) -> None:
    for president in RECORD.presidents[1:]:
        most = len(RECORD.before(president))
        answer = comparisons.answer(Question(president.slug, kind, measure, Last(most), TODAY))
        held = [member.holds for member in answer.series]
        if answer.fails_from is not None:
            assert set(held[answer.fails_from - 1 :]) == {False}
        assert held[: answer.holds_up_to or 0] == [True] * (answer.holds_up_to or 0)


def test_how_far_verified_figures_alone_carry_a_claim(asked: Asked) -> None:
    assert asked("Obama", last=5, as_of="2016-01-07").verified_up_to == 6
    later = asked("Obama", last=5, as_of="2016-10-27")
    assert (later.holds_up_to, later.verified_up_to, later.fails_from) == (11, 8, 12)
    assert asked("Coolidge", last=1).verified_up_to == 0


def test_nobody_has_served_before_the_first_day_in_office() -> None:
    reagan = RECORD.president("ronald-reagan")
    assert years_in_office(reagan, date(1980, 1, 1)) == 0
    assert years_in_office(reagan, date(1981, 1, 20)) == 0


def test_together_leaves_missing_figures_out_and_never_counts_them() -> None:
    harding = figure(RECORD, RECORD.president("warren-g-harding"), Kind.PARDONS, Measure.COUNT, TODAY)
    coolidge = figure(RECORD, RECORD.president("calvin-coolidge"), Kind.PARDONS, Measure.COUNT, TODAY)
    assert harding.value is None
    assert together([harding, coolidge], Measure.COUNT) == together([coolidge], Measure.COUNT) == 773
