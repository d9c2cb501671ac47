"""How long an outsider needs to check a petition, over loopback, against the real server.

`.venv/bin/python bench/audit.py [--entries N] [--json FILE]` makes a database of its own with one petition of N
signatures, serves it with `undersigned web`, and runs `undersigned audit` on it: time, memory, requests. The floor
is measured in the same run: hashing and replaying the same entries in memory, with nothing fetched.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from undersigned.kit import home

AUTHORITY = "us.white-house"

_open = ExitStack()
_folder = _open.enter_context(tempfile.TemporaryDirectory(prefix="bench-audit-"))
for _name in ("DATABASE_URL", "DATABASE_URL_FILE"):
    os.environ.pop(_name, None)  # noqa: TID251  never the deployment's database
home.choose_settings()
_open.enter_context(home.opened(Path(_folder)))
django.setup()

from django.core.management import call_command
from django.db import connection

from undersigned.authorities.catalogue import load_authorities
from undersigned.kit.progress import bar
from undersigned.ledger import register
from undersigned.ledger.models import Bundle, Log
from undersigned.ledger.sequencer import BATCH, step
from undersigned.ops import identity
from undersigned.petitions import lifecycle
from undersigned.petitions.issues import load_issues
from undersigned.petitions.models import Issue, Petition
from undersigned.staff.decisions import record_operator
from undersigned.staff.roles import Verb
from undersigned.tlog import bundle, tile
from undersigned.tlog.replay import Replay
from undersigned.tlog.tree import leaf_hashes

FILL = """
INSERT INTO ledger_intent (log_id, kind, signature, commitment, reason, created_at)
SELECT log.id, 'add', number, sha256(('commitment ' || number)::bytea), '', %(now)s
FROM ledger_log log, generate_series(%(first)s::bigint, %(last)s::bigint) AS number
WHERE log.petition_id = %(petition)s
"""


def fill(entries: int, now: datetime) -> str:
    """A petition with this many published signatures; its id."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    identity.fix(now)
    load_authorities()
    load_issues()
    drafted = Petition(authority_id=AUTHORITY, title="x", body="x")
    petition = lifecycle.draft(drafted, Issue.objects.all()[:1], now).pk
    lifecycle.support(petition, now)
    lifecycle.moderate(petition, now)
    lifecycle.open_for_signatures(petition, now, record_operator(Verb.APPROVE, AUTHORITY, subject="bench", now=now))
    for first in bar(range(1, entries + 1, BATCH), "filling the log"):
        with connection.cursor() as cursor:
            last = min(first + BATCH - 1, entries)
            cursor.execute(FILL, {"now": now, "first": first, "last": last, "petition": petition})
        step(now, timedelta(0), 1, random.SystemRandom())
    register.step(now)
    return petition


def floor(log: Log) -> float:
    """Seconds to unpack, hash and replay what is served, from memory."""
    kept = dict(Bundle.objects.filter(log=log).values_list("number", "entries"))
    began = time.perf_counter()
    replay, tree = Replay(), tile.Growing()
    for name in tile.bundle_names(log.size):
        lines = bundle.unpack(bytes(kept[name.number]), name.width)
        replay.read(lines)
        tree.add(leaf_hashes(lines))
    assert tree.root() == bytes(log.root)
    return time.perf_counter() - began


def audit(address: str) -> tuple[float, float, str]:
    """(seconds, MiB at most, output) of one audit as an outsider runs it; fails unless it passes."""
    began = time.perf_counter()
    command = [Path(sys.executable).with_name("undersigned"), "audit", address]
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as auditing:
        while auditing.poll() is None:
            peak = max(peak, peak_of(auditing.pid))
            time.sleep(0.05)
        assert auditing.stdout
        said = auditing.stdout.read()
    took = time.perf_counter() - began
    if auditing.returncode:
        raise SystemExit(said)
    return took, peak, said


def peak_of(process: int) -> float:
    """The most memory a process has held, in MiB; 0 when it has just ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return sum(float(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def serve_and_audit(petition: str, times: int) -> list[tuple[float, float, str]]:
    """Audits against `undersigned web` on a free port."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    web = [Path(sys.executable).with_name("undersigned"), "web", "--port", str(port)]
    with subprocess.Popen(web, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            return [audit(f"http://localhost:{port}/petitions/{petition}") for _ in range(times)]
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(200):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def main() -> None:
    """Fill, audit, print one table, and JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    petition = fill(args.entries, datetime.now(UTC))  # noqa: TID251  the audit compares with the real clock
    log = Log.objects.get(petition_id=petition)
    least = floor(log)
    runs = serve_and_audit(petition, args.times)
    best, worst = min(run[0] for run in runs), max(run[0] for run in runs)
    result = {
        "entries": log.size,
        "requests": 2 * -(-log.size // tile.WIDTH)
        + len(list(tile.tile_names(log.size)))
        - -(-log.size // tile.WIDTH),
        "best_s": round(best, 2),
        "worst_s": round(worst, 2),
        "floor_s": round(least, 2),
        "mib": round(max(run[1] for run in runs)),
    }
    print(runs[0][2])
    print(f"{'entries':>12} {'requests':>10} {'best s':>8} {'worst s':>8} {'floor s':>8} {'MiB':>6}")
    print(
        f"{result['entries']:>12,} {result['requests']:>10,} {result['best_s']:>8} {result['worst_s']:>8} "
        f"{result['floor_s']:>8} {result['mib']:>6}"
    )
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    with _open:
        main()
