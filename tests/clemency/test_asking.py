"""A question is read from an address or a command line; a wrong one is told what is possible."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.clemency import questions, reading
from undersigned.clemency.questions import Everyone, Last, Question, Span, Unanswerable
from undersigned.clemency.statistics import Kind, Measure

TODAY = date(2026, 11, 22)
RECORD = reading.record()
SLUGS = [president.slug for president in RECORD.presidents]


def errors_of(**fields: str) -> dict[str, str]:
    with pytest.raises(Unanswerable) as refused:
        questions.ask({name.rstrip("_"): value for name, value in fields.items()}, TODAY)
    return refused.value.errors


@pytest.mark.parametrize(
    "name", ["Barack Obama", "obama", "barack-obama", "  OBAMA ", "Barack  Obama", "Barack H. Obama"]
)
def test_a_president_is_found_by_any_of_his_names(name: str) -> None:
    assert questions.find_president(RECORD, name).slug == "barack-obama"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("FDR", "franklin-d-roosevelt"),
        ("lbj", "lyndon-b-johnson"),
        ("Johnson", "lyndon-b-johnson"),
        ("George W. Bush", "george-w-bush"),
        ("George H.W. Bush", "george-h-w-bush"),
        ("Trump 1", "donald-trump-first-term"),
        ("Donald Trump (second term)", "donald-trump-second-term"),
    ],
)
def test_short_names_that_only_one_bears_are_enough(name: str, slug: str) -> None:
    assert questions.find_president(RECORD, name).slug == slug


def test_an_unknown_president_is_told_who_there_is() -> None:
    message = errors_of(president="Abraham Lincoln")["president"]
    assert "no president “Abraham Lincoln”" in message
    assert all(president.name in message for president in RECORD.presidents)


@pytest.mark.parametrize("name", ["Bush", "Roosevelt", "Trump", "Donald Trump"])
def test_a_name_that_several_bear_is_told_whom_it_may_mean(name: str) -> None:
    message = errors_of(president=name)["president"]
    assert "may be any of these" in message
    assert message.count(name) == 3


def test_a_date_before_1900_is_told_the_days_that_are_possible() -> None:
    message = errors_of(president="Obama", as_of="1899-12-31")["as_of"]
    assert message == (
        "The record starts in 1900 and ends today. Choose a date from 1 January 1900 to 22 November 2026."
    )


def test_a_day_in_the_future_is_refused() -> None:
    assert "to 22 November 2026" in errors_of(president="Obama", as_of="2026-11-23")["as_of"]


def test_a_day_before_the_president_took_office_is_told_the_first_one() -> None:
    assert "took office on 20 January 2009" in errors_of(president="Obama", as_of="2009-01-19")["as_of"]


@pytest.mark.parametrize("text", ["yesterday", "2016-02-30", "07/01/2016", "2016", "2016-01-07; DROP TABLE", "０"])
def test_what_is_no_date_is_told_how_to_write_one(text: str) -> None:
    assert "Write it like 2016-01-07" in errors_of(president="Obama", as_of=text)["as_of"]


@pytest.mark.parametrize("text", ["20", "0", "-1", "five", "5.0", "٥", "99999999999999999999"])
def test_a_number_larger_than_the_record_or_none_at_all_is_told_the_most(text: str) -> None:
    assert "Choose a number from 1 to 19" in errors_of(president="Obama", last=text)["last"]


def test_the_first_president_of_the_record_has_nobody_before() -> None:
    assert "begins with William McKinley" in errors_of(president="McKinley", last="1")["last"]


def test_swapped_ranges_are_told_the_order() -> None:
    assert errors_of(president="Obama", from_="Carter", to="Ford")["from"] == (
        "Gerald Ford came before Jimmy Carter. Put the earlier one first: from Gerald Ford to Jimmy Carter."
    )


def test_a_range_around_the_president_is_refused() -> None:
    assert "Choose a range without Barack Obama" in errors_of(president="Obama", from_="Carter", to="Biden")["to"]


def test_a_range_of_those_not_yet_in_office_on_the_day_is_refused() -> None:
    assert errors_of(president="Ford", from_="Carter", to="Reagan", as_of="1981-01-19") == {
        "to": "Ronald Reagan took office on 20 January 1981, after the day asked. Choose a later day, or others."
    }
    asked = questions.ask({"president": "Ford", "from": "Carter", "to": "Reagan", "as_of": "1981-01-20"}, TODAY)
    assert asked.against == Span("jimmy-carter", "ronald-reagan")


def test_two_ways_of_comparing_at_once_are_refused() -> None:
    assert errors_of(president="Obama", last="5", from_="Ford", to="Carter") == {
        "last": "Choose one: the last presidents before, or those from one to another."
    }


def test_an_unknown_end_of_a_range_is_told_at_its_field() -> None:
    assert set(errors_of(president="Obama", from_="Carter", to="Nobody")) == {"to"}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert set(errors_of(president="Obama", kind="x", measure="y", last="99", as_of="z")) == {
        "kind",
        "measure",
        "last",
        "as_of",
    }


def test_no_president_is_told_to_name_one() -> None:
    assert errors_of()["president"].startswith("Name a president: William McKinley")


def test_a_day_before_the_record_was_written_is_told_the_first_one() -> None:
    assert "from 22 November 2026" in errors_of(president="Obama", known_on="2016-01-07")["known_on"]


def test_empty_fields_mean_commutations_counted_as_of_today() -> None:
    asked = questions.ask({"president": "Obama", "kind": "", "last": "", "as_of": "", "from": ""}, TODAY)
    assert asked == Question("barack-obama", Kind.COMMUTATIONS, Measure.COUNT, None, TODAY)


def test_a_form_that_sends_every_field_is_read_by_what_was_chosen() -> None:
    fields = {"president": "Obama", "against": "last", "last": "5", "from": "Ford", "to": "Carter"}
    assert questions.ask(fields, TODAY).against == Last(5)
    assert questions.ask(fields | {"against": "span"}, TODAY).against == Span("gerald-ford", "jimmy-carter")
    assert questions.ask(fields | {"against": "everyone"}, TODAY).against == Everyone()
    assert questions.ask(fields | {"against": "nobody"}, TODAY).against is None


@settings(deadline=None)
@given(
    place=st.integers(1, len(SLUGS) - 1),
    kind=st.sampled_from(Kind),
    measure=st.sampled_from(Measure),
    against=st.sampled_from(["last", "span", "everyone", "nobody"]),
    data=st.data(),
)
def test_a_question_reads_back_from_its_address(
    place: int, kind: Kind, measure: Measure, against: str, data: st.DataObject
) -> None:
    choices: dict[str, Callable[[], Last | Span | Everyone | None]] = {
        "last": lambda: Last(data.draw(st.integers(1, place))),
        "span": lambda: Span(SLUGS[data.draw(st.integers(0, place - 1))], SLUGS[place - 1]),
        "everyone": Everyone,
        "nobody": lambda: None,
    }
    as_of = data.draw(st.dates(RECORD.presidents[place].term_start, TODAY))
    asked = Question(SLUGS[place], kind, measure, choices[against](), as_of)
    assert questions.ask(questions.fields_of(asked.query()), TODAY) == asked


FIELDS = ["president", "kind", "measure", "last", "from", "to", "as_of", "against"]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), st.text()))
def test_any_fields_give_a_question_or_a_clear_refusal(fields: dict[str, str]) -> None:
    try:
        assert questions.ask(fields, TODAY).president in SLUGS
    except Unanswerable as refused:
        assert all(refused.errors.values())


def test_a_query_too_long_to_be_one_is_refused() -> None:
    with pytest.raises(Unanswerable):
        questions.fields_of("president=" + "x" * 2000)
    with pytest.raises(Unanswerable):
        questions.fields_of("&".join(["a=1"] * 50))
