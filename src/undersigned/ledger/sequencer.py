"""Waiting intents become entries here: placed, hashed, signed and published in one transaction."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Max

from undersigned.ledger.append import QUERIES
from undersigned.ledger.keys import log_signers
from undersigned.ledger.models import Bundle, Intent, Kind, Log
from undersigned.tlog import bundle, entry, tile
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.tree import HASH_SIZE, leaf_hash

LOCK = 7_236_005
BATCH = 10_000
"""Adds, and changes, that one step takes for one log."""

logger = logging.getLogger(__name__)


class Shuffler(Protocol):
    """Where the shuffle's randomness comes from, such as random.SystemRandom."""

    def shuffle(self, x: list[Any]) -> None:
        """Reorder in place."""


class Corrupted(Exception):
    """Rows of one log contradict each other; signing on would fork it."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A petition's log moved: its published size and count now."""

    petition_id: str
    size: int
    count: int


@dataclass(slots=True)
class Batch:
    """What one step adds to one log: the lines in order, and which intent stands at which index."""

    log: Log
    lines: list[bytes] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    ats: list[int] = field(default_factory=list)
    count: int = 0
    closes: bool = False

    @property
    def next(self) -> int:
        """The index of the entry to come."""
        return self.log.size + len(self.lines)

    def take(self, intent: int, line: bytes) -> None:
        """Put one intent's entry at the next index."""
        self.ids.append(intent)
        self.ats.append(self.next)
        self.lines.append(line)


def step(now: datetime, publish_after: timedelta, at_least: int, shuffle: Shuffler) -> list[Moved]:
    """Publish what is due: logs in which `at_least` entries wait, or one has waited for `publish_after`.

    One transaction; commit is publication. A log is opened at once. Within a log: open, adds shuffled, removes
    and restores after their causes, and close when nothing else waits. Returns what moved; [] when another
    sequencer is at work. A log whose rows contradict each other is halted with the remedy in its row and in the
    error log, and the others go on. Raises keys.NoKey where the key is missing.
    """
    with transaction.atomic():
        if not _rows("try_sequencer_lock", lock=LOCK)[0][0]:
            return []
        moved = []
        for log_id, all_due in _rows("due_logs", before=now - publish_after, at_least=at_least):
            log = Log.objects.get(pk=log_id)
            try:
                with transaction.atomic():
                    published = _sequence(log, bool(all_due), now, shuffle)
            except OperationalError:
                raise
            except (Corrupted, tile.BadTile, bundle.BadBundle, DatabaseError) as error:
                _halt(log, error)
                continue
            if published:
                moved.append(published)
        return moved


def _sequence(log: Log, all_due: bool, now: datetime, shuffle: Shuffler) -> Moved | None:
    batch = _render(log, all_due, now.date().isoformat(), shuffle)
    if not batch.lines:
        return None
    tree = _tree_of(log)
    tiles = tree.add([leaf_hash(line) for line in batch.lines])
    bundles = _bundles(log, batch.lines)
    if not _run("place", ids=batch.ids, ats=batch.ats) == len(batch.ids):
        raise Corrupted("an intent that was waiting has been placed")
    if batch.closes and _rows("recount", log=log.pk)[0] != (batch.count, tree.size):
        raise Corrupted("the placed intents do not come to the count and size of the log")
    names = list(tiles)
    _run(
        "write_tiles",
        log=log.pk,
        levels=[level for level, _number in names],
        numbers=[number for _level, number in names],
        rows=list(tiles.values()),
    )
    _run("write_bundles", log=log.pk, numbers=list(bundles), rows=list(bundles.values()))
    _publish(log, tree, batch, now)
    return Moved(str(log.petition_id), tree.size, batch.count)


def _publish(log: Log, tree: tile.Growing, batch: Batch, now: datetime) -> None:
    """Compare and set: the log moves only from the size that was read."""
    head = Checkpoint(log.origin, tree.size, tree.root())
    changed = Log.objects.filter(pk=log.pk, size=log.size).update(
        size=tree.size,
        root=head.root,
        count=batch.count,
        checkpoint=head.signed(log_signers(log.origin)),
        closed=batch.closes,
        opened_as=_number_of(log),
        published_at=now,
    )
    if changed != 1:
        raise Corrupted(f"the log is no longer of size {log.size}")


def _number_of(log: Log) -> int:
    """Its line in the register's heads: the order of opening, from 0."""
    if log.opened_as is not None:
        return log.opened_as
    last: int | None = Log.objects.aggregate(last=Max("opened_as"))["last"]
    return 0 if last is None else last + 1


def _render(log: Log, all_due: bool, day: str, shuffle: Shuffler) -> Batch:
    batch = Batch(log, count=log.count)
    opens, closes = _rows("waiting_ends", log=log.pk)[0]
    if (log.size == 0) != (opens is not None):
        raise Corrupted("a log has its open entry at index 0 and nowhere else")
    if opens is not None:
        text = bytes(Intent.objects.values_list("text_sha256", flat=True).get(pk=opens) or b"")
        batch.take(opens, f"open {log.petition_id} {text.hex()} {day}".encode())
    if not all_due:
        return batch
    _render_adds(batch, day, shuffle)
    _render_changes(batch, day)
    if closes is not None and _rows("waiting_count", log=log.pk)[0][0] == len(batch.lines) + 1:
        batch.take(closes, f"close {day} {batch.count}".encode())
        batch.closes = True
    return batch


def _render_adds(batch: Batch, day: str, shuffle: Shuffler) -> None:
    adds = _rows("waiting_adds", log=batch.log.pk, limit=BATCH)
    shuffle.shuffle(adds)
    for intent, commitment in adds:
        batch.take(intent, entry.add_line(day, bytes(commitment)))
    batch.count += len(adds)


def _render_changes(batch: Batch, day: str) -> None:
    here = dict(zip(batch.ids, batch.ats, strict=True))
    for intent, kind, reason, add, add_log, add_at in _rows("waiting_changes", log=batch.log.pk, limit=BATCH):
        at = here.get(add) if add_at is None else add_at
        if add_log != batch.log.pk:
            raise Corrupted(f"intent {intent} is about an add of another log")
        if at is None:
            continue
        words = f"{kind} {day} {at} {reason}" if kind == Kind.REMOVE else f"{kind} {day} {at}"
        batch.take(intent, words.encode())
        batch.count += -1 if kind == Kind.REMOVE else 1


def _tree_of(log: Log) -> tile.Growing:
    edge = tile.edge_names(log.size)
    rows = _rows(
        "edge_tiles", log=log.pk, levels=[name.level for name in edge], numbers=[name.number for name in edge]
    )
    widths = {name.level: name.width for name in edge}
    for level, _number, hashes in rows:
        if len(hashes) != widths[level] * HASH_SIZE:
            raise Corrupted(f"the edge tile of level {level} is wider than a log of {log.size} entries has it")
    tree = tile.Growing.at(log.size, {level: bytes(hashes) for level, _number, hashes in rows})
    if tree.root() != bytes(log.root):
        raise Corrupted("the tiles do not hash to the root that was signed")
    return tree


def _bundles(log: Log, lines: list[bytes]) -> dict[int, bytes]:
    number, width = divmod(log.size, tile.WIDTH)
    waiting = lines
    if width:
        rows = Bundle.objects.filter(log=log, number=number).values_list("entries", flat=True)
        waiting = bundle.unpack(bytes(rows[0]) if rows else b"", width) + lines
    return {
        number + at // tile.WIDTH: bundle.pack(waiting[at : at + tile.WIDTH])
        for at in range(0, len(waiting), tile.WIDTH)
    }


def _halt(log: Log, error: Exception) -> None:
    remedy = (
        f"petition {log.petition_id}: its log is halted at size {log.size}, the others go on. {error}. "
        f"Run `undersigned log check {log.petition_id}` to see which rows are wrong, put them right from a backup "
        f"or from the published files, then `undersigned log resume {log.petition_id}`."
    )
    Log.objects.filter(pk=log.pk).update(halted=remedy)
    logger.error("%s", remedy)


def _rows(query: str, **parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[query], parameters)
        rows: list[Any] = cursor.fetchall()
        return rows


def _run(query: str, **parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[query], parameters)
        return int(cursor.rowcount)
