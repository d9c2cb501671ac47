"""The survey counts each letter once, and nothing tells who said what."""

from uuid import uuid4

import pytest

import make
from answered import DAY, published
from undersigned.mail.models import Letter
from undersigned.responses import survey
from undersigned.responses.models import Question, Surveyed, Tally
from undersigned.responses.survey import Answered, Over
from undersigned.signatures import audience

pytestmark = pytest.mark.django_db
ALL = dict.fromkeys(Question, True)


def asked(now, signers=1):
    """A published answer, and the ids of its letters."""
    petition = make.petition("open")
    for number in range(signers - 1):
        make.signature(petition, f"signer{number}@example.org")
    response = published(now, petition)
    audience.enlist_waiting(now)
    return response, list(Letter.objects.filter(kind="response").values_list("pk", flat=True))


def test_each_letter_is_counted_once(now):
    response, [key] = asked(now)
    assert survey.answer(key, ALL, now) == response
    with pytest.raises(Answered):
        survey.answer(key, ALL, now)
    assert Tally.objects.filter(question="helpful").get().yes == 1


def test_questions_may_be_left_out(now):
    _response, [key] = asked(now)
    survey.answer(key, {Question.AGAIN: False}, now)
    assert list(Tally.objects.values_list("question", "yes", "no")) == [("again", 0, 1)]


def test_that_someone_answered_is_stored_apart_from_what(now):
    _response, [key] = asked(now)
    survey.answer(key, ALL, now)
    assert key.bytes not in bytes(Surveyed.objects.get().mark)
    assert {field.name for field in Surveyed._meta.get_fields()} == {"mark"}
    assert {field.name for field in Tally._meta.get_fields()} == {
        "id",
        "response",
        "month",
        "question",
        "yes",
        "no",
    }


def test_a_letter_that_asked_nothing_is_over(now):
    published(now)
    with pytest.raises(Over):
        survey.answer(uuid4(), ALL, now)


def test_results_are_shown_from_ten_answers_on(now):
    response, keys = asked(now, signers=10)
    for number, key in enumerate(keys[:9]):
        survey.answer(key, {Question.HELPFUL: number < 6}, now + 9 * number * DAY)
    assert survey.results() == []
    survey.answer(keys[9], {Question.HELPFUL: False}, now)
    found = survey.results(response=response)
    assert [(result.question, result.answers, result.share) for result in found] == [(Question.HELPFUL, 10, 0.6)]
    assert survey.results(authority="us-wi.governor") == []
