"""The desk shows how an answer's letters get on, and holds them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import make
from staffroom import at_work
from undersigned.desk.undelivered import in_words
from undersigned.mail import campaigns
from undersigned.mail.models import Campaign, Letter
from undersigned.responses import drafting
from undersigned.responses.drafting import Text
from undersigned.responses.publish import publish
from undersigned.signatures import audience
from undersigned.staff.models import Decision
from workplace import member

pytestmark = pytest.mark.django_db
AT = f"/desk/at/{make.CITY}"


def sending(now, *, signers: int = 2) -> Campaign:
    petition = make.petition("open")
    for number in range(signers):
        make.signature(petition, f"s{number}@example.org")
    author = member("responder", email="dov@city.example", at=make.CITY)
    response = drafting.begin(author, [petition.pk], now)
    text = Text(title="Yes", summary="Yes.", body="Yes.", outcome="granted", petitions=(petition.pk,))
    drafting.edit(author, response.pk, 0, text, now)
    drafting.submit(author, response.pk, 1, now)
    publish(member("approver", email="ann@city.example", at=make.CITY), response.pk, 1, now)
    Campaign.objects.update(stage="sending", total=10, sent=4, failed=1)
    return Campaign.objects.get()


def ann():
    return at_work("approver", email="ann@city.example", at=make.CITY)


def test_progress_is_shown_in_figures(now):
    campaign = sending(now)
    for address in (f"{AT}/letters", f"{AT}/letters/{campaign.pk}"):
        page = ann().get(address).content.decode()
        assert "<dt>Queued</dt><dd>5</dd>" in page
        assert "<dt>Sent</dt><dd>4</dd>" in page
        assert "<dt>Failed</dt><dd>1</dd>" in page


def test_letters_are_held_and_go_on_by_a_decision_each(now):
    campaign = sending(now)
    address = f"{AT}/letters/{campaign.pk}/change"
    ann().post(address, {"act": "pause"})
    assert Campaign.objects.get().stage == "paused"
    ann().post(address, {"act": "resume"})
    assert Campaign.objects.get().stage == "sending"
    assert [each.verb for each in Decision.objects.about(f"campaign:{campaign.pk}")] == ["pause", "resume"]


def test_a_limit_is_set_and_lifted(now):
    address = f"{AT}/letters/{sending(now).pk}/change"
    ann().post(address, {"act": "rate", "rate": "50"})
    assert Campaign.objects.get().rate == 50
    ann().post(address, {"act": "rate", "rate": ""})
    assert Campaign.objects.get().rate is None


@pytest.mark.parametrize("rate", ["0", "-1", "x", "1e9", "99999999999999999999"])
def test_a_wrong_limit_changes_nothing(now, rate):
    address = f"{AT}/letters/{sending(now).pk}/change"
    answer = ann().post(address, {"act": "rate", "rate": rate}, follow=True)
    assert "Enter a whole number of letters" in answer.content.decode()
    assert Campaign.objects.get().rate is None


def test_what_cannot_be_held_is_said_so(now):
    campaign = sending(now)
    Campaign.objects.update(stage="waiting")
    answer = ann().post(f"{AT}/letters/{campaign.pk}/change", {"act": "pause"}, follow=True)
    assert "cannot be done now" in answer.content.decode()
    assert not Decision.objects.filter(verb="pause").exists()


def test_a_responder_watches_and_holds_nothing(now):
    campaign = sending(now)
    dov = at_work("responder", email="dov@city.example", at=make.CITY)
    assert "Hold the letters" not in dov.get(f"{AT}/letters/{campaign.pk}").content.decode()
    assert dov.post(f"{AT}/letters/{campaign.pk}/change", {"act": "pause"}).status_code == 403
    assert campaigns.progress(campaign, now).stage == "sending"


def test_why_letters_did_not_arrive_is_told_in_words_with_the_servers_code(now):
    campaign = sending(now)
    audience.enlist_waiting(now)
    Campaign.objects.update(stage="waiting")
    audience.enlist_waiting(now)
    first, second, third = Letter.objects.filter(campaign=campaign)
    end = {"ended_at": now, "email": None, "name": None, "context": None}
    Letter.objects.filter(pk=first.pk).update(state="failed", why="returned: 5.1.10", **end)
    Letter.objects.filter(pk=second.pk).update(state="dropped", why="withdrawn", **end)
    Letter.objects.filter(pk=third.pk).update(state="failed", why="gave up after 3 days: data: 451", **end)
    page = ann().get(f"{AT}/letters/{campaign.pk}").content.decode()
    assert 'It came back: there is no such address<br><span class="small muted">returned: 5.1.10</span>' in page
    assert "<td>The person withdrew the signature</td>" in page
    assert "Given up after three days: their mail server gave no reason" in page


@pytest.mark.parametrize("why", ["our own error, see the log", "sealed: no key", "", "\x00", "5.9.9"])
def test_a_reason_without_words_stands_as_it_is_or_says_that_none_was_given(why):
    assert in_words(why) in {why, "Refused: their mail server gave no reason"}


def test_the_end_of_the_first_wave_says_what_is_held(now):
    campaign = sending(now)
    Campaign.objects.update(stage="paused", wave_left=0)
    page = ann().get(f"{AT}/letters/{campaign.pk}").content.decode()
    assert "The first wave is sent. 5 letters are held" in page


def test_the_list_of_letters_asks_the_database_no_more_for_many(now):
    answer, browser = sending(now).subject_id, ann()
    browser.get(f"{AT}/letters")
    asked = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            assert "Yes" in browser.get(f"{AT}/letters").content.decode()
        asked.append(len(queries))
        about = f"{answer}#action-{number}"
        campaigns.start("news", subject_id=about, petitions=[], title="More", text="x", html="x", now=now)
    assert asked[0] == asked[2]
    assert browser.get(f"{AT}/letters").content.decode().count(">More</a>") == 3
