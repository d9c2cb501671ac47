"""Unconfirmed forms go, petitions that found no supporters, and signers when their petition is long over."""

from datetime import timedelta

import pytest

import make
from retention import traces
from undersigned.ledger import check, receipts
from undersigned.ledger.models import Intent, Log
from undersigned.mail import bounces, campaigns, forget, unsubscribe
from undersigned.mail.models import Campaign, Letter
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition, State
from undersigned.retention import expire
from undersigned.signatures import audience, recount
from undersigned.signatures.models import HourTally, Signature, Submission, Tally

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_form_goes_when_its_link_works_no_longer(now):
    kept = make.submission(make.petition(), now=now)
    expire.submissions(now + 7 * DAY - timedelta(seconds=1))
    assert Submission.objects.filter(pk=kept).exists()
    expire.submissions(now + 7 * DAY + timedelta(seconds=1))
    assert not Submission.objects.exists()


def test_a_confirmed_signature_outlives_its_form(now):
    make.signature(make.petition(), now=now)
    expire.submissions(now + 30 * DAY)
    assert Signature.objects.count() == 2


def test_younger_forms_stay(now):
    petition = make.petition()
    make.submission(petition, "ana@example.org", now)
    younger = make.submission(petition, "cleo@example.org", now + 5 * DAY)
    assert expire.submissions(now + 9 * DAY) >= 1
    assert list(Submission.objects.values_list("pk", flat=True)) == [younger]


@pytest.mark.parametrize("state", ["draft", "supporting"])
def test_a_petition_that_found_no_supporters_in_time_lapses(now, state):
    petition = make.petition(state)
    lapses_at = Petition.objects.get(pk=petition.pk).lapses_at
    assert expire.lapse(lapses_at - timedelta(seconds=1)) == 0
    assert expire.lapse(lapses_at) == 1
    lapsed = Petition.objects.get(pk=petition.pk)
    assert (lapsed.state, lapsed.title, lapsed.body, lapsed.text_sha256) == (State.LAPSED, "", "", None)


def test_with_it_go_its_supporters_and_their_forms(now):
    petition = make.petition("supporting")
    make.signature(petition, "ana@example.org")
    make.submission(petition, "cleo@example.org")
    expire.lapse(now + 365 * DAY)
    for rows in (Signature, Submission, Tally, HourTally):
        assert not rows.objects.filter(petition=petition).exists()


def test_lapsing_again_changes_nothing(now):
    make.petition("supporting")
    assert expire.lapse(now + 365 * DAY) == 1
    assert expire.lapse(now + 366 * DAY) == 0


@pytest.mark.parametrize("state", ["moderating", "open", "closed", "rejected", "removed"])
def test_a_petition_that_went_on_never_lapses(now, state):
    petition = make.petition(state)
    expire.lapse(now + 3650 * DAY)
    assert Petition.objects.get(pk=petition.pk).state == state
    assert Signature.objects.filter(petition=petition).exists()


ADDRESS = "Ana.Signer@anas-own.example"


@pytest.fixture
def ana(now):
    """A closed and published petition, the signature of someone on it, and what is known of them."""
    petition = make.petition()
    signature = make.signature(petition, ADDRESS)
    known = traces.known_of(signature)
    lifecycle.close(petition.pk, now)
    make.published()
    return petition, signature, known


def answered(petition, now):
    """An answer and its letters."""
    lifecycle.respond(petition.pk, now)
    campaigns.start(
        "response",
        subject_id="mnopqrstuvwx",
        petitions=[petition.pk],
        title="t",
        text="t",
        html="<p>t</p>",
        now=now,
    )
    audience.enlist_waiting(now)


def sent(now):
    """The single letters went out."""
    Letter.objects.filter(campaign=None).update(state="sent", ended_at=now, email=None, name=None, context=None)


def test_without_an_answer_signers_go_twelve_months_after_closing(ana, now):
    _petition, signature, known = ana
    assert expire.signers(now + 364 * DAY) == 0
    assert expire.signers(now + 365 * DAY) == 2
    assert Signature.objects.get(pk=signature.pk).person is None
    sent(now)
    forget.forget_old(now + 365 * DAY)
    expire.submissions(now + 365 * DAY)
    assert traces.found(known) == []


def test_after_an_answer_signers_go_in_six_months_and_from_its_letters(ana, now):
    petition, _signature, known = ana
    answered(petition, now + 10 * DAY)
    sent(now)
    assert expire.signers(now + 191 * DAY) == 0
    assert expire.signers(now + 192 * DAY) == 2
    expire.submissions(now + 192 * DAY)
    forget.forget_old(now + 192 * DAY)
    assert traces.found(known) == []
    (campaign,) = Campaign.objects.all()
    assert (campaign.total, campaign.dropped) == (2, 2)


def test_count_log_and_statistics_stay_as_they_were(ana, now):
    petition, signature, _known = ana
    log = Log.objects.get(petition_id=petition.pk)
    expire.signers(now + 365 * DAY)
    assert Log.objects.get(pk=log.pk).checkpoint == log.checkpoint
    assert list(check.faults(log)) == []
    assert list(recount.repair()) == []
    assert Signature.objects.get(pk=signature.pk).zip3 == ""
    assert not Intent.objects.filter(log=log, signature__isnull=False).exists()
    with pytest.raises(receipts.NotCounted):
        receipts.standing(signature.pk)


def test_who_signed_something_younger_stays_there_and_in_its_letters(ana, now):
    _petition, _signature, _known = ana
    younger = make.petition(title="A younger one")
    there = make.signature(younger, ADDRESS)
    lifecycle.close(younger.pk, now + 300 * DAY)
    answered(younger, now + 301 * DAY)
    assert expire.signers(now + 365 * DAY) == 2
    assert Signature.objects.get(pk=there.pk).person is not None
    assert Letter.objects.filter(campaign__isnull=False, person__isnull=False).count() == 2


@pytest.mark.parametrize("state", ["rejected", "removed", "closed"])
def test_signers_of_any_petition_that_ended_go(state, now):
    petition = make.petition(state)
    assert expire.signers(now + 364 * DAY) == 0
    assert expire.signers(now + 366 * DAY) == 1
    assert not Signature.objects.filter(petition=petition, person__isnull=False).exists()


@pytest.mark.parametrize("state", ["moderating", "open"])
def test_signers_of_a_petition_under_way_stay(state, now):
    petition = make.petition(state)
    assert expire.signers(now + 3650 * DAY) == 0
    assert Signature.objects.filter(petition=petition, person__isnull=False).exists()


def test_a_wish_to_get_no_letters_stays(ana, now):
    _petition, signature, known = ana
    unsubscribe.stop_campaigns(bytes(signature.person), now)
    Letter.objects.all().delete()
    expire.signers(now + 365 * DAY)
    expire.submissions(now + 365 * DAY)
    assert {place for place, _what in traces.found(known)} == {"mail_suppression.person"}


def test_many_go_in_several_transactions(ana, now, monkeypatch):
    petition, *_rest = ana
    monkeypatch.setattr(expire, "AT_ONCE", 1)
    answered(petition, now)
    assert expire.signers(now + 182 * DAY) == 2
    assert not Letter.objects.filter(campaign__isnull=False, person__isnull=False).exists()


def test_single_letters_and_refusals_are_forgotten_after_90_days(ana, now):
    _petition, signature, _known = ana
    bounces.refused(bytes(signature.person), "5.1.1", now)
    Letter.objects.update(state="sent", ended_at=now)
    letters = Letter.objects.count()
    assert forget.forget_old(now + 90 * DAY) == 0
    assert forget.forget_old(now + 91 * DAY) == letters + 1
    assert not Letter.objects.exists()


def test_letters_that_wait_are_not_forgotten(ana, now):
    waiting = Letter.objects.waiting().count()
    forget.forget_old(now + 900 * DAY)
    assert Letter.objects.waiting().count() == waiting > 0
