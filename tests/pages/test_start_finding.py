"""In /start, what was understood stands with its words, one question follows another, and the finding is whole."""

import pytest

import make
from undersigned.petitions.models import Issue

pytestmark = pytest.mark.django_db

WISCONSIN = {
    "authority": make.WHITE_HOUSE,
    "title": "Pardon two men convicted in Manitowoc County, Wisconsin",
    "ask": "pardon",
    "fact-convicted_in": "state",
    "fact-state": "US-WI",
}


@pytest.fixture(autouse=True)
def _facts() -> None:
    make.facts()


def shown(client, step, *names, **changed):
    told = {name: WISCONSIN[name] for name in ("authority", "title", *names)} | changed
    return client.post("/start", {"step": step, **told}).content.decode()


def test_what_was_understood_is_said_with_the_words_it_was_read_from(client):
    page = shown(client, "what")
    assert "You are asking for a pardon, or to clear someone’s name." in page
    assert "“Pardon”" in page
    assert page.count(" checked") == 1


@pytest.mark.parametrize("title", ["zxcv qwer", "🙂🙂🙂", "ساعدونا من فضلكم"])
def test_a_title_that_was_not_understood_is_said_not_to_be_and_nothing_is_chosen(client, title):
    page = shown(client, "what", title=title)
    assert "We could not tell from the title" in page
    assert "checked" not in page


def test_an_answer_that_the_title_shows_is_chosen_with_its_words(client):
    page = shown(client, "ask", "ask")
    assert "Which court convicted the person?" in page
    assert "We chose an answer because you wrote" in page


def test_the_finding_names_the_governor_the_law_and_the_ways_on(client):
    page = shown(client, "facts", "ask", "fact-convicted_in", "fact-state")
    assert "The person was convicted in a court of Wisconsin." in page
    assert "The Governor of Wisconsin can." in page
    assert "Wis. Const. art. V § 6" in page
    assert "How to apply" in page
    assert "What the President of the United States can do instead" in page
    assert "Address it to the Governor of Wisconsin" in page
    assert "Go on all the same" in page
    assert "Change what you ask for" in page


def test_an_answered_question_leads_to_the_next_and_that_is_no_error(client):
    answer = client.post(
        "/start",
        {"step": "facts", "asked": "convicted_in", **WISCONSIN, "fact-state": "", "title": "Pardon the Millers"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Which state, district or territory is it about?" in page
    assert "required." not in page


def test_a_question_that_was_not_answered_is_asked_again(client):
    told = {name: WISCONSIN[name] for name in ("authority", "title", "ask")}
    answer = client.post("/start", {"step": "facts", "asked": "convicted_in", **told})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()


def test_i_do_not_know_is_an_answer_to_every_question(client):
    told = {name: WISCONSIN[name] for name in ("authority", "title", "ask")}
    for asked in ("convicted_in", "law_broken", "state", "nation", "offence", "sentence", "felonies"):
        told |= {"asked": asked, f"fact-{asked}": "unknown"}
        page = client.post("/start", {"step": "facts", **told}).content.decode()
        if "A question about it" not in page:
            break
    assert "It depends on one answer: Which court convicted the person?" in page
    assert "How to find out" in page
    assert "What each answer would mean" in page


def test_the_last_look_shows_what_every_signer_will_see(client):
    told = {"body": "Look at the case again.", "issues": str(Issue.objects.all()[0].pk)}
    page = shown(client, "text", "ask", "fact-convicted_in", "fact-state", **told)
    assert "Everyone who signs sees this:" in page
    assert "The President of the United States cannot grant this. The Governor of Wisconsin can." in page
    assert "At 100,000 signatures an answer is owed." in page
