"""How many pressed buttons a second become signatures with their place in the log's queue.

`.venv/bin/python bench/confirming.py confirm [--seconds N] [--json]` makes a database of its own, copies in
submissions that wait, makes the tokens of their letters with the server's own key, serves it by `undersigned web`
and lets `wrk` press each button once over 64 connections. Afterwards signatures, intents and tallies are compared.
The floor is a bare endpoint that inserts as many columns.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import serving

folder = serving.begin("confirming")

import asked
import beside
import figures
import load
import prepared
import spent

from undersigned.kit import clock, tokens

#: What one pressed button writes.
TABLES = ("signatures_signature", "ledger_intent")
#: So many a second are prepared for; should they run out, the time until then is what counts.
MOST = 8000


def tokens_of(submissions: Sequence[UUID], file: Path) -> Path:
    """A file with the tokens of these submissions' letters, one on a line."""
    with file.open("w") as lines:
        lines.writelines(f"{tokens.make('confirm', submission)}\n" for submission in submissions)
    return file


def confirmed(petition: str) -> tuple[int, int, int, int]:
    """Signatures of the petition, how many persons they are of, adds in the log's queue, and the tallies' sum."""
    found: tuple[int, int, int, int] = beside.ask(
        "SELECT count(*), count(DISTINCT person), (SELECT count(*) FROM ledger_intent WHERE kind = 'add'), "
        "(SELECT coalesce(sum(standing), 0) FROM signatures_tally WHERE petition_id = %s) "
        "FROM signatures_signature WHERE petition_id = %s",
        petition,
        petition,
    )
    return found


def measure(seconds: float, *, with_floor: bool) -> figures.Figure:
    """Buttons pressed for so long, beside the floor."""
    now = clock.now()
    petition = prepared.petition(now)
    warm = prepared.submissions(petition, 2000, now)
    waiting = prepared.submissions(petition, int(seconds * MOST), now, first=2000)
    with serving.web(folder) as url:
        serving.say("warming up, then confirming")
        warmed = tokens_of(warm, folder / "warm.txt")
        first = load.post("press.lua", url, seconds=min(seconds, beside.WARM_UP), tokens=warmed)
        before = spent.now(folder)
        done = load.post("press.lua", url, seconds=seconds, tokens=tokens_of(waiting, folder / "tokens.txt"))
        parts = spent.on_each(folder, before, done.answered)
    counted = done.count(303)
    right = first.count(303) + counted
    names = ("signatures", "different persons", "adds in the queue", "standing by the tallies")
    found = dict(zip(names, confirmed(petition), strict=True))
    faults = [f"{what}: {value:,}, not {right:,}" for what, value in found.items() if value != right]
    if done.lost:
        faults.append(f"{done.lost} requests got no answer")
    least = beside.inserting(folder, TABLES, seconds).accepted if with_floor and counted else None
    return figures.Figure(
        "confirm",
        "/s",
        done.accepted,
        least,
        done.p99_ms,
        done.sent - counted,
        round(done.cpu, 3),
        [*faults, *serving.complaints(folder)],
        [done.answers, parts],
    )


def main() -> int:
    """Measure, and print it."""
    options = asked.parser(__doc__, ("confirm",)).parse_args()
    return asked.answer([measure(options.seconds, with_floor=not options.no_floor)], json=options.json)


if __name__ == "__main__":
    sys.exit(main())
