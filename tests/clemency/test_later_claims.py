"""The claims that followed, each computed from the record, with what in it is unverified named."""

from collections.abc import Callable

import pytest

from undersigned.clemency import reading, sentences
from undersigned.clemency.comparisons import Answer

Asked = Callable[..., Answer]


@pytest.mark.parametrize(
    ("as_of", "number", "figure", "total", "holds"),
    [
        ("2016-08-03", 9, 562, 525, True),
        ("2016-10-27", 11, 872, 690, True),
        ("2016-12-19", 11, 1176, 690, True),
        ("2016-12-19", 12, 1176, 1178, False),
        ("2017-01-19", 12, 1715, 1178, True),
        ("2017-01-19", 13, 1715, 1583, True),
        ("2017-01-19", 14, 1715, 2356, False),
    ],
)
def test_each_claim_comes_out_as_the_notes_compute_it(
    asked: Asked, as_of: str, number: int, figure: int, total: int, holds: bool
) -> None:
    claim = asked("Barack Obama", last=number, as_of=as_of)
    assert (claim.figure.value, claim.against, claim.holds) == (figure, total, holds)


def test_the_unverified_members_are_named_in_the_sentence(asked: Asked) -> None:
    claim = asked("Barack Obama", last=11, as_of="2016-10-27")
    assert [one.president.name for one in claim.unverified] == ["John F. Kennedy", "Dwight D. Eisenhower"]
    assert sentences.unverified_sentence(claim) == (
        "This rests on figures that are not verified: John F. Kennedy 100 and Dwight D. Eisenhower 47."
    )
    assert sentences.unverified_sentence(claim) in sentences.sentence(claim)


def test_a_claim_over_unverified_figures_gets_no_share_card(asked: Asked) -> None:
    assert not asked("Barack Obama", last=9, as_of="2016-08-03").fit_for_a_card
    assert asked("Barack Obama", last=8, as_of="2016-08-03").fit_for_a_card


def test_a_claim_that_is_false_by_verified_figures_alone_says_so(asked: Asked) -> None:
    claim = asked("Barack Obama", last=9, as_of="2016-01-07")
    assert claim.holds is False
    assert claim.settled
    assert "Not verified, though the answer is the same without: John F. Kennedy 100." in sentences.sentence(claim)


def test_every_claim_of_the_record_that_names_a_number_can_be_asked(asked: Asked) -> None:
    claims = [(row.as_of.isoformat(), number) for row in reading.record().snapshots for number in row.claim_last]
    verdicts = [asked("Barack Obama", last=number, as_of=as_of).holds for as_of, number in claims]
    assert len(claims) == 7
    assert verdicts == [True] * 7
