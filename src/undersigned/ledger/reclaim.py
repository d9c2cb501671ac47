"""After a restored backup: entries that were published and are missing here are taken back from published files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from undersigned.ledger.append import origin_of
from undersigned.ledger.keys import own_verifiers, register_origin
from undersigned.ledger.models import Epoch, Intent, Kind, Log
from undersigned.ledger.publish import Moves, publish, run, tree_of
from undersigned.ledger.sequencer import number_of
from undersigned.tlog import bundle, entry, tile
from undersigned.tlog import register as form
from undersigned.tlog.checkpoint import Checkpoint, open_checkpoint
from undersigned.tlog.note import decode64
from undersigned.tlog.replay import Replay
from undersigned.tlog.tree import leaf_hashes


class NotOurs(Exception):
    """The files are not a continuation of what this database holds, or not signed by our key."""


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """A log that was brought up: its origin, its size before and after."""

    origin: str
    before: int
    after: int


def reclaim(folder: Path, now: datetime) -> Iterator[Reclaimed]:
    """Bring every log up to what `folder` (as log export writes it) holds.

    One transaction for each log. Entries come back whole; the private rows that stood behind lost adds do not:
    their signatures count, with nobody here to write to. Raises NotOurs, naming the log; also
    tlog.note.BadNote, bundle.BadBundle, replay.BadLog when the files do not hold together.
    """
    numbers = _numbers(folder)
    for place in sorted(folder.glob("petitions/*/checkpoint")):
        petition = place.parent.name
        log, _made = Log.objects.get_or_create(petition_id=petition, defaults={"origin": origin_of(petition)})
        yield from _reclaim(log, place.parent, now, numbers)
    if (folder / "register" / "checkpoint").exists():
        log, _made = Log.objects.get_or_create(petition_id=None, defaults={"origin": register_origin()})
        yield from _reclaim(log, folder / "register", now, numbers)


def _numbers(folder: Path) -> dict[str, int]:
    """Each petition's line in the heads, which a lost log must take again."""
    latest = folder / "register" / "heads" / "latest"
    if not latest.exists():
        return {}
    return {head.petition: number for number, head in enumerate(form.parse_heads(latest.read_bytes()))}


def _reclaim(log: Log, folder: Path, now: datetime, numbers: dict[str, int]) -> list[Reclaimed]:
    head = open_checkpoint((folder / "checkpoint").read_bytes(), *own_verifiers(log.origin))
    if head.size <= log.size:
        return []
    lines = _lines(folder, head)
    with transaction.atomic():
        if log.size and tree_of(log).root() != _grown(lines[: log.size]).root():
            raise NotOurs(f"{log.origin}: the published entries do not begin with those of this database")
        fresh = lines[log.size :]
        if log.petition_id is None:
            _note_epochs(log.size, fresh)
            signed = publish(log, fresh, now)
        else:
            _place(log, fresh, now)
            moves = _moves(log, lines, numbers)
            Log.objects.filter(pk=log.pk).update(ready=True, accepting=log.accepting and not moves.closed)
            signed = publish(log, fresh, now, moves)
        if signed != head:
            raise NotOurs(f"{log.origin}: signing again gives another head than the published one")
    return [Reclaimed(log.origin, log.size, head.size)]


def _lines(folder: Path, head: Checkpoint) -> list[bytes]:
    lines: list[bytes] = []
    for name in tile.bundle_names(head.size):
        lines += bundle.unpack((folder / name.path()).read_bytes(), name.width)
    if _grown(lines).root() != head.root:
        raise NotOurs(f"{head.origin}: the bundles do not hash to the root in its checkpoint")
    return lines


def _grown(lines: list[bytes]) -> tile.Growing:
    tree = tile.Growing()
    tree.add(leaf_hashes(lines))
    return tree


def _moves(log: Log, lines: list[bytes], numbers: dict[str, int]) -> Moves:
    replay = Replay()
    replay.read(lines)
    number = numbers.get(str(log.petition_id), number_of(log))
    return Moves(count=replay.count, closed=replay.closed is not None, opened_as=number)


def _place(log: Log, fresh: list[bytes], now: datetime) -> None:
    """Give each entry its intent: one that still waits here for the same thing, or a new one."""
    waiting = {
        bytes(committed or b""): pk
        for pk, committed in Intent.objects.waiting().filter(log=log, kind=Kind.ADD).values_list("pk", "commitment")
    }
    ids, ats, new = [], [], []
    changes: list[tuple[int, entry.Entry]] = []
    for at, line in enumerate(fresh, log.size):
        found = entry.parse(line)
        if not isinstance(found, entry.Add):
            changes.append((at, found))
            continue
        committed = decode64(found.commitment)
        if committed in waiting:
            ids.append(waiting.pop(committed))
            ats.append(at)
        else:
            new.append(Intent(log=log, kind=Kind.ADD, commitment=committed, created_at=now, placed_at=at))
    run("place", ids=ids, ats=ats)
    Intent.objects.bulk_create(new, batch_size=2000)
    for at, found in changes:
        _place_change(log, at, found, now)


def _place_change(log: Log, at: int, found: entry.Entry, now: datetime) -> None:
    wanted: dict[str, Any] = {"log": log, "kind": found.kind}
    given: dict[str, Any] = {"created_at": now}
    match found:
        case entry.Open():
            given["text_sha256"] = bytes.fromhex(found.text_sha256)
        case entry.Remove() | entry.Restore():
            about = Intent.objects.get(log=log, placed_at=found.index)
            wanted |= {
                "about": about,
                "turn": 1 + Intent.objects.filter(about=about, placed_at__isnull=False).count(),
            }
            given["reason"] = found.reason if isinstance(found, entry.Remove) else ""
    Intent.objects.update_or_create(**wanted, defaults={"placed_at": at, **given})


def _note_epochs(start: int, fresh: list[bytes]) -> None:
    for index, line in enumerate(fresh, start):
        found = form.parse_entry(line)
        if isinstance(found, form.Epoch):
            Epoch.objects.create(
                index=index,
                at=datetime.fromtimestamp(found.time, UTC),
                petitions=found.petitions,
                heads_root=found.heads_root,
                total=found.total,
                has_heads=False,
            )
