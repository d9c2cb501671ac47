"""How many confirmation letters a second one worker process sends to a C sink, beside ready letters handed over.

`.venv/bin/python bench/outgoing.py letters [--seconds N] [--json]` makes a database of its own, puts letters into
the outbox, and lets `undersigned worker` with its own defaults send them to `smtp-sink` (Debian: in the package
postfix, which need not run). The floor hands one ready letter over again and again, through as many connections.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import serving

folder = serving.begin("outgoing")

import beside
import figures
import prepared
from django.db import connection

from undersigned.kit import clock
from undersigned.kit.crypto import person_of
from undersigned.kit.ids import uuid7
from undersigned.kit.progress import bar
from undersigned.mail import compose, letters
from undersigned.mail.deliver import Pace

#: So many letters a second are prepared for.
MOST = 3000
GROUP = 500
STALLED_SECONDS = 30.0


def post(petition: str, count: int, now: datetime) -> None:
    """So many confirmation letters in the outbox, each to another address."""
    expires = (now + timedelta(days=7)).isoformat()
    for begun in bar(range(0, count, GROUP), "letters"):
        rows = []
        for number in range(begun, min(begun + GROUP, count)):
            address = f"signer{number}@host{number % 197}.example.net"
            context = {
                "petition": petition,
                "title": prepared.TITLE,
                "submission": str(uuid7(now)),
                "expires_at": expires,
            }
            rows.append(
                letters.row_for(
                    "confirm-signature", to=address, person=person_of(address), context=context, now=now
                )
            )
        with connection.cursor() as cursor:
            cursor.execute(letters.SQL["post_many"], letters.columns(rows))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE mail_letter")


@contextmanager
def sink(log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A running smtp-sink that counts: its port and its process."""
    port = serving.free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [serving.program("smtp-sink", "postfix"), *user, "-c", f"{serving.HOST}:{port}", "256"]
    with serving.process(command, log) as running:
        serving.listens(port)
        yield port, running


def taken(log: Path) -> int:
    """How many letters the sink has counted."""
    return max(map(int, re.findall(rb"mesg=(\d+)", log.read_bytes())), default=0)


def send(port: int, seconds: float, total: int) -> tuple[float, float]:
    """Let a worker send for so long, or all there is: letters a second, and its processor time per letter in s."""
    with serving.worker(folder, EMAIL_URL=f"smtp://{serving.HOST}:{port}") as working:
        began, before, moved = time.monotonic(), 0, time.monotonic()
        first = 0.0
        while time.monotonic() - moved < STALLED_SECONDS:
            time.sleep(0.25)
            sent = beside.ask("SELECT count(*) FROM mail_letter WHERE state = 'sent'")
            if sent != before:
                first, before, moved = first or time.monotonic(), sent, time.monotonic()
            if sent == total or (first and time.monotonic() - first > seconds) or working.poll() is not None:
                break
        used = serving.processor_seconds(working.pid)
        serving.say(f"{before:,} letters after {time.monotonic() - began:.1f} s")
    sent, window = beside.ask(
        "SELECT count(*), extract(epoch FROM max(ended_at) - min(ended_at))::float8 FROM mail_letter "
        "WHERE state = 'sent'"
    )
    return sent / window if window else 0.0, used / sent if sent else 0.0


def measure(seconds: float) -> figures.Figure:
    """Letters sent for so long, beside the floor."""
    now = clock.now()
    petition = prepared.petition(now)
    total = int(seconds * MOST)
    post(petition, total, now)
    log = folder / "sink.counted"
    with sink(log) as (port, running):
        began, before = time.monotonic(), serving.processor_seconds(running.pid)
        rate, each = send(port, seconds, total)
        share = (serving.processor_seconds(running.pid) - before) / (time.monotonic() - began)
        sent, failed = beside.ask(
            "SELECT count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state IN ('failed', 'dropped')) "
            "FROM mail_letter"
        )
        time.sleep(0.2)
        arrived = taken(log)
        serving.say("the floor")
        least = beside.handing_over(port, letter_like(petition, now), Pace().lines, seconds)
    faults = [] if arrived == sent else [f"{sent:,} letters are marked as sent, and the sink took {arrived:,}"]
    return figures.Figure(
        "letters",
        "/s",
        round(rate, 1),
        round(least, 1),
        None,
        failed,
        round(share, 3),
        [*faults, *serving.complaints(folder)],
        [f"{sent:,} letters sent by one worker, {each * 1e6:.0f} µs of processor time each; generator: the sink"],
    )


def letter_like(petition: str, now: datetime) -> bytes:
    """One ready confirmation letter, as it goes to the mail server."""
    context = {
        "petition": petition,
        "title": prepared.TITLE,
        "submission": str(uuid7(now)),
        "expires_at": now.isoformat(),
    }
    subject, text, html = compose.write(uuid7(now), "confirm-signature", "en", "", context, None)
    return compose.encode(uuid7(now), "a@example.org", subject, text, html, "", now)


def main() -> int:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=("letters",))
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figure = measure(options.seconds)
    print(figures.to_json([figure]) if options.json else figures.table([figure.as_dict()]))
    return 1 if figure.wrong() else 0


if __name__ == "__main__":
    sys.exit(main())
