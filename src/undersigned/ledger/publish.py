"""Lines become entries of a log here: hashed into tiles, kept in bundles, signed, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from undersigned.kit import sql
from undersigned.ledger.keys import log_signers
from undersigned.ledger.models import Bundle, Log
from undersigned.tlog import bundle, tile
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.tree import HASH_SIZE, leaf_hash

QUERIES = sql.load("undersigned.ledger")


class Corrupted(Exception):
    """Rows of one log contradict each other; signing on would fork it."""


def publish(log: Log, lines: Sequence[bytes], now: datetime, **columns: Any) -> Checkpoint:
    """Append these lines to the log as it was read, sign its new head, and set `columns` of its row with it.

    Runs in the caller's transaction, whose commit is the publication. Compare and set: raises Corrupted when the
    log is no longer of the size that was read, or its tiles do not lead to the root that was signed; also
    tile.BadTile and bundle.BadBundle.
    """
    tree = tree_of(log)
    tiles = tree.add([leaf_hash(line) for line in lines])
    bundles = _bundles(log, list(lines))
    run(
        "write_tiles",
        log=log.pk,
        levels=[level for level, _number in tiles],
        numbers=[number for _level, number in tiles],
        rows=list(tiles.values()),
    )
    run("write_bundles", log=log.pk, numbers=list(bundles), rows=list(bundles.values()))
    head = Checkpoint(log.origin, tree.size, tree.root())
    changed = Log.objects.filter(pk=log.pk, size=log.size).update(
        size=head.size,
        root=head.root,
        checkpoint=head.signed(log_signers(log.origin, now)),
        published_at=now,
        **columns,
    )
    if changed != 1:
        raise Corrupted(f"the log is no longer of size {log.size}")
    return head


def tree_of(log: Log) -> tile.Growing:
    """The log's tree, taken up from its edge; raises Corrupted or tile.BadTile when the tiles are not its own."""
    edge = tile.edge_names(log.size)
    found = rows(
        "edge_tiles", log=log.pk, levels=[name.level for name in edge], numbers=[name.number for name in edge]
    )
    widths = {name.level: name.width for name in edge}
    for level, _number, hashes in found:
        if len(hashes) != widths[level] * HASH_SIZE:
            raise Corrupted(f"the edge tile of level {level} is not as wide as a log of {log.size} entries has it")
    tree = tile.Growing.at(log.size, {level: bytes(hashes) for level, _number, hashes in found})
    if tree.root() != bytes(log.root):
        raise Corrupted("the tiles do not hash to the root that was signed")
    return tree


def _bundles(log: Log, lines: list[bytes]) -> dict[int, bytes]:
    number, width = divmod(log.size, tile.WIDTH)
    if width:
        kept = Bundle.objects.filter(log=log, number=number).values_list("entries", flat=True).first()
        lines = bundle.unpack(bytes(kept or b""), width) + lines
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
