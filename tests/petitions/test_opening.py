"""What a petition is bound to when it opens, and what closing, reaching and lapsing leave behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

import make
from undersigned.ledger.models import Log
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition, WordUse
from undersigned.petitions.policy import NoPolicy, policies, policy_of

pytestmark = pytest.mark.django_db


def test_the_white_houses_policy_is_150_supporters_100_000_signatures_and_60_days():
    policy = policy_of(make.WHITE_HOUSE, date(2016, 1, 7))
    assert (policy.supporters, policy.threshold, policy.days_open, policy.days_answer) == (150, 100_000, 30, 60)


def test_the_threshold_was_lower_before_it_was_raised():
    assert policy_of(make.WHITE_HOUSE, date(2012, 6, 1)).threshold == 25_000


def test_an_authority_without_a_policy_takes_no_petitions():
    with pytest.raises(NoPolicy):
        policy_of(make.WHITE_HOUSE, date(2011, 8, 31))


def test_every_policy_names_its_source():
    assert all(policy.source for stated in policies().values() for policy in stated)


def test_a_petition_is_frozen_under_the_policy_of_the_day_it_opens():
    petition = make.petition("open", authority=make.WHITE_HOUSE)
    assert (petition.threshold, petition.days_answer) == (100_000, 60)
    assert petition.closes_at == make.NOW + timedelta(days=30)


def test_opening_fixes_the_text_in_the_log():
    petition = make.petition("open")
    make.published()
    log = Log.objects.get(petition_id=petition.pk)
    assert log.size == 2, "the open entry and the petitioner's own signature"
    assert bytes(petition.text_sha256).hex() in _first_entry(log)


def test_reaching_dates_the_answer_from_the_publication_and_is_never_undone(now):
    petition = make.petition("open")
    assert lifecycle.reach(petition.pk, 100, now)
    assert not lifecycle.reach(petition.pk, 500, now + timedelta(days=1))
    reached = Petition.objects.get(pk=petition.pk)
    assert (reached.reached_at, reached.due_at) == (now, now + timedelta(days=30))


def test_below_the_threshold_nothing_is_owed(now):
    petition = make.petition("open")
    assert not lifecycle.reach(petition.pk, 99, now)
    assert Petition.objects.get(pk=petition.pk).due_at is None


def test_a_lapsed_petition_keeps_no_text_no_words_and_no_log(now):
    petition = make.petition("supporting")
    lifecycle.lapse(petition.pk, now)
    lapsed = Petition.objects.get(pk=petition.pk)
    assert (lapsed.title, lapsed.body, lapsed.facts) == ("", "", {})
    assert not WordUse.objects.filter(petition=petition).exists()
    assert not Log.objects.filter(petition_id=petition.pk).exists()


def test_an_overdue_answer_is_counted_in_whole_days():
    petition = make.petition("open")
    lifecycle.reach(petition.pk, 100, make.NOW)
    reached = Petition.objects.get(pk=petition.pk)
    assert reached.days_overdue(make.NOW + timedelta(days=30)) == 0
    assert reached.days_overdue(make.NOW + timedelta(days=33, hours=1)) == 3


def test_days_left_counts_a_begun_day_and_ends_with_the_last_moment():
    petition = make.petition("open")
    assert petition.days_left(make.NOW) == 60
    assert petition.days_left(make.NOW + timedelta(days=59, hours=1)) == 1
    assert petition.days_left(petition.closes_at) == 0
    assert not petition.takes_signatures(petition.closes_at)


def test_what_was_recorded_elsewhere_is_never_signed_or_owed():
    make.facts()
    row = Petition(
        authority_id=make.CITY,
        title="Told elsewhere",
        body="",
        recorded_source="x",
        recorded_id="1",
        recorded_count=7,
    )
    lifecycle.record([row], {}, datetime(2016, 1, 7, tzinfo=UTC))
    assert not row.takes_signatures(make.NOW)
    assert not lifecycle.reach(row.pk, 1_000_000, make.NOW)


def _first_entry(log: Log) -> str:
    bundle = log.bundle_set.order_by("number").first()
    return bytes(bundle.entries).decode("latin-1")
