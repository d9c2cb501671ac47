"""The whole way: petitions signed here are audited over HTTP by the program outsiders run."""

import argparse
import hashlib
from urllib.request import urlopen

import pytest

import make
from audit import second_reader
from undersigned.audit import cli
from undersigned.ledger import append, receipts, register
from undersigned.ledger.keys import log_verifiers, register_origin
from undersigned.ledger.models import Bundle, Log, Tile
from undersigned.tlog import bundle

pytestmark = pytest.mark.django_db(transaction=True)


def audit(*arguments):
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return cli.run(parser.parse_args([str(argument) for argument in arguments]))


@pytest.fixture
def signed(now):
    petition = make.petition()
    signatures = [make.signature(petition, f"signer{number}@example.org") for number in range(12)]
    append.remove(petition.pk, signatures[0].pk, "withdrawn", now)
    make.published()
    register.step(now)
    return petition, signatures


def test_a_petition_signed_here_passes(signed, live_server, capsys):
    petition, _signatures = signed
    assert audit(f"{live_server.url}/petitions/{petition.pk}") == 0
    assert "12 signatures count: 13 added, 1 removed" in capsys.readouterr().out


def test_the_whole_site_passes(signed, live_server, tmp_path):
    make.petition(title="Another one")
    assert audit(live_server.url, "--state", tmp_path) == 0
    assert audit(live_server.url, "--state", tmp_path) == 0


def test_receipt_and_promise_of_a_signer_are_borne_out(signed, live_server, tmp_path, capsys):
    petition, signatures = signed
    (tmp_path / "receipt").write_text(str(receipts.receipt(signatures[3].pk, signatures[3].opened_salt())))
    (tmp_path / "promise").write_text(receipts.promise_of(signatures[4].pk))
    address = f"{live_server.url}/petitions/{petition.pk}"
    assert audit(address, "--receipt", tmp_path / "receipt", "--promise", tmp_path / "promise") == 0
    assert "was kept" in capsys.readouterr().out


def test_a_program_that_shares_no_code_with_ours_comes_to_the_same(signed, live_server):
    petition, signatures = signed
    key = str(log_verifiers(register_origin())[0])

    def get(path):
        with urlopen(live_server.url + path) as answer:
            return answer.read()

    assert second_reader.recounted(get, petition.pk, key) == 12
    proof = str(receipts.receipt(signatures[3].pk, signatures[3].opened_salt()))
    assert second_reader.receipt_is_of(proof, key, petition.pk, "signer3@example.org", signatures[3].place)


def test_a_count_changed_in_the_database_fails(signed, live_server):
    petition, _signatures = signed
    Log.objects.filter(petition_id=petition.pk).update(count=13)
    assert audit(f"{live_server.url}/petitions/{petition.pk}") == 1


def test_an_entry_changed_in_the_database_fails(signed, live_server):
    petition, _signatures = signed
    kept = Bundle.objects.get(log__petition_id=petition.pk)
    lines = bundle.unpack(bytes(kept.entries), 15)
    lines[4] = lines[5]
    Bundle.objects.filter(pk=kept.pk).update(entries=bundle.pack(lines))
    assert audit(f"{live_server.url}/petitions/{petition.pk}") == 1


def test_a_tile_changed_in_the_database_fails(signed, live_server):
    petition, _signatures = signed
    Tile.objects.filter(log__petition_id=petition.pk).update(hashes=bytes(15 * 32))
    assert audit(f"{live_server.url}/petitions/{petition.pk}") == 1


def test_a_text_changed_in_the_database_fails(signed, live_server):
    petition, _signatures = signed
    petition.title = "Close the library"
    petition.text_sha256 = hashlib.sha256(petition.published_text).digest()
    petition.save(update_fields=["title", "text_sha256"])
    assert audit(f"{live_server.url}/petitions/{petition.pk}") == 1
