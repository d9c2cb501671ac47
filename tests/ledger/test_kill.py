"""Two sequencers and four writers are killed again and again: nothing is lost, doubled or forked.

Three kills in the suite; script/soak kills more often.
"""

import os
import random
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from undersigned.ledger import append, check
from undersigned.ledger.models import Bundle, Intent, Log
from undersigned.ledger.sequencer import step
from undersigned.tlog import bundle, tile, tree

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = int(os.environ.get("TESTS_KILLS", "3"))
LOOK_AGAIN = threading.Event()
EACH = max(100, 40 * KILLS)
ROLES = [("sequence",), ("sequence",), *(("write", str(1 + n * EACH), str(EACH)) for n in range(4))]


class Crew:
    """The processes at work, each started again after it was killed."""

    def __init__(self):
        self.at_work = {number: self.start(role) for number, role in enumerate(ROLES)}

    def start(self, role):
        return subprocess.Popen(
            [sys.executable, "-m", "ledger.killed", *role],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            stdout=subprocess.DEVNULL,
        )

    def kill_one(self, dice):
        number = dice.choice([n for n, process in self.at_work.items() if process.poll() is None])
        self.at_work[number].kill()
        self.at_work[number].wait()
        self.at_work[number] = self.start(ROLES[number])

    def writers_done(self):
        return all(self.at_work[number].poll() == 0 for number in range(2, 6))

    def stop(self):
        for process in self.at_work.values():
            process.kill()
            process.wait()


def heads_seen_until(moment, seen):
    while time.monotonic() < moment:
        log = Log.objects.get(petition_id="p1")
        seen[log.size] = bytes(log.root)
        LOOK_AGAIN.wait(0.01)


def test_nothing_is_lost_doubled_or_forked(now):
    append.open_log("p1", bytes(32), now)
    seen, dice, crew = {}, random.Random(7), Crew()
    try:
        heads_seen_until(time.monotonic() + 1.5, seen)
        for _ in range(KILLS):
            heads_seen_until(time.monotonic() + dice.uniform(0.2, 1.0), seen)
            crew.kill_one(dice)
        until = time.monotonic() + 300 + 5 * KILLS
        while not crew.writers_done() and time.monotonic() < until:
            heads_seen_until(time.monotonic() + 0.1, seen)
        assert crew.writers_done()
    finally:
        crew.stop()
    while step(now, timedelta(0), 1, random.Random(1)):
        pass
    assert_whole(seen)


def assert_whole(seen):
    log = Log.objects.get(petition_id="p1")
    assert not log.halted
    assert list(check.faults(log)) == []
    assert not Intent.objects.waiting().exists()
    assert Intent.objects.filter(kind="add").count() == 4 * EACH
    assert log.count == 4 * EACH - 4 * EACH // 5 + 4 * EACH // 10
    assert sorted(Intent.objects.values_list("placed_at", flat=True)) == list(range(log.size))
    lines = [
        line
        for row, name in zip(Bundle.objects.order_by("number"), tile.bundle_names(log.size), strict=True)
        for line in bundle.unpack(bytes(row.entries), name.width)
    ]
    leaves = [tree.leaf_hash(line) for line in lines]
    assert len(seen) > KILLS
    for size, root in seen.items():
        assert tree.root_of(leaves[:size]) == root
