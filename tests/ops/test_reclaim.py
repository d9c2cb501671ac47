"""After a restored backup the signatures follow their logs: who left since is not written to."""

import argparse

import pytest

import make
from undersigned.ledger import check, register
from undersigned.ledger.models import Log
from undersigned.ops import log as command
from undersigned.signatures import confirm, recount, withdraw
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(list(map(str, arguments))))


def sign_again(petition, email, now):
    confirm.confirm([confirm.Press(make.submission(petition, email, now), now)])


def test_signatures_withdrawn_or_made_again_since_the_backup_are_so_again(now, tmp_path, capsys):
    petition = make.petition()
    leaving, returning, staying = (make.signature(petition, f"{name}@example.org") for name in "abc")
    withdraw.withdraw(returning.key, now)
    before = dict(Signature.objects.values_list("pk", "withdrawn_at"))
    withdraw.withdraw(leaving.key, now)
    sign_again(petition, "b@example.org", now)
    make.published()
    register.step(now)
    assert run("export", tmp_path) == 0
    for number, withdrawn_at in before.items():
        Signature.objects.filter(pk=number).update(withdrawn_at=withdrawn_at)
    list(recount.repair())
    assert run("reclaim", tmp_path) == 0
    assert "2 signatures were withdrawn, or stand again" in capsys.readouterr().out
    standing = Signature.objects.standing().filter(petition=petition, is_petitioner=False)
    assert set(standing.values_list("pk", flat=True)) == {returning.pk, staying.pk}
    log = Log.objects.get(petition_id=petition.pk)
    assert log.count == 3
    assert (list(check.faults(log)), recount.differences()) == ([], [])
    assert run("reclaim", tmp_path) == 0
    assert "0 signatures were withdrawn" in capsys.readouterr().out
