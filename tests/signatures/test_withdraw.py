"""Withdrawing takes the count down while it can, and forgets the person after."""

from __future__ import annotations

import pytest

import make
from signatures.check import check_signatures
from undersigned.kit.ids import uuid7
from undersigned.ledger.models import Log
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.signatures import withdraw
from undersigned.signatures.counts import notice_reached
from undersigned.signatures.models import Signature, Submission
from undersigned.signatures.withdraw import Withdrawn

pytestmark = pytest.mark.django_db


def done(subject, now=make.NOW) -> Withdrawn:
    """Withdraw, and look whether all still holds."""
    result = withdraw.withdraw(subject, now)
    check_signatures()
    return result


def test_while_open_the_count_goes_down_in_public():
    petition = make.petition("open")
    signature = make.signature(petition)
    make.published()
    assert done(signature.key) is Withdrawn.UNCOUNTED
    make.published()
    log = Log.objects.get(petition_id=petition.pk)
    assert (log.count, log.size) == (1, 4)


def test_withdrawing_twice_is_withdrawing_once():
    signature = make.signature(make.petition("open"))
    done(signature.key)
    assert done(signature.key) is Withdrawn.ALREADY


def test_a_promised_add_is_written_even_when_withdrawn_before():
    petition = make.petition("open")
    signature = make.signature(petition)
    done(signature.key)
    make.published()
    assert Log.objects.get(petition_id=petition.pk).size == 4, "open, two adds, one remove"


def test_after_closing_the_count_stays_and_the_person_is_forgotten():
    petition = make.petition("open")
    signature = make.signature(petition)
    lifecycle.close(petition.pk, petition.closes_at)
    assert done(signature.key, petition.closes_at) is Withdrawn.FORGOTTEN
    make.published(petition.closes_at)
    assert Log.objects.count_of(petition.pk) == 2
    forgotten = Signature.objects.get(pk=signature.pk)
    assert (forgotten.person, forgotten.email, forgotten.name, forgotten.zip3) == (None, None, None, "")
    assert not Submission.objects.filter(pk=signature.key).exists()
    assert done(signature.key, petition.closes_at) is Withdrawn.ALREADY


def test_the_link_of_any_letter_for_the_same_person_withdraws():
    petition = make.petition("open")
    unused = make.submission(petition)
    make.signature(petition)
    assert done(unused) is Withdrawn.UNCOUNTED


def test_a_link_that_belongs_to_nothing_withdraws_nothing():
    assert done(uuid7(make.NOW)) is Withdrawn.UNKNOWN


def test_a_supporter_withdraws_before_the_petition_opens():
    petition = make.petition("supporting")
    assert done(make.signature(petition).key) is Withdrawn.UNCOUNTED


def test_the_second_letter_goes_to_who_signed_and_to_nobody_else():
    petition = make.petition("open")
    make.signature(petition)
    for email in ("ana@example.org", "eve@example.org"):
        withdraw.ask_by_letter(petition.pk, make.filled(email).address, make.NOW)
    assert "withdraw" in make.kinds_to("ana@example.org")
    assert make.letters_to("eve@example.org") == []


def test_withdrawals_never_undo_that_the_threshold_fell():
    petition = make.petition("open")
    keys = [make.signature(petition, f"signer{number}@example.org").key for number in range(99)]
    make.published()
    assert notice_reached() == [petition.pk]
    for key in keys[:50]:
        withdraw.withdraw(key, make.NOW)
    make.published()
    notice_reached()
    assert Petition.objects.get(pk=petition.pk).reached_at is not None
