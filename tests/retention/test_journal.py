"""A restored backup brings erased people back, and the journal beside the database makes them go again."""

import argparse
import stat
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import transaction

import make
from retention import traces
from undersigned.ledger.models import Log
from undersigned.ops import erase as command
from undersigned.ops import identity
from undersigned.petitions import lifecycle
from undersigned.retention import erase, journal
from undersigned.signatures.models import Signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
ADDRESS = "Ana.Signer@anas-own.example"


@contextmanager
def lost():
    """What happens within is undone in the database, as by restoring a backup made before."""
    backup = transaction.savepoint()
    yield
    transaction.savepoint_rollback(backup)


def run(*arguments):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(list(map(str, arguments))))


@pytest.fixture
def ana(now):
    """Someone on an open and on a closed petition; their signatures, and what is known of them."""
    open_one, closed = make.petition(), make.petition(title="An older one")
    signatures = [make.signature(petition, ADDRESS) for petition in (open_one, closed)]
    make.signature(open_one, "bob@example.org")
    lifecycle.close(closed.pk, now)
    make.published()
    identity.fix(now)
    return signatures, {f"{at} {what}": value for at, one in enumerate(signatures) for what, value in
                        traces.known_of(one).items()}  # fmt: skip


def test_who_was_erased_since_the_backup_is_erased_again(ana, now, capsys):
    (signature, _other), known = ana
    with lost():
        erase.erase(bytes(signature.person), now)
        assert traces.found(known) == []
    assert traces.found(known)
    assert run("--again", journal.path()) == 0
    assert "2 erasures noted. Nothing is erased yet" in capsys.readouterr().out
    assert traces.found(known)
    assert run("--again", journal.path(), "--yes") == 0
    assert "Erased again: 2 signatures." in capsys.readouterr().out
    assert traces.found(known) == []
    make.published()
    assert Log.objects.count_of(signature.petition_id) == 2
    assert run("--again", journal.path(), "--yes", "--json") == 0
    assert capsys.readouterr().out == '{"signatures": 0}\n'


def test_who_withdrew_from_a_closed_petition_goes_from_that_one_alone(ana, now):
    (elsewhere, there), known = ana
    with lost():
        erase.withdraw_one(there.key, now)
    journal.erase_again(journal.read([journal.path()]), now)
    assert Signature.objects.get(pk=there.pk).person is None
    assert bytes(Signature.objects.get(pk=elsewhere.pk).person) == bytes(elsewhere.person)
    assert traces.found({"salt": known["1 sealed salt"]}) == []


def test_who_withdrew_from_an_open_petition_is_not_erased_and_not_noted(ana, now):
    (signature, _other), _known = ana
    erase.withdraw_one(signature.key, now)
    assert not journal.path().exists()


def test_the_journal_holds_ids_alone_and_only_the_service_reads_it(ana, now):
    (signature, other), _known = ana
    erase.erase(bytes(signature.person), now)
    assert set(journal.path().read_text().split()) == {str(signature.key), str(other.key)}
    assert stat.S_IMODE(journal.path().stat().st_mode) == 0o600


def test_a_disk_that_refuses_stops_no_erasure_and_is_told(ana, now, data, caplog):
    (signature, _other), known = ana
    data.write_text("a file where the folder should be")
    erase.erase(bytes(signature.person), now)
    assert traces.found(known) == []
    assert "would be undone by a restored backup" in caplog.text


def test_ids_the_backup_does_not_hold_change_nothing(ana, now):
    assert journal.erase_again([uuid4()], now) == 0


@pytest.mark.parametrize("line", ["nonsense", "", "ana@example.org"])
def test_what_is_no_journal_is_refused_with_its_line(ana, tmp_path, capsys, line):
    (tmp_path / "j").write_text(f"{uuid4()}\n{line}\n")
    assert run("--again", tmp_path / "j", "--yes") == 2
    assert "line 2" in capsys.readouterr().err
    assert run("--again", tmp_path / "absent") == 2
