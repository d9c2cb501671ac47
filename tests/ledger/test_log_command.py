"""`undersigned log`: what operators do with the logs, and what it says when rows are wrong."""

import argparse
import base64
import json
import random
from datetime import timedelta

import pytest

from ledger import many
from undersigned.ledger import append, cli, register
from undersigned.ledger.keys import NoKey, WrongKey, log_verifiers, register_origin
from undersigned.ledger.models import Bundle, Intent, Log, Tile
from undersigned.ledger.sequencer import step
from undersigned.tlog import bundle
from undersigned.tlog import register as form
from undersigned.tlog.checkpoint import open_checkpoint
from undersigned.tlog.note import Verifier

pytestmark = pytest.mark.django_db
OTHER_KEY = base64.b64encode(bytes(32)).decode()


def run(*arguments):
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return cli.run(parser.parse_args([str(argument) for argument in arguments]))


def publish(now):
    step(now, timedelta(0), 1, random.Random(1))


@pytest.fixture
def log(now):
    append.open_log("p1", bytes(32), now)
    many.adds("p1", 300, now)
    append.remove("p1", 7, "fraud", now)
    publish(now)
    register.step(now)
    return Log.objects.get(petition_id="p1")


def test_status_tells_every_log(log, capsys):
    assert run("--json", "status") == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["log"]: (one["entries"], one["count"]) for one in told["logs"]} == {
        "p1": (302, 299),
        "register": (1, 0),
    }


def test_a_sound_log_is_found_sound(log, capsys):
    assert run("check") == 0
    assert capsys.readouterr().out.splitlines() == [
        "ok    p1: 302 entries, 299 count",
        "ok    register: 1 entries, 0 count",
    ]


def spoil_tile(log):
    Tile.objects.filter(log=log, level=0, number=0).update(hashes=bytes(249 * 32))


def spoil_bundle(log):
    kept = Bundle.objects.get(log=log, number=0)
    lines = bundle.unpack(bytes(kept.entries), 256)
    Bundle.objects.filter(pk=kept.pk).update(entries=bundle.pack([*lines[:9], lines[10], *lines[10:]]))


def spoil_intent(log):
    Intent.objects.filter(log=log, kind="add", signature=5).update(commitment=bytes(32))


def spoil_reason(log):
    Intent.objects.filter(log=log, kind="remove").update(reason="duplicate")


def spoil_count(log):
    Log.objects.filter(pk=log.pk).update(count=12)


def spoil_root(log):
    Log.objects.filter(pk=log.pk).update(root=bytes(32))


def spoil_checkpoint(log):
    Log.objects.filter(pk=log.pk).update(checkpoint=log.checkpoint.replace("302", "303"))


def lose_a_bundle(log):
    Bundle.objects.filter(log=log, number=1).delete()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_tile, "tile/0/000"), (spoil_bundle, "another root"),
        (spoil_intent, "is not what the entry there says"),
        (spoil_reason, "is not what the entry there says"), (spoil_count, "come to 299, the log's row says 12"),
        (spoil_root, "another root"), (spoil_checkpoint, "checkpoint"), (lose_a_bundle, "bundle 1"),
    ],
)  # fmt: skip
def test_any_wrong_row_is_named(log, capsys, spoil, said):
    spoil(log)
    assert run("check", "p1") == 1
    assert said in capsys.readouterr().out


def test_a_halted_log_resumes_only_when_it_is_sound(log, now, capsys):
    kept = bytes(Tile.objects.get(log=log, level=0, number=1).hashes)
    Tile.objects.filter(log=log, level=0, number=1).update(hashes=bytes(len(kept)))
    many.adds("p1", 1, now, first=900)
    publish(now)
    assert run("status") == 1
    assert run("resume", "p1") == 1
    assert "stays halted" in capsys.readouterr().out
    Tile.objects.filter(log=log, level=0, number=1).update(hashes=kept)
    assert run("resume", "--all") == 0
    publish(now)
    assert Log.objects.count_of("p1") == 300


def test_resume_wants_to_be_told_which(log):
    assert run("resume") == 2
    assert run("check", "nowhere") == 2


def test_a_new_key_is_printed_with_its_public_half(capsys):
    assert run("--json", "key", "new") == 0
    told = json.loads(capsys.readouterr().out)
    assert Verifier.parse(told["vkey"]).name == register_origin()
    assert len(base64.b64decode(told["seed"])) == 32


def test_another_key_does_not_sign(log, now, settings):
    settings.UNDERSIGNED_LOG_KEY = OTHER_KEY
    many.adds("p1", 1, now, first=900)
    with pytest.raises(WrongKey, match="old,new"):
        publish(now)
    settings.UNDERSIGNED_LOG_KEY = ""
    with pytest.raises(NoKey):
        publish(now)
    assert Log.objects.get(pk=log.pk).halted == ""


def test_keys_change_by_signing_with_both_and_announcing(log, now, settings, capsys):
    old = settings.UNDERSIGNED_LOG_KEY
    settings.UNDERSIGNED_LOG_KEY = f"{old},{OTHER_KEY}"
    assert run("key", "announce") == 0
    new, before = log_verifiers(log.origin)
    entry = bundle.unpack(bytes(Bundle.objects.get(log__petition_id=None).entries), 2)[1]
    assert form.parse_entry(entry) == form.KeyChange(new.renamed(register_origin()))
    signed = Log.objects.get(pk=log.pk).checkpoint.encode()
    assert open_checkpoint(signed, before) == open_checkpoint(signed, new)
    settings.UNDERSIGNED_LOG_KEY = OTHER_KEY
    many.adds("p1", 1, now, first=900)
    publish(now)
    assert open_checkpoint(Log.objects.get(pk=log.pk).checkpoint.encode(), new).size == 303
    assert run("check") == 0


def test_a_new_key_that_was_not_announced_cannot_sign_alone(log, now, settings):
    settings.UNDERSIGNED_LOG_KEY = f"{settings.UNDERSIGNED_LOG_KEY},{OTHER_KEY}"
    many.adds("p1", 1, now, first=900)
    publish(now)
    settings.UNDERSIGNED_LOG_KEY = OTHER_KEY
    many.adds("p1", 1, now, first=901)
    with pytest.raises(WrongKey):
        publish(now)
