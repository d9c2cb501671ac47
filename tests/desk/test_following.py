"""At the desk answers are followed up, petitions handed on, dates moved; and everyone can read what was done."""

import pytest

import make
from answered import DAY, published
from staffroom import at_work
from undersigned.kit import clock
from undersigned.mail.models import Campaign
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses.models import Action, Extension, Referral, Reply

pytestmark = pytest.mark.django_db
AT = f"/desk/at/{make.CITY}"
WISCONSIN = "us-wi.governor"


def dov():
    return at_work("responder", email="dov@city.example", at=make.CITY)


def ann():
    return at_work("approver", email="ann@city.example", at=make.CITY)


def test_what_was_done_is_added_and_read_in_public(client, now):
    response = published(clock.now() - 5 * DAY)
    day = (clock.now() - DAY).date().isoformat()
    form = {"deed": "report", "title": "The report is out", "done_on": day, "url": "https://example.org/r"}
    assert dov().post(f"{AT}/answers/{response.pk}/actions", form).status_code == 302
    page = client.get(f"/responses/{response.pk}").content.decode()
    assert "Since this answer" in page
    assert "The report is out" in page
    assert "Nothing more since 1 day." in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "Say what was done."),
        ({"done_on": ""}, "Enter the day"),
        ({"done_on": "2999-01-01"}, "has not come yet"),
        ({"url": "javascript:alert(1)"}, "The link must begin with https"),
        ({"deed": "magic"}, "Select a valid choice"),
    ],
)
def test_a_wrong_action_is_said_to_be_wrong(now, wrong, message):
    response = published(now)
    form = {"deed": "report", "title": "The report", "done_on": "2026-01-01", **wrong}
    answer = dov().post(f"{AT}/answers/{response.pk}/actions", form)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Action.objects.exists()


def test_an_action_is_taken_back(client, now):
    response = published(now)
    dov().post(f"{AT}/answers/{response.pk}/actions", {"deed": "order", "title": "Signed", "done_on": "2020-01-01"})
    address = f"{AT}/answers/{response.pk}/actions/{Action.objects.get().pk}/withdraw"
    dov().post(address, {"why": "Not so.\x00"})
    assert "Signed" not in client.get(f"/responses/{response.pk}").content.decode()
    assert "taken back already" in dov().post(address, {}, follow=True).content.decode()


def test_a_petition_is_referred_accepted_and_answered_elsewhere(client, now):
    petition = make.petition("open")
    form = {"to_authority": WISCONSIN, "why": "Only the Governor can."}
    referral_page = dov().post(f"{AT}/petitions/{petition.pk}/refer", form).url
    assert dov().get(referral_page).status_code == 200
    there = at_work("responder", email="x@wi.example", at=WISCONSIN)
    address = f"/desk/at/{WISCONSIN}/referrals/{Referral.objects.get().pk}"
    assert petition.body in there.get(address).content.decode()
    there.post(f"{address}/decide", {"act": "accept"})
    there.post(f"/desk/at/{WISCONSIN}/answers/new", {"petition": petition.pk})
    assert there.get(f"/desk/at/{WISCONSIN}/petitions/{petition.pk}").status_code == 404
    page = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "Only the Governor can." in page
    assert "accepted" in page


def test_a_return_needs_its_reason(now):
    petition = make.petition("open")
    dov().post(f"{AT}/petitions/{petition.pk}/refer", {"to_authority": WISCONSIN, "why": "Yours."})
    there = at_work("responder", email="x@wi.example", at=WISCONSIN)
    address = f"/desk/at/{WISCONSIN}/referrals/{Referral.objects.get().pk}/decide"
    assert "Say why it is returned" in there.post(address, {"act": "return"}, follow=True).content.decode()
    there.post(address, {"act": "return", "because": "For a court."})
    assert Referral.objects.get().returned_because == "For a court."


def test_the_reply_of_an_office_outside_is_read_with_its_source_and_remedy(client, now):
    petition = make.petition("open")
    dov().post(f"{AT}/petitions/{petition.pk}/refer", {"to_office": "The Governor", "why": "A state offence."})
    address = f"{AT}/referrals/{Referral.objects.get().pk}"
    assert "to be sent" in client.get(f"/petitions/{petition.pk}").content.decode()
    dov().post(f"{address}/decide", {"act": "sent"})
    dov().post(f"{address}/decide", {"act": "acknowledge"})
    reply = {
        "outcome": "declined",
        "summary": "He will not pardon.",
        "said_on": "2016-01-08",
        "source": "The Governor’s office",
        "remedy": "A higher court can overturn it.",
    }
    assert dov().post(address, reply).status_code == 302
    page = client.get(f"/petitions/{petition.pk}").content.decode()
    for said in (
        "He will not pardon.",
        "8 January 2016",
        "The Governor’s office",
        "A higher court can overturn it.",
    ):
        assert said in page
    assert "cannot be done now" in dov().post(address, reply, follow=True).content.decode()
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {"why": "x"},
        {"why": "x", "to_authority": WISCONSIN, "to_office": "Both"},
        {"why": "", "to_office": "One"},
        {"why": "x", "to_authority": make.CITY},
        {"why": "x\x00", "to_office": "One"},
    ],
)
def test_a_wrong_referral_goes_nowhere(form):
    petition = make.petition("open")
    assert dov().post(f"{AT}/petitions/{petition.pk}/refer", form).status_code == 422
    assert not Referral.objects.exists()


def test_a_referral_twice_is_told(now):
    petition = make.petition("open")
    form = {"to_authority": WISCONSIN, "why": "Yours."}
    dov().post(f"{AT}/petitions/{petition.pk}/refer", form)
    answer = dov().post(f"{AT}/petitions/{petition.pk}/refer", form)
    assert "on its way there already" in answer.content.decode()


def test_a_date_is_moved_in_public(client):
    petition = make.petition("open", now=clock.now() - DAY)
    lifecycle.reach(petition.pk, petition.threshold, clock.now() - DAY)
    due_at = Petition.objects.get().due_at
    form = {"until": (due_at + 10 * DAY).date().isoformat(), "reason": "The report comes in June."}
    assert ann().post(f"{AT}/petitions/{petition.pk}/date", form).status_code == 302
    assert "The report comes in June." in client.get(f"/petitions/{petition.pk}").content.decode()
    assert Extension.objects.get().due_before == due_at


@pytest.mark.parametrize("days", [-3, 70, 100_000])
def test_a_wrong_date_moves_nothing(days):
    petition = make.petition("open", now=clock.now() - DAY)
    lifecycle.reach(petition.pk, petition.threshold, clock.now() - DAY)
    until = (Petition.objects.get().due_at + days * DAY).date().isoformat()
    answer = ann().post(f"{AT}/petitions/{petition.pk}/date", {"until": until, "reason": "Later."})
    assert answer.status_code == 422
    assert not Extension.objects.exists()


def test_the_same_form_twice_is_one_action_and_one_letter(now):
    response = published(clock.now() - 5 * DAY)
    form = {"deed": "order", "title": "Signed", "done_on": "2026-01-01", "tell": "on"}
    browser, address = dov(), f"{AT}/answers/{response.pk}/actions"
    assert "Letters go to those who asked" in browser.post(address, form, follow=True).content.decode()
    assert "It stands there already." in browser.post(address, form, follow=True).content.decode()
    assert Action.objects.count() == 1
    assert Campaign.objects.filter(kind="news").count() == 1


def test_before_the_answer_is_published_no_letter_of_news_is_offered(now):
    draft = published(now, stop="submitted")
    page = dov().get(f"{AT}/answers/{draft.pk}/actions").content.decode()
    assert "Add it" in page
    assert "asked for later news" not in page


def test_a_reply_of_tomorrow_is_not_recorded(now):
    petition = make.petition("open")
    page = dov().post(f"{AT}/petitions/{petition.pk}/refer", {"to_office": "The Sheriff", "why": "His office."}).url
    reply = {"outcome": "declined", "summary": "No.", "source": "A letter", "said_on": "2999-01-01"}
    answer = dov().post(page, reply)
    assert answer.status_code == 422
    assert "That day has not come yet." in answer.content.decode()
    assert not Reply.objects.exists()


def test_an_office_outside_gets_a_petition_once(now):
    petition = make.petition("open")
    address, form = f"{AT}/petitions/{petition.pk}/refer", {"to_office": "The Sheriff", "why": "His office."}
    page = dov().post(address, form).url
    again = dov().post(address, form)
    assert (again.status_code, Referral.objects.count()) == (422, 1)
    assert "It is on its way there already." in again.content.decode()
    dov().post(f"{page}/decide", {"act": "recall", "because": "A mistake."})
    assert dov().post(address, form).status_code == 302


def test_a_referral_is_taken_back_for_a_public_reason_until_someone_took_it_on(client, now):
    petition = make.petition("open")
    page = dov().post(f"{AT}/petitions/{petition.pk}/refer", {"to_authority": WISCONSIN, "why": "Yours."}).url
    browser = dov()
    silent = browser.post(f"{page}/decide", {"act": "recall"}, follow=True)
    assert "Say why it is taken back" in silent.content.decode()
    there = at_work("responder", email="x@wi.example", at=WISCONSIN)
    arrived = page.replace(make.CITY, WISCONSIN)
    there.post(f"{arrived}/decide", {"act": "recall", "because": "Not mine to take back."})
    assert Referral.objects.get().way == "sent"
    browser.post(f"{page}/decide", {"act": "recall", "because": "The wrong <office>."})
    assert Referral.objects.get().way == "taken-back"
    shown = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "Taken back: The wrong &lt;office&gt;." in shown
    answer = there.post(f"{arrived}/decide", {"act": "accept"}, follow=True)
    assert "cannot be done now" in answer.content.decode()


def test_what_was_accepted_cannot_be_taken_back(now):
    petition = make.petition("open")
    page = dov().post(f"{AT}/petitions/{petition.pk}/refer", {"to_authority": WISCONSIN, "why": "Yours."}).url
    there = at_work("responder", email="x@wi.example", at=WISCONSIN)
    there.post(f"{page.replace(make.CITY, WISCONSIN)}/decide", {"act": "accept"})
    assert "Take it back" not in dov().get(page).content.decode()
    dov().post(f"{page}/decide", {"act": "recall", "because": "Too late."})
    assert Referral.objects.get().way == "accepted"
