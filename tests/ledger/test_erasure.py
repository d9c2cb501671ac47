"""After a person is erased nothing that we keep or publish leads back to them, and every check still passes."""

import pytest
from django.db import connection

import make
from undersigned.kit import progress
from undersigned.ledger import check, export, receipts, register
from undersigned.ledger.models import Intent, Log
from undersigned.mail.models import Letter
from undersigned.petitions import lifecycle
from undersigned.signatures import withdraw

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "ana@example.org"


def every_row():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT t::text FROM public."{table}" t')
            for (row,) in cursor.fetchall():
                yield table, row


@pytest.fixture
def erased(now):
    """A petition on which one of three signers was erased after it closed, and what was known of that one."""
    petition = make.petition()
    signature = make.signature(petition, ADDRESS)
    make.signature(petition, "bob@example.org")
    make.published()
    index = receipts.standing(signature.pk).index
    known = {
        "person": bytes(signature.person).hex(),
        "sealed address": bytes(signature.email).hex(),
        "sealed name": bytes(signature.name).hex(),
        "sealed salt": bytes(signature.salt).hex(),
        "salt": signature.opened_salt().hex(),
        "address": ADDRESS,
    }
    lifecycle.close(petition.pk, now)
    make.published()
    register.step(now)
    assert withdraw.withdraw(signature.key, now) is withdraw.Withdrawn.FORGOTTEN
    Letter.objects.update(state="sent", ended_at=now, email=None, name=None, context=None)
    return petition, signature, index, known


def test_no_row_leads_back_to_the_person(erased):
    _petition, _signature, _index, known = erased
    for table, row in every_row():
        for what, value in known.items():
            if (table, what) == ("mail_letter", "person"):
                continue  # the outbox keeps whom it has written to, as a keyed mark
            assert value not in row, f"{table} still holds the {what}"


def test_the_entry_stays_and_is_no_longer_linked_to_the_signature(erased):
    petition, signature, index, _known = erased
    intent = Intent.objects.get(log__petition_id=petition.pk, placed_at=index)
    assert intent.signature is None
    assert Log.objects.count_of(petition.pk) == 3
    with pytest.raises(receipts.NotCounted):
        receipts.standing(signature.pk)


def test_no_published_file_leads_back_and_the_log_is_sound(erased, tmp_path):
    petition, _signature, _index, known = erased
    export.export(tmp_path, progress.bar)
    published = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for value in (known["address"].encode(), bytes.fromhex(known["salt"]), bytes.fromhex(known["person"])):
        assert value not in published
    assert list(check.faults(Log.objects.get(petition_id=petition.pk))) == []
