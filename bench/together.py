"""The whole way at once: forms, letters, links, buttons, the log; and the record hour of another site, replayed.

`.venv/bin/python bench/together.py {end-to-end|replay [FILE]} [--seconds N] [--from TIME --hours N] [--json]`
serves it on a database of its own, with `undersigned web` and one `undersigned worker` and their own defaults. wrk
sends the forms as fast as they are taken, in the order of the file's minutes; `letterbox.py` takes the letters and
presses the buttons. It is over when the log's published count is that of the forms. With `--submissions-only` forms
are sent alone.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import serving

folder = serving.begin("together", UNDERSIGNED_PUBLISH_DELAY="1")

import arrivals
import asked
import beside
import figures
import load
import posting
import prepared
import spent

from undersigned.kit import clock
from undersigned.mail.deliver import Pace

RECORD = serving.HERE.parents[1] / "shared" / "data" / "load" / "revoke_article50_per_minute.csv"
RECORD_HOUR = "2019-03-21T20:57Z"
#: Forms for each second that `end-to-end` is asked to last.
EACH_SECOND = 1000
STALLED_SECONDS = 60.0
FLOOR_SECONDS = 10.0
TABLES = ("signatures_submission", "mail_letter")


@dataclass(frozen=True)
class Done:
    """What became of so many forms, in how many seconds from the first of them to the last published count."""

    total: int
    seconds: float
    load: load.Load
    generator_cpu: float
    faults: Sequence[str]
    notes: Sequence[str]


def go(minutes: Sequence[int], *, whole: bool) -> Done:
    """Send all these forms, and wait until every one of them is counted; or, not `whole`, until it is stored."""
    total = sum(minutes)
    petition = prepared.petition(clock.now())
    ends, passed = folder / "minutes.txt", 0
    with ends.open("w") as file:
        for count in minutes:
            passed += count
            file.write(f"{passed}\n")
    with ExitStack() as running:
        url = running.enter_context(serving.web(folder))
        if whole:
            start_letters(url, running)
        serving.say(f"{total:,} forms")
        began, started, before = time.monotonic(), clock.now(), spent.now(folder)
        done = load.post("sign.lua", url, limit=total, petition=petition, minutes=ends)
        faults = wait_for(petition, total, began) if whole else []
        seconds = time.monotonic() - began
        parts = spent.on_each(folder, before, total)
    found, worked = stored(petition, done), done.worked
    notes = [f"{total:,} forms acknowledged in {done.seconds:.1f} s"]
    if whole:
        letterbox = told_by((folder / "letterbox.said").read_text())
        found |= counted(petition, letterbox)
        worked += letterbox.get("cpu", 0.0)
        faults += log_check()
        notes += [stages(started), f"counted after {seconds:.1f} s", f"buttons: {letterbox.get('answers')}"]
    faults += [f"{what}: {value:,}, not {total:,}" for what, value in found.items() if value != total]
    faults += serving.complaints(folder)
    return Done(total, seconds, done, worked / seconds, faults, ["; ".join(notes), parts])


def start_letters(url: str, running: ExitStack) -> None:
    """A letterbox that presses every button, and a worker that writes to it and publishes."""
    port = serving.free_port()
    command = [sys.executable, str(serving.HERE / "letterbox.py"), str(port), url]
    running.enter_context(serving.process(command, folder / "letterbox.said"))
    serving.listens(port)
    running.enter_context(serving.worker(folder, EMAIL_URL=f"smtp://{serving.HOST}:{port}"))


def wait_for(petition: str, total: int, began: float) -> list[str]:
    """Until the published count is the total; a fault when nothing has moved for a minute."""
    count, moved, told = -1, time.monotonic(), time.monotonic()
    while count < total:
        time.sleep(0.05)
        now, counted = time.monotonic(), beside.ask("SELECT count FROM ledger_log WHERE petition_id = %s", petition)
        if counted != count:
            count, moved = counted, now
        elif now - moved > STALLED_SECONDS:
            return [f"the count stands at {count:,} and nothing moves"]
        if now - told > 10:
            told = now
            serving.say(f"{count:,} counted after {now - began:.0f} s")
    return []


def stored(petition: str, done: load.Load) -> dict[str, int]:
    """What became of the forms: one number for each thing that there must be as many of."""
    names = ("submissions", "persons", "letters written")
    found = beside.ask(
        "SELECT count(*), count(DISTINCT person), "
        "(SELECT count(*) FROM mail_letter WHERE kind = 'confirm-signature') "
        "FROM signatures_submission WHERE petition_id = %s",
        petition,
    )
    return {"acknowledged": done.count(303), **dict(zip(names, found, strict=True))}


def counted(petition: str, letterbox: Mapping[str, Any]) -> dict[str, int]:
    """What became of the letters: one number for each thing that there must be as many of."""
    names = ("signatures", "signers", "entries in the log", "published count")
    found = beside.ask(
        "SELECT count(*), count(DISTINCT person), "
        "(SELECT count(*) FROM ledger_intent WHERE kind = 'add' AND placed_at IS NOT NULL), "
        "(SELECT count FROM ledger_log WHERE petition_id = %s) "
        "FROM signatures_signature WHERE petition_id = %s",
        petition,
        petition,
    )
    return {
        "letters that arrived": letterbox.get("letters", 0),
        "different links": letterbox.get("links", 0),
        "buttons answered with a receipt": letterbox.get("answers", {}).get("303", 0),
        **dict(zip(names, found, strict=True)),
    }


def stages(started: datetime) -> str:
    """When the last letter had gone, and when the last button had been pressed."""
    sent, confirmed = beside.ask(
        "SELECT (SELECT max(ended_at) FROM mail_letter), (SELECT max(confirmed_at) FROM signatures_signature)"
    )
    last = {"last letter": sent, "last signature": confirmed}
    return "; ".join(f"{what} after {(at - started).total_seconds():.1f} s" for what, at in last.items() if at)


def log_check() -> list[str]:
    """A fault when the log does not hold what it should."""
    done = subprocess.run([serving.PROGRAM, "log", "check"], capture_output=True, text=True, check=False)
    return [f"undersigned log check: {done.stdout} {done.stderr}"] if done.returncode else []


def told_by(said: str) -> dict[str, Any]:
    """The last line of the letterbox, which is JSON; nothing when it ended before its time."""
    last = said.strip().splitlines()[-1:] or ["{}"]
    return dict(json.loads(last[0])) if last[0].startswith("{") else {}


def floor(*, whole: bool, seconds: float) -> tuple[float, str]:
    """The slowest of the parts when it is done bare and alone, a second, and which part that is."""
    parts = {"rows of one form": beside.inserting(folder, TABLES, seconds).accepted}
    if whole:
        with posting.sink(folder / "sink.counted") as (port, _running):
            letter = posting.letter_like("a" * 12, clock.now())
            parts["letters"] = beside.handing_over(port, letter, Pace().lines, seconds)
    slowest = min(parts, key=lambda part: parts[part])
    return parts[slowest], f"the floor is the slowest part done bare and alone: {slowest}, {parts[slowest]:,.0f}/s"


def reported(name: str, done: Done, *, whole: bool, seconds: float) -> figures.Figure:
    """As it is reported: forms a second, or for a replay the minutes it took; no floor where `seconds` is 0."""
    rate, which = (
        floor(whole=whole, seconds=seconds) if seconds and done.load.accepted else (0.0, "no floor was measured")
    )
    unit = "min" if name == "replay" else "/s"
    took = {"/s": done.total / done.seconds, "min": done.seconds / 60}
    least = {"/s": rate, "min": done.total / rate / 60} if rate else {}
    return figures.Figure(
        name,
        unit,
        round(took[unit], 3),
        round(least[unit], 3) if least else None,
        done.load.p99_ms,
        done.total - done.load.count(303),
        round(done.generator_cpu, 3),
        done.faults,
        [*done.notes, which],
    )


def main() -> int:
    """Measure one, and print it."""
    parser = asked.parser(__doc__, ("end-to-end", "replay"))
    parser.add_argument("file", nargs="?", type=Path, default=RECORD, help="minutes and their signatures, as CSV")
    parser.add_argument("--from", dest="since", type=datetime.fromisoformat, default=RECORD_HOUR)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--submissions-only", action="store_true", help="forms alone: no letters, no log")
    options = parser.parse_args()
    minutes = [round(options.seconds * EACH_SECOND)]
    if options.name == "replay":
        if not options.file.exists():
            parser.error(f"{options.file} is not there; name the file of arrivals by minute")
        minutes = arrivals.by_minute(options.file, options.since, options.hours)
    whole = not options.submissions_only
    done = go(minutes, whole=whole)
    floor_seconds = 0.0 if options.no_floor else min(options.seconds, FLOOR_SECONDS)
    return asked.answer([reported(options.name, done, whole=whole, seconds=floor_seconds)], json=options.json)


if __name__ == "__main__":
    sys.exit(main())
