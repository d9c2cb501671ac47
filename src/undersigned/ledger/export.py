"""The public logs as plain files that any web server can serve, in the same places as on the site."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.db import connection, transaction

from undersigned.ledger import serve
from undersigned.ledger.models import Bundle, Log
from undersigned.ledger.witnesses import published_policy
from undersigned.tlog import bundle, tile

Show = Callable[[Iterable[Log], str, int], Iterable[Log]]
"""(logs, label, how many) → the logs, while a bar moves."""

Beside = Callable[[str], Iterable[tuple[str, bytes | None]]]
"""petition's id → (name, bytes) of files beside its log that other rooms know; None: there shall be none."""


def nothing_beside(petition_id: str) -> Iterable[tuple[str, bytes | None]]:
    """No further files."""
    return ()


def export(folder: Path, show: Show, beside: Beside = nothing_beside) -> int:
    """Write every published log below `folder`, and what belongs `beside` it; returns how many files were written.

    Files that are there in full are left alone, so that a later run writes only what is new. A checkpoint
    replaces the one before in one step, after everything it speaks of is there.
    """
    written = 0
    with transaction.atomic():
        _one_moment()
        logs = Log.objects.filter(size__gt=0).order_by("id")
        for log in show(logs, "logs", logs.count()):
            place = "register" if log.petition_id is None else f"petitions/{log.petition_id}"
            written += _export(log, folder / place)
            written += _put_beside(folder / place, beside(log.petition_id) if log.petition_id else ())
        for name, body in _once():
            _write(folder / name, body)
            written += 1
    return written


def _one_moment() -> None:
    """All logs are read as they stood at one moment, so that anchors and register fit together."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _export(log: Log, folder: Path) -> int:
    written = 0
    for name, body in _files(log):
        path = folder / name.path()
        if name.width == tile.WIDTH and path.exists():
            continue
        _write(path, body)
        written += 1
    _write(folder / "checkpoint", serve.checkpoint(log.petition_id).body)
    return written + 1 + _export_anchor(log, folder)


def _export_anchor(log: Log, folder: Path) -> int:
    if log.petition_id is None:
        return 0
    try:
        _write(folder / "anchor", serve.anchor(log.petition_id).body)
    except serve.Missing:
        return 0
    return 1


def _put_beside(folder: Path, files: Iterable[tuple[str, bytes | None]]) -> int:
    written = 0
    for name, body in files:
        if body is None:
            (folder / name).unlink(missing_ok=True)
            continue
        _write(folder / name, body)
        written += 1
    return written


def _files(log: Log) -> Iterator[tuple[tile.Name, bytes]]:
    """Every tile and bundle at the size that was read."""
    for name in tile.tile_names(log.size):
        yield name, serve.hashes(log, name)
    for name in tile.bundle_names(log.size):
        entries = Bundle.objects.values_list("entries", flat=True).get(log=log, number=name.number)
        yield name, bundle.prefix(bytes(entries), name.width)


def _once() -> Iterator[tuple[str, bytes]]:
    yield ".well-known/tlog-policy", published_policy().encode()
    yield ".well-known/undersigned-keys", serve.public_keys().encode()
    newest = serve.newest_epoch()
    if newest is not None:
        heads = serve.heads(newest).body
        yield f"register/heads/{newest}", heads
        yield "register/heads/latest", heads


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(body)
    part.replace(path)
