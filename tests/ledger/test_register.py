"""The register binds all logs together, once an epoch, and each petition can be anchored in it."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from undersigned.ledger import append, register, serve
from undersigned.ledger.keys import log_verifiers, register_origin
from undersigned.ledger.models import Epoch, Head, Log
from undersigned.ledger.sequencer import LOCK, step
from undersigned.tlog import register as form
from undersigned.tlog.checkpoint import open_checkpoint

pytestmark = pytest.mark.django_db


def publish(now, *petitions, first=1):
    for number, petition in enumerate(petitions, first):
        append.open_log(petition, bytes(32), now)
        append.add(petition, number, number.to_bytes(32, "big"), now)
    step(now, timedelta(0), 1, random.Random(1))


def test_an_epoch_commits_to_every_head(now):
    publish(now, "p1", "p2")
    assert register.step(now) == 0
    epoch = Epoch.objects.get()
    raw = serve.heads(0).body
    assert [line.split()[0] for line in raw.splitlines()] == [b"p1", b"p2"]
    assert (epoch.petitions, epoch.total) == (2, 2)
    assert form.heads_root(raw) == bytes(epoch.heads_root)
    assert open_checkpoint(serve.checkpoint(None).body, *log_verifiers(register_origin())).size == 1


def test_nothing_moved_gives_no_epoch_before_a_day(now):
    assert register.step(now) is None
    publish(now, "p1")
    assert register.step(now) == 0
    assert register.step(now + timedelta(hours=23)) is None
    assert register.step(now + timedelta(hours=24)) == 1


def test_epochs_are_a_minute_apart(now):
    publish(now, "p1")
    assert register.step(now) == 0
    append.add("p1", 9, bytes(32), now)
    publish(now)
    assert register.step(now + timedelta(seconds=59)) is None
    assert register.step(now + timedelta(seconds=60)) == 1


def test_heads_of_any_epoch_can_be_had(now):
    publish(now, "p1")
    register.step(now)
    publish(now, "p2", first=2)
    register.step(now + timedelta(minutes=1))
    assert len(serve.heads(0).body.splitlines()) == 1
    assert len(serve.heads(1).body.splitlines()) == 2
    assert serve.heads().body == serve.heads(1).body
    with pytest.raises(serve.Missing):
        serve.heads(2)


def test_an_anchor_leads_from_a_petition_to_the_register(now):
    publish(now, "p1", "p2", "p3")
    register.step(now)
    anchor = form.Anchor.parse(serve.anchor("p2").body)
    anchor.verify(*log_verifiers(register_origin()))
    log = Log.objects.get(petition_id="p2")
    assert anchor.head == form.Head("p2", log.size, bytes(log.root), log.count)


def test_a_petition_opened_since_has_no_anchor_yet(now):
    publish(now, "p1")
    register.step(now)
    publish(now, "p2", first=2)
    with pytest.raises(serve.Missing):
        serve.anchor("p2")


def test_thinning_keeps_the_last_of_each_hour_and_what_it_needs(now):
    publish(now, "p1", "p2")
    for minute in range(0, 180, 5):
        append.add("p1", 100 + minute, minute.to_bytes(32, "big"), now)
        publish(now)
        register.step(now + timedelta(minutes=minute))
    before = {index: serve.heads(index).body for index in (11, 23)}
    later = now + timedelta(days=31)
    assert register.thin(later) == 33
    assert {index: serve.heads(index).body for index in (11, 23)} == before
    assert serve.heads(35).body
    with pytest.raises(serve.Missing):
        serve.heads(10)
    assert Head.objects.count() == 4
    assert register.thin(later) == 0


def test_a_halted_register_signs_nothing_and_counting_goes_on(now):
    publish(now, "p1")
    register.step(now)
    Log.objects.register().update(halted="a witness holds more")
    publish(now, "p2", first=2)
    assert Log.objects.count_of("p2") == 1
    with pytest.raises(register.Stopped, match="a witness holds more"):
        register.step(now + timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
def test_an_epoch_waits_its_turn_and_a_second_sequencer_does_not(now):
    publish(now, "p1")
    append.add("p1", 9, bytes(32), now)
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert step(now, timedelta(0), 1, random.Random(1)) == []
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(_epoch, now)
            assert not waiting.done()
            other.rollback()
            assert waiting.result(10) == 0


def _epoch(now):
    try:
        return register.step(now)
    finally:
        connection.close()
