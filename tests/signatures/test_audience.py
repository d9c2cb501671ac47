"""Everyone an answer is for gets one letter, and who withdrew or declined gets none."""

from __future__ import annotations

from datetime import timedelta

import pytest

import make
from undersigned.mail import campaigns
from undersigned.mail.models import Letter, State
from undersigned.petitions import lifecycle
from undersigned.signatures import audience
from undersigned.signatures.withdraw import withdraw

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


def answered(*petitions):
    """A campaign that answers these petitions, enlisted."""
    campaign = campaigns.start(
        "response",
        subject_id="abcdefghijkl",
        petitions=[petition.pk for petition in petitions],
        title="The answer",
        text="Yes.",
        html="<p>Yes.</p>",
        now=make.NOW,
    )
    audience.enlist_waiting(make.NOW)
    return campaign


def waiting(campaign) -> int:
    """How many letters of a campaign are still to go."""
    return Letter.objects.filter(campaign=campaign, state=State.WAITING).count()


def test_who_signed_several_of_the_petitions_gets_one_letter():
    first, second = make.petition("open"), make.petition("open")
    make.signature(first)
    make.signature(second)
    assert waiting(answered(first, second)) == 2, "Ben, who started both, and Ana"


def test_who_declined_for_one_petition_still_hears_about_the_other():
    first, second = make.petition("open"), make.petition("open", petitioner="dov@example.org")
    make.signature(first, decline="on")
    assert waiting(answered(first)) == 1
    make.signature(second)
    Letter.objects.all().delete()


def test_who_withdrew_before_gets_none():
    petition = make.petition("open")
    withdraw(make.signature(petition).key, make.NOW)
    assert waiting(answered(petition)) == 1


def test_who_withdraws_while_letters_go_out_is_taken_out():
    petition = make.petition("open")
    signature = make.signature(petition)
    campaign = answered(petition)
    withdraw(signature.key, make.NOW)
    assert waiting(campaign) == 1


def test_who_withdraws_from_one_of_two_answered_petitions_keeps_the_letter():
    first, second = make.petition("open"), make.petition("open", petitioner="dov@example.org")
    withdrawn = make.signature(first)
    make.signature(second)
    campaign = answered(first, second)
    withdraw(withdrawn.key, make.NOW)
    assert waiting(campaign) == 3


def test_late_signers_are_enlisted_until_the_petition_has_closed():
    petition = make.petition("open")
    campaign = answered(petition)
    make.signature(petition, now=LATER)
    assert audience.enlist_late_signers(LATER) == 1
    audience.enlist_waiting(LATER)
    assert waiting(campaign) == 2
    lifecycle.close(petition.pk, petition.closes_at)
    assert audience.enlist_late_signers(petition.closes_at + timedelta(hours=4)) == 0


def test_enlisting_again_writes_to_nobody_twice():
    petition = make.petition("open")
    campaign = answered(petition)
    audience.enlist_late_signers(LATER)
    assert audience.enlist_waiting(LATER) == 0
    assert waiting(campaign) == 1
