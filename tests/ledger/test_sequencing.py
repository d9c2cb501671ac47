"""What waits is placed in order, hashed and signed, and the count moves with it."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from ledger import many
from undersigned.ledger import append
from undersigned.ledger.keys import log_verifiers
from undersigned.ledger.models import Bundle, Intent, Log, Tile
from undersigned.ledger.sequencer import Moved, step
from undersigned.tlog import bundle, tile
from undersigned.tlog.checkpoint import open_checkpoint
from undersigned.tlog.replay import Replay
from undersigned.tlog.tree import leaf_hash, root_of

pytestmark = pytest.mark.django_db
TEXT = bytes(32)


def sequence(now, after=0, at_least=1):
    return step(now, timedelta(seconds=after), at_least, random.Random(5))


def entries(petition="p1"):
    log = Log.objects.get(petition_id=petition)
    bundles = Bundle.objects.filter(log=log).order_by("number")
    names = list(tile.bundle_names(log.size))
    return [
        line
        for row, name in zip(bundles, names, strict=True)
        for line in bundle.unpack(bytes(row.entries), name.width)
    ]


def check(petition="p1"):
    """Everything the rows of a log must agree on."""
    log = Log.objects.get(petition_id=petition)
    lines = entries(petition)
    replay = Replay()
    replay.read(lines)
    assert (replay.size, replay.count) == (log.size, log.count)
    assert root_of([leaf_hash(line) for line in lines]) == bytes(log.root)
    head = open_checkpoint(log.checkpoint.encode(), log_verifiers(log.origin)[0])
    assert (head.size, head.root) == (log.size, bytes(log.root))
    tiles = {(row.level, row.number): bytes(row.hashes) + bytes(row.rest) for row in Tile.objects.filter(log=log)}
    tile.Checked(log.size, head.root, lambda level, number, width: tiles[level, number][: width * 32])
    assert set(Intent.objects.filter(log=log, placed_at__isnull=False).values_list("placed_at", flat=True)) == set(
        range(log.size)
    )


def sign(count, now, petition="p1", first=1):
    many.adds(petition, count, now, first)


def test_supporters_wait_until_the_petition_opens(now):
    append.prepare("p1")
    sign(3, now)
    assert sequence(now) == []
    append.open_log("p1", TEXT, now)
    assert sequence(now) == [Moved("p1", 4, 3)]
    assert entries()[0] == b"open p1 " + b"0" * 64 + b" 2026-11-22"
    assert Log.objects.count_of("p1") == 3
    check()


def test_adds_are_shuffled_and_removes_follow_in_the_order_of_their_adds(now):
    append.open_log("p1", TEXT, now)
    sign(100, now)
    for signature in range(1, 21):
        append.remove("p1", signature, "withdrawn", now)
    sequence(now)
    at = list(Intent.objects.filter(kind="add").order_by("signature").values_list("placed_at", flat=True))
    assert at != sorted(at)
    assert sorted(at) == list(range(1, 101))
    removed = [int(line.split()[2]) for line in entries()[101:]]
    assert removed == sorted(at[:20])
    check()


def test_a_signature_withdrawn_before_it_was_published_is_added_and_then_removed(now):
    append.open_log("p1", TEXT, now)
    sign(1, now)
    append.remove("p1", 1, "withdrawn", now)
    assert sequence(now) == [Moved("p1", 3, 0)]
    assert [line.split()[0] for line in entries()] == [b"open", b"add", b"remove"]


def test_close_comes_last_and_holds_the_count(now):
    append.open_log("p1", TEXT, now)
    sign(5, now)
    append.close_log("p1", now)
    sequence(now)
    assert entries()[-1] == b"close 2026-11-22 5"
    assert Log.objects.get(petition_id="p1").closed
    check()


def test_a_closing_log_takes_nothing_more(now):
    append.open_log("p1", TEXT, now)
    sign(1, now)
    append.close_log("p1", now)
    with pytest.raises(append.NotAccepted):
        append.add("p1", 2, bytes(32), now)
    with pytest.raises(append.NotAccepted):
        append.remove("p1", 1, "withdrawn", now)


def test_few_signatures_wait_for_company_or_for_time(now):
    append.open_log("p1", TEXT, now)
    sequence(now, 600, 16)
    sign(15, now)
    assert sequence(now + timedelta(seconds=599), 600, 16) == []
    assert sequence(now + timedelta(seconds=600), 600, 16) == [Moved("p1", 16, 15)]
    sign(16, now + timedelta(seconds=700), first=16)
    assert sequence(now + timedelta(seconds=700), 600, 16) == [Moved("p1", 32, 31)]


def test_opening_is_published_at_once_but_young_signatures_are_not(now):
    sign(2, now)
    append.open_log("p1", TEXT, now)
    assert sequence(now, 600, 16) == [Moved("p1", 1, 0)]


def test_removes_and_restores_alternate_and_repeats_change_nothing(now):
    append.open_log("p1", TEXT, now)
    sign(1, now)
    assert not append.restore("p1", 1, now)
    assert append.remove("p1", 1, "withdrawn", now)
    assert not append.remove("p1", 1, "fraud", now)
    assert append.restore("p1", 1, now)
    assert append.remove("p1", 1, "fraud", now)
    assert sequence(now) == [Moved("p1", 5, 0)]
    check()


def test_a_signature_the_log_does_not_know_cannot_be_removed(now):
    append.open_log("p1", TEXT, now)
    with pytest.raises(append.NotInLog):
        append.remove("p1", 7, "withdrawn", now)


def test_what_a_forgotten_signature_still_wants_is_written(now):
    append.open_log("p1", TEXT, now)
    sign(1, now)
    append.remove("p1", 1, "withdrawn", now)
    append.forget([1])
    assert sequence(now) == [Moved("p1", 3, 0)]
    assert not Intent.objects.filter(signature__isnull=False).exists()


def test_steps_of_any_length_give_one_consistent_log(now):
    append.open_log("p1", TEXT, now)
    signature = 1
    for count in (1, 254, 1, 1, 255, 300, 2):
        sign(count, now, first=signature)
        signature += count
        sequence(now)
        check()
    assert Log.objects.count_of("p1") == signature - 1


def test_logs_of_several_petitions_move_alone(now):
    for petition in ("p1", "p2"):
        append.open_log(petition, TEXT, now)
    sign(3, now, "p1")
    sign(2, now, "p2", first=4)
    assert sequence(now) == [Moved("p1", 4, 3), Moved("p2", 3, 2)]
    assert Log.objects.counts_of(["p1", "p2", "p3"]) == {"p1": 3, "p2": 2}
    check("p1")
    check("p2")


def test_a_corrupted_log_is_halted_with_the_remedy_and_the_others_run(now, caplog):
    for petition in ("p1", "p2"):
        append.open_log(petition, TEXT, now)
    sequence(now)
    Tile.objects.filter(log__petition_id="p1").update(hashes=bytes(32))
    sign(1, now, "p1")
    sign(1, now, "p2", first=2)
    assert sequence(now) == [Moved("p2", 2, 1)]
    assert "petition p1" in caplog.text
    assert "undersigned log check p1" in Log.objects.get(petition_id="p1").halted
    assert sequence(now) == []


def test_many_adds_go_in_with_one_statement(now):
    append.open_log("p1", TEXT, now)
    append.open_log("p2", TEXT, now)
    append.close_log("p2", now)
    wanted = {
        "petitions": ["p1", "p2", "p1", "nowhere"],
        "signatures": [1, 2, 3, 4],
        "commitments": [bytes(32)] * 4,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(append.APPEND_ADDS, wanted)
        assert sorted(cursor.fetchall()) == [(1,), (3,)]
        cursor.execute(append.APPEND_ADDS, wanted)
        assert cursor.fetchall() == []
    assert sequence(now) == [Moved("p1", 3, 2), Moved("p2", 2, 0)]


def test_a_log_that_never_opened_can_be_discarded(now):
    sign(2, now)
    append.discard("p1")
    assert not Intent.objects.exists()
    append.open_log("p2", TEXT, now)
    with pytest.raises(append.NotAccepted):
        append.discard("p2")


def cut_a_bundle(log):
    Bundle.objects.filter(log=log).update(entries=b"\x00\x09short")


def lose_a_tile(log):
    Tile.objects.filter(log=log).delete()


def widen_a_tile(log):
    Tile.objects.filter(log=log).update(hashes=bytes(64), rest=b"")


def change_the_root(log):
    Log.objects.filter(pk=log.pk).update(root=bytes(32))


def claim_another_size(log):
    Log.objects.filter(pk=log.pk).update(size=2, count=0)


def take_a_place_twice(log):
    Intent.objects.filter(log=log, kind="open").update(placed_at=1)


@pytest.mark.parametrize(
    "spoil", [cut_a_bundle, lose_a_tile, widen_a_tile, change_the_root, claim_another_size, take_a_place_twice]
)
def test_every_contradiction_halts_its_log_and_no_other(now, spoil):
    for petition in ("p1", "p2"):
        append.open_log(petition, TEXT, now)
    sequence(now)
    log = Log.objects.get(petition_id="p1")
    spoil(log)
    sign(1, now, "p1")
    sign(1, now, "p2", first=2)
    assert sequence(now) == [Moved("p2", 2, 1)]
    assert Log.objects.get(pk=log.pk).halted
    assert Intent.objects.waiting().filter(log=log, kind="add").exists()
