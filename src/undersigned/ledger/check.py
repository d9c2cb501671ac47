"""A log is recomputed from its entries here, and every row that should agree with them is held against them."""

from collections.abc import Iterator

from undersigned.ledger.keys import log_verifiers
from undersigned.ledger.models import Bundle, Intent, Kind, Log, Tile
from undersigned.tlog import bundle, entry, tile
from undersigned.tlog import register as form
from undersigned.tlog.checkpoint import open_checkpoint
from undersigned.tlog.note import BadNote, encode64
from undersigned.tlog.replay import BadLog, Replay
from undersigned.tlog.tree import leaf_hashes

CHUNK = 64
"""Bundles read at a time."""


def faults(log: Log) -> Iterator[str]:
    """Everything in the rows of one log that contradicts its entries, in words; nothing when all is well.

    Reads a bundle at a time, so that memory does not grow with the log.
    """
    replay, tree = Replay(), tile.Growing()
    tiles: dict[tuple[int, int], bytes] = {}
    try:
        for name, lines in _bundles(log):
            _read(log, replay, lines)
            tiles.update(tree.add(leaf_hashes(lines)))
            yield from _tile_faults(log, tiles, complete_only=True)
            yield from _intent_faults(log, name.number * tile.WIDTH, lines)
    except (bundle.BadBundle, BadLog, form.BadRegister) as error:
        yield f"entries: {error}"
        return
    yield from _tile_faults(log, tiles, complete_only=False)
    yield from _head_faults(log, replay, tree)


def _bundles(log: Log) -> Iterator[tuple[tile.Name, list[bytes]]]:
    names = list(tile.bundle_names(log.size))
    for at in range(0, len(names), CHUNK):
        part = names[at : at + CHUNK]
        kept = dict(
            Bundle.objects.filter(log=log, number__gte=part[0].number, number__lte=part[-1].number).values_list(
                "number", "entries"
            )
        )
        for name in part:
            try:
                yield name, bundle.unpack(bytes(kept.get(name.number, b"")), name.width)
            except bundle.BadBundle as error:
                raise bundle.BadBundle(f"bundle {name.number}: {error}") from error


def _read(log: Log, replay: Replay, lines: list[bytes]) -> None:
    if log.petition_id is None:
        for line in lines:
            form.parse_entry(line)
    else:
        replay.read(lines)


def _tile_faults(log: Log, tiles: dict[tuple[int, int], bytes], complete_only: bool) -> Iterator[str]:
    """Compare what was computed with the rows, and let go of what is complete."""
    done = [where for where, row in tiles.items() if not complete_only or len(row) == tile.TILE_BYTES]
    for level, number in done:
        if Tile.objects.row_of(log, level, number) != tiles.pop((level, number)):
            yield f"tile {tile.Name(level, number).path()} does not hold the hashes of the entries below it"


def _intent_faults(log: Log, start: int, lines: list[bytes]) -> Iterator[str]:
    if log.petition_id is None:
        return
    placed = Intent.objects.filter(log=log, placed_at__gte=start, placed_at__lt=start + len(lines)).in_bulk(
        field_name="id"
    )
    by_place = {intent.placed_at: intent for intent in placed.values()}
    abouts = Intent.objects.in_bulk([intent.about_id for intent in placed.values() if intent.about_id])
    for at, line in enumerate(lines, start):
        intent = by_place.get(at)
        if intent is None:
            yield f"no intent is placed at {at}"
        elif not _says(entry.parse(line), intent, abouts):
            yield f"intent {intent.pk}, placed at {at}, is not what the entry there says"


def _says(found: entry.Entry, intent: Intent, abouts: dict[int, Intent]) -> bool:
    match found:
        case entry.Add():
            return intent.kind == Kind.ADD and encode64(bytes(intent.commitment or b"")) == found.commitment
        case entry.Open():
            return intent.kind == Kind.OPEN and bytes(intent.text_sha256 or b"").hex() == found.text_sha256
        case entry.Close():
            return intent.kind == Kind.CLOSE
    about = abouts.get(intent.about_id or 0)
    same = about is not None and about.placed_at == found.index and intent.kind == found.kind
    return same and (not isinstance(found, entry.Remove) or intent.reason == found.reason)


def _head_faults(log: Log, replay: Replay, tree: tile.Growing) -> Iterator[str]:
    if tree.root() != bytes(log.root):
        yield "the entries hash to another root than the log's row has"
    if log.petition_id is not None:
        if replay.count != log.count:
            yield f"the entries come to {replay.count}, the log's row says {log.count}"
        if (replay.closed is not None) != log.closed:
            yield "the log's row and its entries disagree on whether it is closed"
        if replay.opened is not None and replay.opened.petition != log.petition_id:
            yield f"the first entry opens petition {replay.opened.petition}"
    beyond = Intent.objects.filter(log=log, placed_at__gte=log.size).count()
    if beyond:
        yield f"{beyond} intents are placed beyond the log's end"
    if log.size == 0:
        return
    try:
        head = open_checkpoint(log.checkpoint.encode(), *log_verifiers(log.origin))
        if (head.size, head.root) != (log.size, tree.root()):
            yield f"the signed checkpoint is of {head.size} entries, or of another root"
    except BadNote as error:
        yield f"checkpoint: {error}"
