"""What the logs serve: exact bytes, exact cache headers, any past width, and nothing beyond the edge."""

import gzip
import random
from datetime import timedelta

import pytest

import make
from ledger import many
from undersigned.ledger import append, register
from undersigned.ledger.keys import log_verifiers
from undersigned.ledger.models import Bundle, Log, Tile
from undersigned.ledger.sequencer import step
from undersigned.tlog import bundle
from undersigned.tlog.checkpoint import open_checkpoint
from undersigned.tlog.tree import leaf_hash

pytestmark = pytest.mark.django_db
ID = "abcdefghij12"


@pytest.fixture
def log(now):
    append.open_log(ID, bytes(32), now)
    many.adds(ID, 299, now)
    step(now, timedelta(0), 1, random.Random(1))
    register.step(now)
    return Log.objects.get(petition_id=ID)


def test_the_checkpoint_is_text_kept_for_two_seconds(client, log):
    reply = client.get(f"/petitions/{ID}/checkpoint")
    assert reply["Content-Type"] == "text/plain; charset=utf-8"
    assert reply["Cache-Control"] == "public, max-age=2"
    assert open_checkpoint(reply.content, *log_verifiers(log.origin)).size == 300


def test_tiles_are_bytes_kept_for_ever(client, log):
    reply = client.get(f"/petitions/{ID}/tile/0/000")
    assert reply["Content-Type"] == "application/octet-stream"
    assert reply["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.content == Tile.objects.row_of(log, 0, 0)


@pytest.mark.parametrize("width", [1, 17, 44])
def test_a_partial_tile_of_any_past_size_is_a_prefix(client, log, width):
    tile = client.get(f"/petitions/{ID}/tile/0/001.p/{width}").content
    entries = client.get(f"/petitions/{ID}/tile/entries/001.p/{width}").content
    assert tile == bytes(Tile.objects.get(log=log, level=0, number=1).hashes)[: 32 * width]
    assert b"".join(map(leaf_hash, bundle.unpack(entries, width))) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001", "tile/0/001.p/45", "tile/0/002", "tile/0/002.p/1", "tile/1/000", "tile/1/000.p/2",
        "tile/2/000.p/1", "tile/entries/001.p/45", "tile/entries/002", "tile/63/000.p/1",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ],
)  # fmt: skip
def test_what_the_log_has_not_grown_to_is_404_and_never_kept(client, log, path):
    reply = client.get(f"/petitions/{ID}/{path}")
    assert (reply.status_code, reply["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1", "tile/0/001.p/256", "tile/0/001.p/0", "tile/64/000", "tile/", "tile/0/000/", "tile/a/000",
        "tile/0/%00",
    ],
)  # fmt: skip
def test_what_is_no_tile_at_all_is_400(client, log, path):
    reply = client.get(f"/petitions/{ID}/{path}")
    assert (reply.status_code, reply["Cache-Control"]) == (400, "no-store")


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000.p/1", "anchor", "text", "tile/entries/000.p/1"])
def test_a_petition_without_a_log_has_no_files(client, path):
    reply = client.get(f"/petitions/zzzzzzzzzz99/{path}")
    assert (reply.status_code, reply["Cache-Control"]) == (404, "no-store")


def test_bundles_are_zipped_for_who_can_unzip(client, log):
    plain = client.get(f"/petitions/{ID}/tile/entries/000")
    zipped = client.get(f"/petitions/{ID}/tile/entries/000", headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in plain
    assert zipped["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in zipped["Vary"]
    assert gzip.decompress(zipped.content) == plain.content
    refused = client.get(f"/petitions/{ID}/tile/entries/000", headers={"accept-encoding": "identity, gzip;q=0"})
    assert refused.content == plain.content


def test_the_register_is_served_as_any_log(client, log):
    assert client.get("/register/checkpoint").content.startswith(b"petitions.example/register\n1\n")
    assert client.get("/register/tile/0/000.p/1").status_code == 200
    assert client.get("/register/heads/0")["Cache-Control"].endswith("immutable")
    assert client.get("/register/heads/latest")["Cache-Control"] == "public, max-age=2"
    assert client.get("/register/heads/1").status_code == 404
    assert client.get("/register/heads/01").status_code == 404


def test_keys_and_policy_are_where_outsiders_look(client, log):
    keys = client.get("/.well-known/undersigned-keys").content.decode().splitlines()
    assert [key.split("+")[0] for key in keys] == ["petitions.example/register", "petitions.example/promise"]
    policy = client.get("/.well-known/tlog-policy").content.decode()
    assert f"log {keys[0]} http://petitions.example/register\n" in policy
    assert "quorum none\n" in policy


def test_the_text_is_the_one_whose_hash_was_logged(client):
    petition = make.petition()
    reply = client.get(f"/petitions/{petition.pk}/text")
    assert reply.content == petition.published_text
    assert client.get(f"/petitions/{make.petition('removed', title='Another').pk}/text").status_code == 410
    assert client.get(f"/petitions/{make.petition('supporting', title='Yet another').pk}/text").status_code == 404


def test_a_corrupted_bundle_row_is_not_served_as_if_it_were_whole(client, log):
    Bundle.objects.filter(log=log, number=1).update(entries=b"\x00\x05abc")
    with pytest.raises(bundle.BadBundle):
        client.get(f"/petitions/{ID}/tile/entries/001.p/44")


def test_only_reading_is_allowed(client, log):
    assert client.post(f"/petitions/{ID}/checkpoint").status_code == 405
    assert client.head(f"/petitions/{ID}/checkpoint").status_code == 200
