"""Pressing the button makes the signature: once per petition and person, and never after the last moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

import make
from signatures.check import check_signatures
from undersigned.kit.ids import uuid7
from undersigned.ledger.models import Intent, Kind, Log
from undersigned.petitions.models import Petition, State
from undersigned.signatures.confirm import Press, Result, confirm
from undersigned.signatures.models import Signature
from undersigned.signatures.withdraw import withdraw
from undersigned.tlog import entry

pytestmark = pytest.mark.django_db


def results(*submissions, now=make.NOW) -> list[Result]:
    """What pressing these buttons together did."""
    done = [one.result for one in confirm([Press(submission, now) for submission in submissions])]
    check_signatures()
    return done


def test_a_pressed_button_is_a_signature_and_a_place_in_the_logs_queue():
    petition = make.petition("open")
    assert results(make.submission(petition)) == [Result.COUNTED]
    make.published()
    assert Log.objects.count_of(petition.pk) == 2


def test_pressing_twice_counts_once():
    petition = make.petition("open")
    submission = make.submission(petition)
    assert results(submission, submission) == [Result.COUNTED, Result.COUNTED]
    assert results(submission) == [Result.ALREADY]
    assert Signature.objects.filter(petition=petition).count() == 2


def test_two_forms_of_one_person_are_one_signature():
    petition = make.petition("open")
    first, second = make.submission(petition), make.submission(petition, "ANA+x@example.org")
    results(first)
    assert results(second) == [Result.ALREADY]


def test_one_person_signs_two_petitions():
    first, second = make.petition("open"), make.petition("open", petitioner="dov@example.org")
    assert results(make.submission(first), make.submission(second)) == [Result.COUNTED] * 2


def test_the_logs_commitment_opens_with_the_signers_salt():
    petition = make.petition("open")
    signature = make.signature(petition)
    committed = bytes(Intent.objects.get(kind=Kind.ADD, signature=signature.pk).commitment)
    origin = f"petitions.example/petitions/{petition.pk}"
    assert committed == entry.commitment(origin, "ana@example.org", "US-WI", signature.opened_salt())


def test_confirmation_ends_at_the_closing_instant():
    petition = make.petition("open")
    early, late = make.submission(petition), make.submission(petition, "dov@example.org")
    last = petition.closes_at - timedelta(milliseconds=1)
    assert results(early, now=last) == [Result.COUNTED]
    assert results(late, now=petition.closes_at) == [Result.TOO_LATE]


def test_pressing_again_after_closing_still_finds_the_signature():
    petition = make.petition("open")
    submission = make.submission(petition)
    results(submission)
    assert results(submission, now=petition.closes_at) == [Result.ALREADY]


def test_a_form_that_is_gone_counts_nothing():
    assert results(uuid7(make.NOW)) == [Result.GONE]


def test_the_petitioners_signature_is_the_first_and_starts_the_gathering():
    petition = make.petition("supporting")
    first = Signature.objects.get(petition=petition)
    assert first.is_petitioner
    assert make.kinds_to("ben@example.org") == ["confirm-petition", "gathering"]


def test_the_last_supporter_sends_the_petition_to_the_moderators():
    petition = make.petition("supporting")
    assert results(make.submission(petition)) == [Result.COUNTED]
    assert Petition.objects.get(pk=petition.pk).state == State.SUPPORTING
    results(make.submission(petition, "dov@example.org"))
    assert Petition.objects.get(pk=petition.pk).state == State.MODERATING


def test_supporters_may_still_come_while_moderators_look():
    petition = make.petition("moderating")
    assert results(make.submission(petition)) == [Result.COUNTED]


def test_supporters_count_towards_the_threshold_once_the_petition_opens():
    petition = make.petition("open")
    make.published()
    assert Log.objects.count_of(petition.pk) == 1


def test_signing_again_after_withdrawing_restores_the_same_signature():
    petition = make.petition("open")
    signature = make.signature(petition)
    withdraw(signature.key, make.NOW)
    assert results(make.submission(petition)) == [Result.COUNTED]
    changes = Intent.objects.filter(kind__in=(Kind.REMOVE, Kind.RESTORE)).order_by("pk")
    assert list(changes.values_list("kind", flat=True)) == [Kind.REMOVE, Kind.RESTORE]
    make.published()
    assert Log.objects.count_of(petition.pk) == 2


def test_the_same_link_pressed_after_withdrawing_restores_too():
    petition = make.petition("open")
    submission = make.submission(petition)
    results(submission)
    withdraw(submission, make.NOW)
    assert results(submission) == [Result.COUNTED]
