"""The sentence of an answer says its numbers, all of them, and no more than they support."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.clemency import answers, comparisons, reading, sentences
from undersigned.clemency.comparisons import Answer
from undersigned.clemency.questions import Everyone, Last, Question
from undersigned.clemency.record import Mark
from undersigned.clemency.statistics import Kind, Measure

Asked = Callable[..., Answer]
RECORD = reading.record()
TODAY = date(2026, 11, 22)
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
COMBINED = re.compile(
    r"As of (?P<day>\d+ \w+ \d{4}), (?P<name>.+?) had granted (?:at least )?(?P<figure>[\d,]+) [a-z ]+"
    r"(?:, (?P<verb>no more than|more than|fewer than|as many as) "
    r"(?:the president before|the last (?P<number>\w+) presidents combined)"
    r" \((?P<least>at least )?(?P<against>[\d,]+)\)(?:, not more)?\.|\. Whether that is more than )"
)


def whole(text: str) -> int:
    return int(text.replace(",", ""))


def back(word: str | None) -> int:
    return 1 if word is None else WORDS.index(word) + 1 if word in WORDS else int(word)


@st.composite
def questions_asked(draw: st.DrawFn) -> Question:
    place = draw(st.integers(1, len(RECORD.presidents) - 1))
    president = RECORD.presidents[place]
    kind = draw(st.sampled_from(Kind))
    as_of = draw(st.dates(president.term_start, TODAY))
    return Question(president.slug, kind, Measure.COUNT, Last(draw(st.integers(1, place))), as_of)


@settings(max_examples=300, deadline=None)
@given(questions_asked())
def test_a_sentence_parses_back_to_its_numbers(question: Question) -> None:
    answer = comparisons.answer(question)
    text = sentences.sentence(answer)
    if answer.figure.value is None:
        assert text.startswith("The record has no figure for ")
        assert answer.holds is None
        return
    found = COMBINED.match(text)
    assert found, text
    assert found["name"] == answer.president.name
    assert whole(found["figure"]) == answer.figure.value
    assert found["day"] == f"{answer.figure.as_of:%-d %B %Y}"
    if answer.holds is None:
        assert " is unknown: " in text
        return
    assert back(found["number"]) == len(answer.members)
    assert whole(found["against"]) == answer.at_least
    assert bool(found["least"]) == (answer.against is None)
    assert (found["verb"] == "more than") == answer.holds


@settings(max_examples=200, deadline=None)
@given(questions_asked())
def test_a_sentence_names_every_figure_that_is_not_verified_or_not_known(question: Question) -> None:
    answer = comparisons.answer(question)
    text = sentences.sentence(answer)
    for one in (*answer.unverified, *answer.unknown):
        if answer.figure.value is not None:
            assert one.president.name in text
    if any(one.mark is Mark.UNVERIFIED for one in answer.unverified):
        assert not answer.fit_for_a_card
        assert ("not verified" in text.lower()) == (answer.figure.value is not None)
    reach = sentences.reach_sentence(answer)
    if reach and answer.verified_up_to != answer.holds_up_to:
        assert "verified" in reach


RANKED = re.compile(
    r"As of (?P<day>\d+ \w+ \d{4}), (?P<name>.+?) had granted (?P<figure>[\d,.]+) .+?(?P<asked>; as of "
    r"(?P<asked_day>\d+ \w+ \d{4}) that is|,) (?:place (?P<place>\d+)(?P<tied> \(shared\))?|more than any other) "
    r"of the (?P<known>\d+) presidents the record can rank\."
)
RATED = re.compile(
    r"As of (?P<day>\d+ \w+ \d{4}), (?P<name>.+?) had granted (?P<granted>[\d,]+) .+? (?P<figure>[\d,.]+) "
    r"(?:percent|a year)(?:, (?P<verb>a higher rate than|a lower rate than|the same rate as) .+? "
    r"\((?P<against>[\d,.]+) (?:percent|a year)\)(?:, no higher)?\.|\. Whether that is a higher rate than )"
)


@settings(max_examples=200, deadline=None)
@given(questions_asked(), st.sampled_from(Measure))
def test_the_sentence_of_a_rank_parses_back_to_its_numbers(question: Question, measure: Measure) -> None:
    answer = comparisons.answer(replace(question, against=Everyone(), measure=measure))
    text = sentences.sentence(answer)
    if answer.rank is None:
        assert "no place among the others" in text
        return
    found = RANKED.match(text)
    assert found, text
    assert int(found["place"] or 1) == answer.rank.place <= int(found["known"]) == answer.rank.known
    assert bool(found["tied"]) == bool(answer.rank.tied)
    assert (found["asked_day"] or found["day"]) == f"{question.as_of:%-d %B %Y}"


@settings(max_examples=200, deadline=None)
@given(questions_asked(), st.sampled_from([Measure.SHARE, Measure.PER_YEAR]))
def test_the_sentence_of_a_rate_parses_back_to_its_numbers(question: Question, measure: Measure) -> None:
    answer = comparisons.answer(replace(question, measure=measure))
    text = sentences.sentence(answer)
    if answer.figure.value is None:
        assert text.startswith("The record has no figure for ")
        return
    found = RATED.match(text)
    assert found, text
    assert whole(found["granted"]) == answer.figure.granted
    assert float(found["figure"].replace(",", "")) == answers.plain_number(answer.figure.value, measure)
    assert (found["verb"] is None) == (answer.holds is None)
    if answer.holds is not None:
        assert (found["verb"] == "a higher rate than") == answer.holds
        assert float(found["against"].replace(",", "")) == answers.plain_number(answer.against, measure)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1715, 0, "1,715"),
        (184, 0, "184"),
        (Fraction(1715, 8), 1, "214.4"),
        (Fraction(1, 3), 2, "0.33"),
        (0, 1, "0.0"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: Fraction | int, decimals: int, text: str) -> None:
    assert sentences.number(value, decimals) == text


def test_a_share_says_what_it_is_a_share_of(asked: Asked) -> None:
    assert sentences.sentence(asked("Obama", kind="grants", measure="share", last=1)) == (
        "As of 20 January 2017, Barack Obama had granted 1,927 acts of clemency against 36,544 petitions "
        "for clemency received, 5.27 percent, a higher rate than the president before (1.81 percent)."
    )


def test_a_yearly_rate_says_the_years(asked: Asked) -> None:
    assert sentences.sentence(asked("Obama", measure="per-year", last=5)) == (
        "As of 20 January 2017, Barack Obama had granted 1,715 commutations in 8.0 years, 214.4 a year, "
        "a higher rate than the last five presidents combined (3.7 a year)."
    )


def test_one_act_is_said_in_the_singular(asked: Asked) -> None:
    assert "had granted 1 remission" in sentences.sentence(asked("LBJ", kind="remissions"))


def test_equal_is_said_to_be_no_more(asked: Asked) -> None:
    answer = asked("Coolidge", kind="pardons")
    assert sentences.sentence(answer) == "As of 4 March 1929, Calvin Coolidge had granted 773 pardons."


def test_a_part_of_a_term_is_said_to_be_a_least_figure(asked: Asked) -> None:
    assert sentences.sentence(asked("McKinley")) == (
        "As of 14 September 1901, William McKinley had granted at least 123 commutations."
    )


def test_the_day_of_the_dated_total_is_said_when_it_is_another_day(asked: Asked) -> None:
    between = asked("Obama", last=5, as_of="2016-05-01")
    assert sentences.sentence(between).startswith("As of 7 January 2016, ")
    assert sentences.dating_sentence(between) == (
        "Asked as of 1 May 2016; the last dated total before is of 7 January 2016."
    )


def test_a_rank_says_how_many_are_known_and_how_low_it_may_be(asked: Asked) -> None:
    text = sentences.sentence(asked("Obama", kind="pardons", against="everyone"))
    assert "; as of 22 November 2026 that is place 17 of the 21 presidents the record can rank." in text
    assert "no figure for Warren G. Harding and Donald Trump (second term)" in text


def test_those_who_came_later_are_dated(asked: Asked) -> None:
    later = asked("Ford", from_="Obama", to="Obama", as_of="2016-01-09")
    assert sentences.sentence(later) == (
        "As of 20 January 1977, Gerald Ford had granted 22 commutations, "
        "fewer than Barack Obama (184 as of 7 January 2016)."
    )


def test_how_far_a_claim_reaches_says_what_of_it_is_not_verified(asked: Asked) -> None:
    def reach(president: str, **fields: object) -> str:
        return sentences.reach_sentence(asked(president, **fields))

    assert reach("Obama", last=5, as_of="2016-10-27") == (
        "It holds for up to the last eleven presidents, by verified figures alone for up to eight; "
        "from twelve on (1,178, not all of it verified) it is false."
    )
    assert reach("Coolidge", last=1) == (
        "It holds for the president before alone, but by figures that are not all verified; "
        "from two on (1,752, not all of it verified) it is false."
    )
    assert reach("Coolidge", kind="pardons", last=1) == (
        "Whether it holds for the president before is unknown; from two on it is false."
    )
    assert reach("Truman", kind="remissions", last=3) == (
        "Whether it holds for the president before is unknown; farther back too."
    )
    assert reach("Reagan", kind="grants", measure="share", last=2) == (
        "It does not hold for the president before; farther back the record does not say."
    )
    assert reach("Biden", kind="grants", measure="share", last=5) == (
        "It holds for up to the last seven presidents; from eight on the record does not say."
    )


def test_a_turn_that_rests_on_unverified_figures_says_so(asked: Asked) -> None:
    assert sentences.turn_sentence(asked("Obama", last=11, as_of="2016-12-19")).endswith(
        "it became true. Not all figures behind this are verified."
    )
    assert sentences.turn_sentence(asked("Obama", last=5, as_of="2016-12-19")).endswith("it became true.")


def test_where_there_is_no_answer_nothing_is_said_to_rest_on_anything(asked: Asked) -> None:
    def said(president: str) -> str:
        return sentences.sentence(asked(president, against="everyone"))

    assert said("Trump 2").endswith("so it has no place among the others.")
    assert said("McKinley").endswith("Not known in full: William McKinley (fiscal years 1900 and 1901 only).")


def test_one_president_is_no_sum(asked: Asked) -> None:
    assert sentences.sum_sentence(asked("Reagan", last=1)) == ""


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("kind", Kind)
def test_every_president_can_be_ranked_in_words(kind: Kind, measure: Measure) -> None:
    for president in RECORD.presidents:
        text = sentences.sentence(comparisons.answer(Question(president.slug, kind, measure, Everyone(), TODAY)))
        assert president.name in text
        assert "%(" not in text
