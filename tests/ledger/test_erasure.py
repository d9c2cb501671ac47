"""After a person is erased the log keeps their entry, no longer linked to the signature, and stays sound."""

import pytest

import make
from undersigned.kit import progress
from undersigned.ledger import append, check, export, receipts, register
from undersigned.ledger.models import Intent, Log
from undersigned.petitions import lifecycle

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "ana@example.org"


@pytest.fixture
def forgotten(now):
    """A petition on which one of three signers was forgotten after it closed, and what was known of that one."""
    petition = make.petition()
    signature = make.signature(petition, ADDRESS)
    make.signature(petition, "bob@example.org")
    make.published()
    index = receipts.standing(signature.pk).index
    lifecycle.close(petition.pk, now)
    make.published()
    register.step(now)
    append.forget([signature.pk])
    return petition, signature, index


def test_the_entry_stays_and_is_no_longer_linked_to_the_signature(forgotten):
    petition, signature, index = forgotten
    intent = Intent.objects.get(log__petition_id=petition.pk, placed_at=index)
    assert intent.signature is None
    assert Log.objects.count_of(petition.pk) == 3
    with pytest.raises(receipts.NotCounted):
        receipts.standing(signature.pk)


def test_no_published_file_leads_back_and_the_log_is_sound(forgotten, tmp_path):
    petition, signature, _index = forgotten
    export.export(tmp_path, progress.bar)
    published = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for value in (ADDRESS.encode(), signature.opened_salt(), bytes(signature.person)):
        assert value not in published
    assert list(check.faults(Log.objects.get(petition_id=petition.pk))) == []
