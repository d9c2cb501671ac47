"""Forms that were never confirmed go, and so do petitions that found no supporters, with everyone on them."""

from datetime import timedelta

import pytest

import make
from undersigned.petitions.models import Petition, State
from undersigned.retention import expire
from undersigned.signatures.models import HourTally, Signature, Submission, Tally

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_form_goes_a_day_after_its_link_stopped_working(now):
    kept = make.submission(make.petition(), now=now)
    expire.submissions(now + 8 * DAY - timedelta(seconds=1))
    assert Submission.objects.filter(pk=kept).exists()
    expire.submissions(now + 8 * DAY + timedelta(seconds=1))
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
