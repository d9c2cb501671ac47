"""Waiting intents become entries here: placed, hashed, signed and published in one transaction."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import DataError, IntegrityError, InternalError, connection, transaction
from django.db.models import Max

from undersigned.ledger.models import Intent, Kind, Log
from undersigned.ledger.publish import QUERIES, Corrupted, Moves, publish, rows
from undersigned.tlog import bundle, entry, tile

LOCK = 7_236_005
"""The advisory lock of whoever writes to any log."""

BATCH = 10_000
"""Adds, and changes, that one step takes for one log."""

CONTRADICTIONS = (Corrupted, tile.BadTile, bundle.BadBundle, IntegrityError, DataError, InternalError)
"""What halts one log: rows that contradict each other, or that PostgreSQL itself finds damaged."""

logger = logging.getLogger(__name__)


class Shuffler(Protocol):
    """Where the shuffle's randomness comes from, such as random.SystemRandom."""

    def shuffle(self, x: list[Any]) -> None:
        """Reorder in place."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A petition's log moved: its published size and count now."""

    petition_id: str
    size: int
    count: int


@dataclass(frozen=True, slots=True)
class Due:
    """A log that may be published: whether all that waits may be, and the intents to open and to close it."""

    log: Log
    all_due: bool
    opens: int | None
    closes: int | None


@dataclass(slots=True)
class Batch:
    """What one step adds to one log: the lines in order, and which intent stands at which index."""

    log: Log
    lines: list[bytes] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    ats: list[int] = field(default_factory=list)
    count: int = 0
    closes: bool = False

    def take(self, intent: int, line: bytes) -> None:
        """Put one intent's entry at the next index."""
        self.ids.append(intent)
        self.ats.append(self.log.size + len(self.lines))
        self.lines.append(line)


def step(now: datetime, publish_after: timedelta, at_least: int, shuffle: Shuffler) -> list[Moved]:
    """Publish what is due: logs in which `at_least` entries wait, or one has waited for `publish_after`.

    One transaction; commit is publication. A log is opened at once. Within a log: open, adds shuffled, removes
    and restores after their causes, and close when nothing else waits. Returns what moved; [] when another
    sequencer is at work. A log whose rows contradict each other is halted with the remedy in its row and in the
    error log, and the others go on. Raises keys.NoKey and keys.WrongKey.
    """
    with transaction.atomic():
        if not _holds_the_pen():
            return []
        moved = []
        for due in _due(now - publish_after, at_least):
            try:
                with transaction.atomic():
                    published = _sequence(due, now, shuffle)
            except CONTRADICTIONS as error:
                _halt(due.log, error)
                continue
            if published:
                moved.append(published)
        return moved


def _holds_the_pen() -> bool:
    """Be the only writer of logs until this transaction ends; False when another is."""
    return bool(rows("try_sequencer_lock", lock=LOCK)[0][0])


def wait_for_the_pen() -> None:
    """Be the only writer of logs until this transaction ends, once the one at work has ended its own."""
    rows("wait_for_sequencer_lock", lock=LOCK)


def _due(before: datetime, at_least: int) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(QUERIES["due_logs"], {"before": before, "at_least": at_least})
        names = [column.name for column in cursor.description[3:]]
        return [
            Due(Log.from_db(connection.alias, names, row), bool(all_due), opens, closes)
            for all_due, opens, closes, *row in cursor.fetchall()
        ]


def _sequence(due: Due, now: datetime, shuffle: Shuffler) -> Moved | None:
    log = due.log
    batch = _render(due, now.date().isoformat(), shuffle)
    if not batch.lines:
        return None
    moves = Moves(batch.ids, batch.ats, batch.count, batch.closes, number_of(log))
    head = publish(log, batch.lines, now, moves)
    if batch.closes and rows("recount", log=log.pk)[0] != (batch.count, head.size):
        raise Corrupted("the placed intents do not come to the count and size of the log")
    return Moved(str(log.petition_id), head.size, batch.count)


def number_of(log: Log) -> int:
    """Its line in the register's heads: the order of opening, from 0."""
    if log.opened_as is not None:
        return log.opened_as
    last: int | None = Log.objects.aggregate(last=Max("opened_as"))["last"]
    return 0 if last is None else last + 1


def _render(due: Due, day: str, shuffle: Shuffler) -> Batch:
    log = due.log
    batch = Batch(log, count=log.count)
    if (log.size == 0) != (due.opens is not None):
        raise Corrupted("a log has its open entry at index 0 and nowhere else")
    if due.opens is not None:
        text = bytes(Intent.objects.values_list("text_sha256", flat=True).get(pk=due.opens) or b"")
        batch.take(due.opens, f"open {log.petition_id} {text.hex()} {day}".encode())
    if not due.all_due:
        return batch
    _render_adds(batch, day, shuffle)
    _render_changes(batch, day)
    if due.closes is not None and rows("waiting_count", log=log.pk)[0][0] == len(batch.lines) + 1:
        batch.take(due.closes, f"close {day} {batch.count}".encode())
        batch.closes = True
    return batch


def _render_adds(batch: Batch, day: str, shuffle: Shuffler) -> None:
    adds = rows("waiting_adds", log=batch.log.pk, limit=BATCH)
    shuffle.shuffle(adds)
    for intent, commitment in adds:
        batch.take(intent, entry.add_line(day, bytes(commitment)))
    batch.count += len(adds)


def _render_changes(batch: Batch, day: str) -> None:
    """In the order of the adds they are about, which says nothing of the order in which people acted."""
    here = dict(zip(batch.ids, batch.ats, strict=True))
    ordered = []
    for intent, kind, reason, turn, add, add_log, add_at in rows("waiting_changes", log=batch.log.pk, limit=BATCH):
        if add_log != batch.log.pk:
            raise Corrupted(f"intent {intent} is about an add of another log")
        at = here.get(add) if add_at is None else add_at
        if at is not None:
            ordered.append((turn, at, intent, kind, reason))
    for _turn, at, intent, kind, reason in sorted(ordered):
        words = f"{kind} {day} {at} {reason}" if kind == Kind.REMOVE else f"{kind} {day} {at}"
        batch.take(intent, words.encode())
        batch.count += -1 if kind == Kind.REMOVE else 1


def _halt(log: Log, error: Exception) -> None:
    remedy = (
        f"petition {log.petition_id}: its log is halted at size {log.size}, the others go on. {error}. "
        f"Run `undersigned log check {log.petition_id}` to see which rows are wrong, put them right from a backup "
        f"or from the published files, then `undersigned log resume {log.petition_id}`."
    )
    Log.objects.filter(pk=log.pk).update(halted=remedy)
    logger.error("%s", remedy)
