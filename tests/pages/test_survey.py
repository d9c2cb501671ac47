"""Whoever holds the link of an answer's letter answers three questions, once."""

import pytest

import make
from answered import published
from undersigned.kit import tokens
from undersigned.mail.models import Letter
from undersigned.responses.models import Tally
from undersigned.signatures import audience

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(now, stopped_clock):
    published(now, make.petition("open"))
    audience.enlist_waiting(now)
    return f"/survey/{tokens.make('survey', Letter.objects.get(kind='response').pk)}"


def test_the_questions_are_asked_and_counted_once(client, link):
    assert "Did you learn something new?" in client.get(link).content.decode()
    form = {"helpful": "yes", "learned": "no", "again": ""}
    assert "were counted" in client.post(link, form).content.decode()
    assert "answered these questions before" in client.post(link, form).content.decode()
    assert sorted(Tally.objects.values_list("question", "yes", "no")) == [("helpful", 1, 0), ("learned", 0, 1)]


def test_looking_counts_nothing(client, link):
    client.get(link)
    assert not Tally.objects.exists()


@pytest.mark.parametrize("form", [{}, {"helpful": "perhaps"}, {"helpful": "\x00"}])
def test_what_is_no_answer_is_said_to_be_none(client, link, form):
    assert client.post(link, form).status_code == 422
    assert not Tally.objects.exists()


def test_the_page_is_kept_by_nobody(client, link):
    answer = client.get(link)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_forged_link_leads_nowhere(client, link):
    assert client.get(link[:-1] + ("A" if link[-1] != "A" else "B")).status_code == 404


def test_the_letter_of_an_answer_carries_the_link(link):
    assert Letter.objects.get(kind="response").campaign.survey
