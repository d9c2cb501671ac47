"""How many confirmation letters a second one worker process sends to a C sink, beside ready letters handed over.

`.venv/bin/python bench/outgoing.py letters [--seconds N] [--json]` makes a database of its own, puts letters into
the outbox, and lets `undersigned worker` with its own defaults send them to `smtp-sink` (Debian: in the package
postfix, which need not run). The floor hands one ready letter over again and again, through as many connections.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import sys
import time

import serving

folder = serving.begin("outgoing")

import asked
import beside
import figures
import posting
import prepared
import spent

from undersigned.kit import clock
from undersigned.mail.deliver import Pace

#: So many letters a second are prepared for.
MOST = 3000
STALLED_SECONDS = 30.0


def send(port: int, seconds: float, total: int) -> tuple[float, str]:
    """Let a worker send for so long, or all there is: letters a second, and what each part spent on one."""
    spent_before = spent.now(folder)
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
        parts = spent.on_each(folder, spent_before, before)
        serving.say(f"{before:,} letters after {time.monotonic() - began:.1f} s")
    sent, window = beside.ask(
        "SELECT count(*), extract(epoch FROM max(ended_at) - min(ended_at))::float8 FROM mail_letter "
        "WHERE state = 'sent'"
    )
    return sent / window if window else 0.0, parts


def measure(seconds: float, *, with_floor: bool) -> figures.Figure:
    """Letters sent for so long, beside the floor."""
    now = clock.now()
    petition = prepared.petition(now)
    total = int(seconds * MOST)
    posting.post(petition, total, now)
    log = folder / "sink.counted"
    with posting.sink(log) as (port, running):
        began, before = time.monotonic(), serving.processor_seconds(running.pid)
        rate, parts = send(port, seconds, total)
        share = (serving.processor_seconds(running.pid) - before) / (time.monotonic() - began)
        sent, failed = beside.ask(
            "SELECT count(*) FILTER (WHERE state = 'sent'), count(*) FILTER (WHERE state IN ('failed', 'dropped')) "
            "FROM mail_letter"
        )
        time.sleep(0.2)
        arrived = posting.taken(log)
        letter = posting.letter_like(petition, now)
        least = beside.handing_over(port, letter, Pace().lines, seconds) if with_floor else None
    faults = [] if arrived == sent else [f"{sent:,} letters are marked as sent, and the sink took {arrived:,}"]
    return figures.Figure(
        "letters",
        "/s",
        round(rate, 1),
        least,
        None,
        failed,
        round(share, 3),
        [*faults, *serving.complaints(folder)],
        [f"{sent:,} letters sent by one worker; generator: the sink", parts],
    )


def main() -> int:
    """Measure, and print it."""
    options = asked.parser(__doc__, ("letters",)).parse_args()
    return asked.answer([measure(options.seconds, with_floor=not options.no_floor)], json=options.json)


if __name__ == "__main__":
    sys.exit(main())
