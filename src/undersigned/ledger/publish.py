"""Lines become entries of a log here: hashed into tiles, kept in bundles, signed, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from undersigned.kit import sql
from undersigned.ledger.keys import log_signers
from undersigned.ledger.models import FIRST_PART, Log
from undersigned.tlog import bundle, tile
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.tree import HASH_SIZE, leaf_hashes

QUERIES = sql.load("undersigned.ledger")


class Corrupted(Exception):
    """Rows of one log contradict each other; signing on would fork it."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What changes with a head: which intent is placed where, and columns of the row (None: as they are)."""

    ids: Sequence[int] = ()
    ats: Sequence[int] = ()
    count: int | None = None
    closed: bool | None = None
    opened_as: int | None = None


def publish(log: Log, lines: Sequence[bytes], now: datetime, moves: Moves = Moves()) -> Checkpoint:
    """Append these lines to the log as it was read, sign its new head, and make what moves with it.

    Runs in the caller's transaction, whose commit is the publication; one statement. Compare and set: raises
    Corrupted when the log is no longer of the size that was read, an intent had been placed, or its tiles do not
    lead to the root that was signed; also tile.BadTile and bundle.BadBundle.
    """
    tree, last = _edge_of(log)
    tiles = tree.add(leaf_hashes(lines))
    bundles = _bundles(log, last, list(lines))
    head = Checkpoint(log.origin, tree.size, tree.root())
    changed = rows(
        "publish",
        log=log.pk,
        ids=list(moves.ids),
        ats=list(moves.ats),
        levels=[level for level, _number in tiles],
        numbers=[number for _level, number in tiles],
        rows=list(tiles.values()),
        first_part=FIRST_PART,
        bundles=list(bundles),
        entries=list(bundles.values()),
        size=head.size,
        root=head.root,
        checkpoint=head.signed(log_signers(log.origin, now)),
        now=now,
        count=moves.count,
        closed=moves.closed,
        opened_as=moves.opened_as,
        size_before=log.size,
    )
    if not changed:
        raise Corrupted(f"the log is no longer of size {log.size}")
    if changed[0][0] != len(moves.ids):
        raise Corrupted("an intent that was waiting has been placed")
    return head


def tree_of(log: Log) -> tile.Growing:
    """The log's tree, taken up from its edge; raises Corrupted or tile.BadTile when the tiles are not its own."""
    return _edge_of(log)[0]


def _edge_of(log: Log) -> tuple[tile.Growing, bytes]:
    """The tree, and the last bundle as it is kept (empty when there is none)."""
    edge = tile.edge_names(log.size)
    found = rows(
        "edge",
        log=log.pk,
        levels=[name.level for name in edge],
        numbers=[name.number for name in edge],
        bundle=log.size // tile.WIDTH,
    )
    kept = {level: bytes(row) for level, row in found}
    last = kept.pop(tile.ENTRIES, b"")
    widths = {name.level: name.width for name in edge}
    for level, hashes in kept.items():
        if len(hashes) != widths[level] * HASH_SIZE:
            raise Corrupted(f"the edge tile of level {level} is not as wide as a log of {log.size} entries has it")
    tree = tile.Growing.at(log.size, kept)
    if tree.root() != bytes(log.root):
        raise Corrupted("the tiles do not hash to the root that was signed")
    return tree, last


def _bundles(log: Log, last: bytes, lines: list[bytes]) -> dict[int, bytes]:
    number, width = divmod(log.size, tile.WIDTH)
    if width:
        lines = bundle.unpack(last, width) + lines
    return {
        number + at // tile.WIDTH: bundle.pack(lines[at : at + tile.WIDTH])
        for at in range(0, len(lines), tile.WIDTH)
    }


def rows(query: str, **parameters: Any) -> list[Any]:
    """The rows of one of this room's queries."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[query], parameters)
        found: list[Any] = cursor.fetchall()
        return found


def run(query: str, **parameters: Any) -> int:
    """Run one of this room's statements; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[query], parameters)
        return int(cursor.rowcount)
