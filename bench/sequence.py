"""How fast waiting signatures become entries, and what a million of them take to keep.

`.venv/bin/python bench/sequence.py [--entries N] [--json FILE]` makes a database of its own, durable as in service,
and measures steps of 1, 1,000 and 10,000 entries on a log of N. The floor of each is measured in the same run: the
same tree hashed and signed in memory, and the same bytes written by one bare COPY and commit.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from undersigned.kit import home

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PETITION = "benchbench12"

_open = ExitStack()
_folder = _open.enter_context(tempfile.TemporaryDirectory(prefix="bench-sequence-"))
for _name in ("DATABASE_URL", "DATABASE_URL_FILE"):
    os.environ.pop(_name, None)  # noqa: TID251  never the deployment's database
home.choose_settings()
_open.enter_context(home.opened(Path(_folder)))
django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from undersigned.kit.progress import bar
from undersigned.ledger import append
from undersigned.ledger.sequencer import BATCH, step
from undersigned.tlog import bundle, entry, tile
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.note import Signer
from undersigned.tlog.tree import leaf_hashes

FILL = """
INSERT INTO ledger_intent (log_id, kind, signature, commitment, reason, created_at)
SELECT log.id, 'add', number, sha256(('commitment ' || number)::bytea), '', %(now)s
FROM ledger_log log, generate_series(%(first)s::bigint, %(last)s::bigint) AS number
WHERE log.petition_id = %(petition)s
"""
SPEC = {"tiles": 32.0, "entries": 61.0}
"""Megabytes for a million entries, as the log's specification measured them."""


def wait_for(first: int, count: int) -> None:
    """Let this many signatures wait."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"now": NOW, "first": first, "last": first + count - 1, "petition": PETITION})


def sequence() -> float:
    """Milliseconds of one step."""
    began = time.perf_counter()
    moved = step(NOW, timedelta(0), 1, random.SystemRandom())
    took = time.perf_counter() - began
    assert moved
    return took * 1000


def floors(count: int) -> tuple[float, float]:
    """Milliseconds to hash and sign this many in memory, and to write their bytes with one COPY and commit."""
    lines = [entry.add_line("2026-11-22", number.to_bytes(32, "big")) for number in range(count)]
    began = time.perf_counter()
    tree = tile.Growing()
    tree.add(leaf_hashes(lines))
    Checkpoint("floor.example/log", count, tree.root()).signed([Signer("floor.example/log", bytes(32))])
    hashed = time.perf_counter() - began
    packed = bundle.pack(lines)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS floor (body bytea)")
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO floor VALUES (%s)", [packed])
    return hashed * 1000, (time.perf_counter() - began) * 1000


def measure(count: int, times: int, first: Callable[[int], int]) -> dict[str, float | int]:
    """Steps of this many entries, several times."""
    took = []
    for _ in range(times):
        wait_for(first(count), count)
        took.append(sequence())
    hashed, written = floors(count)
    return {
        "entries": count,
        "times": times,
        "median_ms": round(statistics.median(took), 2),
        "worst_ms": round(max(took), 2),
        "floor_hash_ms": round(hashed, 2),
        "floor_write_ms": round(written, 2),
    }


def storage() -> dict[str, float]:
    """Megabytes for a million entries: what the logs hold, and on disk with all that PostgreSQL adds."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM ledger_log WHERE petition_id = %s", [PETITION])
        millions = cursor.fetchone()[0] / 1_000_000
        cursor.execute("VACUUM FULL ledger_tile, ledger_bundle, ledger_intent")
        for name, column, table in (
            ("tiles", "hashes || rest", "ledger_tile"),
            ("entries", "entries", "ledger_bundle"),
        ):
            cursor.execute(f"SELECT sum(length({column})), pg_total_relation_size('{table}') FROM {table}")
            held, on_disk = cursor.fetchone()
            found[name] = round(float(held) / 1e6 / millions, 1)
            found[f"{name}_on_disk"] = round(on_disk / 1e6 / millions, 1)
        cursor.execute("SELECT pg_total_relation_size('ledger_intent')")
        found["intents_on_disk"] = round(cursor.fetchone()[0] / 1e6 / millions, 1)
    return found


def main() -> None:
    """Fill, measure, print one table, and JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000, help="entries in the log before measuring")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    call_command("migrate", verbosity=0)
    append.open_log(PETITION, bytes(32), NOW)
    next_one = 1

    def first(count: int) -> int:
        nonlocal next_one
        next_one += count
        return next_one - count

    for _ in bar(range(0, args.entries, BATCH), "filling the log"):
        wait_for(first(BATCH), BATCH)
        sequence()
    steps = [measure(count, times, first) for count, times in ((1, 50), (1000, 10), (10_000, 5))]
    kept = storage()
    print(f"{'entries':>8} {'median':>10} {'worst':>10} {'hashing':>10} {'writing':>10}   milliseconds a step")
    for row in steps:
        print(
            f"{row['entries']:>8,} {row['median_ms']:>10} {row['worst_ms']:>10} {row['floor_hash_ms']:>10} "
            f"{row['floor_write_ms']:>10}"
        )
    print(f"\nmegabytes for a million entries: {kept}; the specification measured {SPEC}")
    if args.json:
        args.json.write_text(json.dumps({"steps": steps, "storage": kept, "specification": SPEC}, indent=1) + "\n")


if __name__ == "__main__":
    with _open:
        main()
