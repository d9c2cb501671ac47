"""The sentence of an answer says its numbers, all of them, and no more than they support."""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.clemency import comparisons, reading, sentences
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
    r"(?:, (?P<verb>more than|fewer than|as many as) "
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
        assert "not verified" in text.lower()


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
    assert ", place 17 of the 20 presidents whose figure is known." in text
    assert "no figure for Warren G. Harding and Donald Trump (second term)" in text


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("kind", Kind)
def test_every_president_can_be_ranked_in_words(kind: Kind, measure: Measure) -> None:
    for president in RECORD.presidents:
        text = sentences.sentence(comparisons.answer(Question(president.slug, kind, measure, Everyone(), TODAY)))
        assert president.name in text
        assert "%(" not in text
