"""The founding claim (184 commutations, more than the last five presidents combined) is asked of the record."""

from collections.abc import Callable
from datetime import date

import pytest

from undersigned.clemency import answers, omissions, sentences
from undersigned.clemency.comparisons import Answer, turned

Asked = Callable[..., Answer]


@pytest.fixture(scope="module")
def claim(asked: Asked) -> Answer:
    return asked("Barack Obama", kind="commutations", last=5, as_of="2016-01-07")


def test_the_claim_is_true_of_commutations(claim: Answer) -> None:
    assert claim.holds is True
    assert (claim.figure.value, claim.against) == (184, 117)
    assert claim.figure.as_of == date(2016, 1, 7)


def test_the_table_adds_up_to_117(claim: Answer) -> None:
    table = [(member.figure.president.name, member.figure.value, member.cumulative) for member in claim.members]
    assert table == [
        ("George W. Bush", 11, 11),
        ("Bill Clinton", 61, 72),
        ("George H. W. Bush", 3, 75),
        ("Ronald Reagan", 13, 88),
        ("Jimmy Carter", 29, 117),
    ]
    assert sentences.sum_sentence(claim) == "11 + 61 + 3 + 13 + 29 = 117"


def test_the_claim_is_robust_up_to_six_and_false_from_seven(claim: Answer) -> None:
    assert claim.holds_up_to == 6
    assert claim.fails_from == 7
    assert sentences.reach_sentence(claim) == (
        "It holds for up to the last six presidents; from seven on (199) it is false."
    )


@pytest.mark.parametrize(("number", "total", "holds"), [(6, 139, True), (7, 199, False), (8, 425, False)])
def test_farther_back_comes_out_as_the_notes_compute_it(asked: Asked, number: int, total: int, holds: bool) -> None:
    farther = asked("Obama", last=number, as_of="2016-01-07")
    assert (farther.against, farther.holds) == (total, holds)


def test_the_day_before_the_batch_the_claim_was_false(asked: Asked) -> None:
    before = asked("Barack Obama", last=5, as_of="2015-12-17")
    assert (before.holds, before.figure.value, before.against) == (False, 89, 117)
    assert before.figure.mark == "derived"


def test_one_batch_made_the_claim_true(claim: Answer) -> None:
    change = turned(claim)
    assert change is not None
    assert [(moment.as_of, moment.figure, moment.holds) for moment in change] == [
        (date(2015, 12, 17), 89, False),
        (date(2015, 12, 18), 184, True),
    ]


def test_the_sentence_is_the_claim_with_its_date_and_total(claim: Answer) -> None:
    assert sentences.sentence(claim) == (
        "As of 7 January 2016, Barack Obama had granted 184 commutations, "
        "more than the last five presidents combined (117)."
    )


def test_the_claim_leaves_out_that_on_pardons_he_was_below_each_of_them(claim: Answer) -> None:
    first = omissions.leaves_out(claim)[0]
    assert first == (
        "On pardons the same president (66) was below each of those five: George W. Bush 189, Bill Clinton 396, "
        "George H. W. Bush 74, Ronald Reagan 393 and Jimmy Carter 534."
    )


def test_the_claim_leaves_out_acts_by_proclamation(claim: Answer) -> None:
    assert any("proclamation" in omission for omission in omissions.leaves_out(claim))


def test_every_figure_of_the_claim_has_a_source_and_the_claim_may_be_shared(claim: Answer) -> None:
    assert all(member.figure.sources for member in claim.members)
    assert claim.figure.sources
    assert claim.fit_for_a_card


def test_the_machine_form_has_the_agreed_keys(claim: Answer) -> None:
    told = answers.plain(claim)
    agreed = ("holds", "figure", "against", "members", "holds_up_to", "sentence", "leaves_out", "sources", "as_of")
    assert all(key in told for key in agreed)
    assert (told["as_of"], told["figure"], told["against"]) == ("2016-01-07", 184, 117)
    assert all(source["url"].startswith("http") for source in told["sources"])


def test_on_pardons_the_same_claim_is_false(asked: Asked) -> None:
    pardons = asked("Barack Obama", kind="pardons", last=5, as_of="2016-01-07")
    assert (pardons.holds, pardons.figure.value, pardons.against, pardons.holds_up_to) == (False, 66, 1586, 0)
