"""A signer gets a promise at once and, once published, a receipt that verifies without us."""

from datetime import timedelta

import pytest

import make
from undersigned.ledger import append, receipts
from undersigned.ledger.keys import log_verifiers, promise_signer
from undersigned.ledger.models import Intent
from undersigned.petitions import lifecycle
from undersigned.tlog.note import encode64
from undersigned.tlog.receipt import Promise, Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed():
    petition = make.petition()
    return make.signature(petition)


def test_the_promise_names_the_commitment_and_a_deadline(signed, now, settings):
    settings.UNDERSIGNED_PUBLISH_DELAY = 600
    promise = Promise.open(receipts.promise_of(signed.pk).encode(), promise_signer().verifier())
    assert promise.origin == append.origin_of(signed.petition_id)
    assert promise.commitment == bytes(Intent.objects.add_of(signed.pk).commitment)
    assert promise.deadline == int((now + timedelta(minutes=20)).timestamp())
    assert receipts.promise_of(signed.pk) == receipts.promise_of(signed.pk)


def test_a_supporter_is_promised_nothing_before_the_petition_opens(now, settings):
    settings.UNDERSIGNED_PUBLISH_DELAY = 600
    petition = make.petition("moderating")
    supporter = petition.signatures.get()
    with pytest.raises(receipts.NotYet):
        receipts.promise_of(supporter.pk)
    opened = now + timedelta(days=3)
    lifecycle.open_for_signatures(petition.pk, opened, make.decision())
    promise = Promise.open(receipts.promise_of(supporter.pk).encode(), promise_signer().verifier())
    assert promise.deadline == int((opened + timedelta(minutes=20)).timestamp())


def test_before_publication_there_is_no_receipt(signed):
    with pytest.raises(receipts.NotYet):
        receipts.receipt(signed.pk, bytes(32))
    assert receipts.standing(signed.pk).index is None


def test_after_publication_the_receipt_proves_the_signature(signed):
    make.published()
    receipt = Receipt.parse(str(receipts.receipt(signed.pk, signed.opened_salt())).encode())
    origin = append.origin_of(signed.petition_id)
    assert receipt.verify(*log_verifiers(origin)).size == 3
    assert receipt.is_of(origin, "ana@example.org", signed.place)
    assert receipt.proof.index == receipts.standing(signed.pk).index


def test_the_promised_commitment_is_the_one_in_the_receipt(signed):
    promise = Promise.open(receipts.promise_of(signed.pk).encode(), promise_signer().verifier())
    make.published()
    receipt = receipts.receipt(signed.pk, signed.opened_salt())
    assert receipt.entry.decode().split()[2] == encode64(promise.commitment)


def test_a_withdrawn_signature_no_longer_counts_and_says_why(signed, now):
    append.remove(signed.petition_id, signed.pk, "withdrawn", now)
    make.published()
    standing = receipts.standing(signed.pk)
    assert (standing.counts, standing.reason) == (False, "withdrawn")
    append.restore(signed.petition_id, signed.pk, now)
    make.published()
    standing = receipts.standing(signed.pk)
    assert (standing.counts, standing.reason) == (True, "")


def test_who_never_signed_has_no_standing():
    with pytest.raises(receipts.NotCounted):
        receipts.standing(12345)
