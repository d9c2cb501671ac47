"""Runs a benchmark that has a program of its own, and says its chief figures as all are said.

`.venv/bin/python bench/elsewhere.py {sequence|audit|campaign|finding|search} [OPTION ...] [--json]`: further
options go to the program; `--seconds` and `--no-floor` are dropped, as these measure a given amount of work.
Without `--json` the program's own table is shown too.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import asked
import figures
import serving

GIVES_UP_AFTER = 45.0


def sequence(said: Mapping[str, Any]) -> list[figures.Figure]:
    """Milliseconds to publish ten thousand waiting entries, beside hashing and writing them."""
    row = next(row for row in said["steps"] if row["entries"] == 10_000)
    least = row["floor_hash_ms"] + row["floor_write_ms"]
    notes = [f"10,000 entries in one step, median of {row['times']}, the slowest {row['worst_ms']} ms"]
    return [figures.Figure("sequence", "ms", row["median_ms"], round(least, 2), notes=notes)]


def audit(said: Mapping[str, Any]) -> list[figures.Figure]:
    """Seconds of an outsider's audit, the slowest, beside hashing and replaying from memory."""
    notes = [f"{said['entries']:,} entries, the fastest in {said['best_s']} s, {said['mib']} MiB"]
    return [figures.Figure("audit", "s", said["worst_s"], said["floor_s"], notes=notes)]


def campaign(said: Mapping[str, Any]) -> list[figures.Figure]:
    """Letters a second of one worker to those who signed, beside ready letters."""
    rate, least = said["letters per second, one worker"], said["floor: ready letters per second"]
    notes = [f"{said['signers']:,} signers enlisted in {said['enlisting, s']} s"]
    return [figures.Figure("campaign", "/s", rate, least, notes=notes)]


def finding(said: Sequence[Mapping[str, Any]]) -> list[figures.Figure]:
    """Milliseconds for one text: with reading it, and with its facts given."""
    rows = {row["what"]: row for row in said}
    least = rows["floor: one plain search of a text"]["median_ms"]
    read, given = rows["finding with reading"], rows["finding, facts given or not"]
    return [
        figures.Figure("finding", "ms", read["median_ms"], least, read["p99_ms"], notes=["its text read"]),
        figures.Figure("finding-given", "ms", given["median_ms"], None, given["p99_ms"], notes=["its facts given"]),
    ]


def search(said: Sequence[Mapping[str, Any]]) -> list[figures.Figure]:
    """Milliseconds of a search, the 95th percentile, beside the round trip of a statement."""
    rows = {row["what"]: row for row in said}
    found, least = rows["search, first page with total"], rows["floor: SELECT 1"]
    notes = [f"the 95th percentile of {found['asked']} over 20,000 petitions; the median {found['p50']} ms"]
    return [figures.Figure("search", "ms", found["p95"], least["p95"], notes=notes)]


#: Each benchmark: its program, and how its JSON is read.
PROGRAMS: dict[str, tuple[str, Callable[[Any], list[figures.Figure]]]] = {
    "sequence": ("sequence.py", sequence),
    "audit": ("audit.py", audit),
    "campaign": ("letters.py", campaign),
    "finding": ("finding.py", finding),
    "search": ("search.py", search),
}


def measure(name: str, options: Sequence[str], *, shown: bool) -> list[figures.Figure]:
    """Run the program to its end, and read what it wrote."""
    program, read = PROGRAMS[name]
    with tempfile.TemporaryDirectory(prefix="bench-said-") as folder:
        said = Path(folder) / "said.json"
        command = [sys.executable, str(serving.HERE / program), *options, "--json", str(said)]
        code = run(command, shown=shown)
        if not said.exists():
            fault = f"{program} ended with code {code} and no figure"
            return [figures.Figure(name, "", 0.0, faults=[fault])]
        return read(json.loads(said.read_text()))


def run(command: Sequence[str], *, shown: bool) -> int:
    """The program's exit code; told to end, it is given time to end its servers."""
    running = subprocess.Popen(command, stdout=None if shown else sys.stderr, start_new_session=True)
    try:
        return running.wait()
    except BaseException:
        running.send_signal(signal.SIGINT)
        running.wait(GIVES_UP_AFTER)
        raise


def main() -> int:
    """Measure one, and print it."""
    options, further = asked.parser(__doc__, sorted(PROGRAMS)).parse_known_args()
    serving.end_on_signals()
    found = measure(options.name, further, shown=not options.json)
    return asked.answer(found, json=options.json)


if __name__ == "__main__":
    sys.exit(main())
