"""A petition is referred to who can act; what they do with it is recorded, and who answers it may be another."""

import pytest

import make
from answered import published, responder
from undersigned.petitions.models import Petition
from undersigned.responses import drafting, referring
from undersigned.responses.drafting import NotYours, Stale
from undersigned.responses.models import Referral
from undersigned.responses.referring import Said
from undersigned.staff.models import Decision

pytestmark = pytest.mark.django_db
WISCONSIN = "us-wi.governor"


def avery():
    return make.petition("open", authority=make.WHITE_HOUSE, title="Pardon the two")


def to_wisconsin(now, petition):
    return referring.refer(
        responder(make.WHITE_HOUSE), petition.pk, "A state offence.", now, to_authority=WISCONSIN
    )


def said(now, **changed):
    words = {
        "outcome": "declined",
        "summary": "The Governor will not pardon.",
        "said_on": now.date(),
        "source": "The Governor’s office, by a spokesperson",
        "remedy": "A higher court can overturn a conviction.",
    }
    return Said(**{**words, **changed})


def test_a_referral_marks_the_petition_and_is_a_decision(now):
    petition = avery()
    to_wisconsin(now, petition)
    assert Petition.objects.get(pk=petition.pk).referred_at == now
    assert Decision.objects.get(verb="refer").note == "A state offence."


def test_it_arrives_at_the_other_desk_and_may_be_answered_once_accepted(now):
    petition = avery()
    referral = to_wisconsin(now, petition)
    assert list(Referral.objects.arriving_at(WISCONSIN)) == [referral]
    with pytest.raises(NotYours):
        drafting.begin(responder(WISCONSIN), [petition.pk], now)
    referring.accept(responder(WISCONSIN), referral.pk, now)
    response = published(now, petition, at=WISCONSIN)
    referral.refresh_from_db()
    assert (referral.way, referral.response) == ("answered", response)


def test_it_may_be_returned_with_a_reason(now):
    petition = avery()
    referral = to_wisconsin(now, petition)
    referring.give_back(responder(WISCONSIN), referral.pk, "A matter for the courts.", now)
    referral.refresh_from_db()
    assert (referral.way, referral.returned_because) == ("returned", "A matter for the courts.")
    with pytest.raises(NotYours):
        drafting.begin(responder(WISCONSIN), [petition.pk], now)


def test_only_who_it_was_referred_to_accepts_or_returns_it(now):
    referral = to_wisconsin(now, avery())
    for stranger in (responder(), responder(make.WHITE_HOUSE)):
        with pytest.raises(Stale):
            referring.accept(stranger, referral.pk, now)
    assert Referral.objects.get().way == "sent"


def test_twice_to_the_same_place_is_once(now):
    petition = avery()
    to_wisconsin(now, petition)
    with pytest.raises(Stale):
        to_wisconsin(now, petition)
    assert Referral.objects.count() == 1
    assert Decision.objects.filter(verb="refer").count() == 1


def test_another_authoritys_petition_cannot_be_referred(now):
    with pytest.raises(NotYours):
        referring.refer(responder(), avery().pk, "Ours now.", now, to_office="Us")


def test_the_reply_of_an_office_outside_is_recorded_once_with_its_source(now):
    petition = avery()
    home = responder(make.WHITE_HOUSE)
    referral = referring.refer(home, petition.pk, "A state offence.", now, to_office="The Governor of Wisconsin")
    with pytest.raises(Stale):
        referring.acknowledged(home, referral.pk, now)
    referring.sent(home, referral.pk, now)
    referring.acknowledged(home, referral.pk, now)
    reply = referring.record_reply(home, referral.pk, said(now), now)
    referral.refresh_from_db()
    assert (referral.way, referral.reply) == ("answered", reply)
    assert referral.to == "The Governor of Wisconsin"
    with pytest.raises(Stale):
        referring.record_reply(home, referral.pk, said(now), now)


def test_what_was_said_for_another_authority_here_is_its_own_answer(now):
    referral = to_wisconsin(now, avery())
    with pytest.raises(Stale):
        referring.record_reply(responder(make.WHITE_HOUSE), referral.pk, said(now), now)
