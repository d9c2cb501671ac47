"""Anyone sees who can grant what, before anyone signs; the address holds ask and answers, never the text."""

import pytest

import make
from undersigned.authorities.resolve import resolve
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db

AVERY = {"ask": "pardon", "convicted_in": "state", "state": "US-WI"}


@pytest.fixture(autouse=True)
def _facts() -> None:
    make.facts()


def test_the_founding_case_names_wisconsins_governor_and_the_constitutions_section(client):
    page = client.get("/who-can-grant", AVERY).content.decode()
    assert "The President of the United States cannot grant this. The Governor of Wisconsin can." in page
    assert 'href="https://docs.legis.wisconsin.gov/constitution/wi"' in page
    assert "Wis. Const. art. V § 6" in page
    assert "/start?authority=us-wi.governor&amp;ask=pardon&amp;fact-convicted_in=state&amp;fact-state=US-WI" in page
    assert 'href="/who-can-grant/offices/us-wi.governor"' in page


def test_who_does_not_know_learns_how_to_find_out_and_what_holds_all_the_same(client):
    page = client.get("/who-can-grant", {"ask": "pardon", "convicted_in": "unknown", "state": "unknown"})
    assert "It depends on one answer: Which court convicted the person?" in page.content.decode()
    assert "How to find out" in page.content.decode()
    page = client.get("/who-can-grant", {"ask": "pardon", "convicted_in": "state", "state": "unknown"})
    assert "The President of the United States cannot grant this. The clemency authority" in page.content.decode()
    assert "a prisoner can ask a federal court for habeas corpus" in page.content.decode()


def test_the_list_asks_whom_one_asked_before(client):
    page = client.post("/who-can-grant", {"text": "🙂", "to": "us-wi.governor"}).content.decode()
    assert '<option value="us-wi.governor" selected>' in page


def test_what_the_catalogue_does_not_know_is_not_said_to_be_impossible(client):
    page = client.get("/who-can-grant", {"ask": "other"}).content.decode()
    assert "We do not know who can grant this" in page
    assert "there is no such power" not in page


def test_a_missing_answer_is_asked_one_at_a_time_with_i_do_not_know(client):
    page = client.get("/who-can-grant", {"ask": "pardon", "convicted_in": "state"}).content.decode()
    assert "Which state, district or territory is it about?" in page
    assert page.count('name="state"') == 1
    assert '<option value="unknown" selected>' in page
    assert '<input type="hidden" name="convicted_in" value="state">' in page


def test_ones_own_words_are_read_and_shown_but_never_put_in_an_address(client):
    words = "Pardon my cousin Zephyrine, convicted in Wisconsin"
    reply = client.post("/who-can-grant", {"text": words, "to": "us.president"})
    page = reply.content.decode()
    assert "You are asking for a pardon, or to clear someone’s name." in page
    assert "“convicted in Wisconsin”" in page
    assert "The Governor of Wisconsin can." in page
    assert (
        "/who-can-grant?ask=pardon&amp;to=us.president&amp;kind=forgive&amp;convicted_in=state&amp;state=US-WI"
        in page
    )
    assert "Zephyrine" not in page.replace(words.replace("'", "&#x27;"), "", 1)
    assert reply["Cache-Control"] == "no-store"


@pytest.mark.parametrize("words", ["x", "🙂🙂", "ساعدونا", "<script>alert(1)</script>", "(((("])
def test_words_that_are_not_understood_are_said_not_to_be(client, words):
    page = client.post("/who-can-grant", {"text": words, "to": "us.president"}).content.decode()
    assert "We did not understand what is asked." in page
    assert "<script>alert" not in page
    assert "What we found" not in page


def test_nothing_and_too_much_are_refused_beside_the_field(client):
    assert client.post("/who-can-grant", {"text": " ", "to": "us.president"}).status_code == 422
    assert client.post("/who-can-grant", {"text": "a" * 2001, "to": "us.president"}).status_code == 422
    assert client.post("/who-can-grant", {"text": "Pardon me", "to": "us.king"}).status_code == 422


@pytest.mark.parametrize(
    "query", [{"ask": "wish"}, {"ask": "pardon", "state": "US-ZZ"}, {"ask": "pardon", "to": "us.king"}]
)
def test_an_address_that_cannot_be_read_says_so(client, query):
    reply = client.get("/who-can-grant", query)
    assert reply.status_code == 400
    assert 'role="alert"' in reply.content.decode()


def test_without_a_question_the_page_asks_what_is_wanted(client):
    page = client.get("/who-can-grant").content.decode()
    assert "In your own words" in page
    assert "Pardon someone or clear their name" in page


def test_an_office_shows_its_powers_its_law_and_how_to_apply(client):
    page = client.get("/who-can-grant/offices/us-pa.governor").content.decode()
    assert "<h1>The Governor of Pennsylvania</h1>" in page
    assert "the Pennsylvania Board of Pardons" in page
    assert "Pa. Const. art. IV § 9" in page
    assert "https://www.pa.gov/agencies/bop/about-the-board" in page
    assert "It takes no petitions on this site." in page


def test_powers_of_one_kind_are_told_apart_by_their_headings(client):
    page = client.get("/who-can-grant/offices/us.president").content.decode()
    assert "<h3>A national monument on federal land</h3>" in page
    assert "<h3>A pardon, or to clear someone’s name; a shorter sentence, or a prisoner’s release</h3>" in page


def test_a_petition_that_went_to_the_wrong_door_is_listed_at_the_right_office(client):
    found = resolve("pardon", {"convicted_in": "state", "state": "US-WI"}, "us.president")
    petition = make.petition(authority=make.WHITE_HOUSE, title="Pardon the baker of Mill Street", ask="pardon")
    Petition.objects.filter(pk=petition.pk).update(finding=found.as_dict())
    assert "Pardon the baker of Mill Street" in client.get("/who-can-grant/offices/us-wi.governor").content.decode()
    assert "None so far." in client.get("/who-can-grant/offices/us-oh.governor").content.decode()


@pytest.mark.parametrize("office", ["us.king", "{place}.governor", "us-zz.governor", "..", "a" * 90])
def test_an_unknown_office_is_not_found(client, office):
    assert client.get(f"/who-can-grant/offices/{office}").status_code == 404


def test_the_map_and_its_table_name_every_place(client):
    page = client.get("/who-can-grant/clemency-power").content.decode()
    assert page.count('id="US-') == 56
    assert "The Georgia State Board of Pardons and Paroles" in page
    assert "How many times has the person been convicted of a felony?" in page
    assert "Otherwise: the Alabama Board of Pardons and Paroles" in page
    picture = client.get("/who-can-grant/clemency-power.svg?theme=dark&width=narrow")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b">WI<" in picture.content
    assert b"<title" in picture.content


def test_a_map_that_was_seen_is_not_sent_again(client):
    first = client.get("/who-can-grant/clemency-power.svg")
    assert (
        client.get("/who-can-grant/clemency-power.svg", headers={"If-None-Match": first["ETag"]}).status_code == 304
    )
