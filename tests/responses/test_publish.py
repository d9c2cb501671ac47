"""Another person signs an answer off; then it is public, fixed, and on its way to the signers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import make
from undersigned.mail.models import Body, Campaign
from undersigned.petitions.models import Petition
from undersigned.responses import drafting
from undersigned.responses.drafting import Shown, Stale, Text
from undersigned.responses.models import Coverage, Exhibit, Response
from undersigned.responses.publish import SamePerson, publish
from undersigned.staff.decisions import NotAllowed
from workplace import member

pytestmark = pytest.mark.django_db


def responder():
    return member("responder", "approver", email="dov@city.example", at=make.CITY)


def approver():
    return member("approver", email="ann@city.example", at=make.CITY)


def submitted(now, *petitions):
    covered = tuple(petition.pk for petition in petitions) or (make.petition("open").pk,)
    response = drafting.begin(responder(), covered, now)
    text = Text(
        title="The library opens on Sundays",
        summary="From March on.",
        body="See [the vote](https://example.org/vote).\n\n# When\n\nFrom *March* on.",
        outcome="granted",
        petitions=covered,
        exhibits=(Shown(title="Minutes", publisher="City Council", url="https://example.org/minutes"),),
    )
    drafting.edit(responder(), response.pk, 0, text, now)
    return drafting.submit(responder(), response.pk, 1, now)


def test_publishing_marks_every_petition_and_starts_one_campaign(now):
    first, second = (
        make.petition("open"),
        make.petition("closed", title="Open the library", petitioner="x@y.example"),
    )
    response = publish(approver(), submitted(now, first, second).pk, 1, now)
    assert response.is_published
    assert response.decision.verb == "publish"
    assert set(Petition.objects.filter(responded_at=now)) == {first, second}
    campaign = Campaign.objects.get()
    assert (campaign.subject_id, set(campaign.petitions)) == (response.pk, {first.pk, second.pk})


def test_the_letter_says_the_answer_in_html_and_in_text(now):
    publish(approver(), submitted(now).pk, 1, now)
    body = Body.objects.get()
    assert body.title == "The library opens on Sundays"
    assert '<a href="https://example.org/vote"' in body.html
    assert "<em>March</em>" in body.html
    for said in (
        "Outcome: Granted",
        "From March on.",
        "the vote (https://example.org/vote)",
        "Minutes (City Council)",
    ):
        assert said in body.text
    assert "http://petitions.example/petitions/" in body.text
    assert "&" not in body.text


def test_who_wrote_it_cannot_approve_it(now):
    response = submitted(now)
    with pytest.raises(SamePerson):
        publish(responder(), response.pk, 1, now)
    assert not Campaign.objects.exists()


def test_the_database_too_wants_another_person(now):
    response = submitted(now)
    rows = Response.objects.filter(pk=response.pk)
    decision = make.decision(verb="publish")
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        rows.update(state="published", approved_by=responder().user, published_at=now, decision=decision)
    with pytest.raises(IntegrityError, match="published_by_decision"), transaction.atomic():
        rows.update(state="published", approved_by=approver().user, published_at=now)


def test_a_responder_approves_nothing(now):
    response = submitted(now)
    other = member("responder", email="dora@city.example", at=make.CITY)
    with pytest.raises(NotAllowed):
        publish(other, response.pk, 1, now)


def test_what_was_changed_meanwhile_is_not_what_was_approved(now):
    response = submitted(now)
    drafting.take_back(responder(), response.pk, "", now)
    drafting.edit(responder(), response.pk, 1, Text(**{**_as_text(response), "title": "Another"}), now)
    drafting.submit(responder(), response.pk, 2, now)
    with pytest.raises(Stale):
        publish(approver(), response.pk, 1, now)
    assert publish(approver(), response.pk, 2, now).title == "Another"


def _as_text(response):
    covered = tuple(response.coverage.values_list("petition_id", flat=True))
    return {
        "title": response.title,
        "summary": response.summary,
        "body": response.body,
        "outcome": response.outcome,
        "petitions": covered,
    }


def test_publishing_twice_is_publishing_once(now):
    response = publish(approver(), submitted(now).pk, 1, now)
    with pytest.raises(Stale):
        publish(approver(), response.pk, 1, now + timedelta(hours=1))
    assert Campaign.objects.count() == 1


def test_a_published_answer_is_never_changed(now):
    response = publish(approver(), submitted(now).pk, 1, now)
    extra = make.petition("open", title="Another wish of the same people", petitioner="z@y.example")
    for act in (
        lambda: Response.objects.filter(pk=response.pk).update(title="Oh"),
        lambda: Response.objects.filter(pk=response.pk).delete(),
        lambda: Exhibit.objects.filter(response=response).update(title="Oh"),
        lambda: Coverage.objects.filter(response=response).delete(),
        lambda: Coverage.objects.create(response=response, petition=extra),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            act()


def test_a_first_wave_holds_the_rest(now):
    publish(approver(), submitted(now).pk, 1, now, first_wave=100, rate=50)
    campaign = Campaign.objects.get()
    assert (campaign.wave_left, campaign.rate) == (100, 50)


def test_the_answers_to_a_petition_are_found_once_published(now):
    petition = make.petition("open")
    response = submitted(now, petition)
    assert not Response.objects.covering(petition.pk)
    publish(approver(), response.pk, 1, now)
    assert list(Response.objects.covering(petition.pk)) == [response]
