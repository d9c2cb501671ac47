"""The desk shows how an answer's letters get on, and holds them."""

import pytest

import make
from staffroom import at_work
from undersigned.mail import campaigns
from undersigned.mail.models import Campaign
from undersigned.responses import drafting
from undersigned.responses.drafting import Text
from undersigned.responses.publish import publish
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
