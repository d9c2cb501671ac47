"""Runs the benchmarks one after the other, each with servers of its own, and prints one table or JSON."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import figures
import serving

#: Each benchmark: its program, and what the program is told.
PROGRAMS = {
    "sign": ("signing.py", "sign"),
    "sign-mixed": ("signing.py", "sign-mixed"),
    "sign-10m": ("signing.py", "sign-10m"),
    "confirm": ("confirming.py", "confirm"),
    "page": ("reading.py", "page"),
    "letters": ("outgoing.py", "letters"),
    "count": ("reading.py", "count"),
    "end-to-end": ("together.py", "end-to-end"),
    "replay": ("together.py", "replay"),
    "sequence": ("elsewhere.py", "sequence"),
    "audit": ("elsewhere.py", "audit"),
    "campaign": ("elsewhere.py", "campaign"),
    "finding": ("elsewhere.py", "finding"),
    "search": ("elsewhere.py", "search"),
}
#: What makes a long one short.
BRIEF = {
    "sign-10m": ["--rows=200000"],
    "replay": ["--hours=0.05"],
    "sequence": ["--entries=20000"],
    "audit": ["--entries=20000", "--times=1"],
    "campaign": ["--signers=5000"],
    "finding": ["--rounds=1"],
}
BRIEF_SECONDS = 2.0
GIVES_UP_AFTER = 60.0


def run(name: str, options: Sequence[str]) -> list[dict[str, Any]]:
    """The figures of one benchmark, as its program prints them; a figure with a fault when it printed none."""
    program, *told = PROGRAMS[name]
    command = [sys.executable, str(serving.HERE / program), *told, *options, "--json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        printed, _nothing = running.communicate()
    except BaseException:
        # The program ends its servers; Ctrl-C in a terminal has reached it already.
        running.terminate()
        running.wait(GIVES_UP_AFTER)
        raise
    try:
        found: list[dict[str, Any]] = json.loads(printed)
    except ValueError:
        fault = f"{program} ended with code {running.returncode} and no figure"
        return [figures.Figure(name, "", 0.0, faults=[fault]).as_dict()]
    return found


def main() -> int:
    """Run those that are named, or all; 1 when a figure cannot be believed."""
    parser = argparse.ArgumentParser(
        prog="script/bench", description=__doc__, epilog="Further options go to the benchmark's own program."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PROGRAMS)} (default: all)")
    parser.add_argument("--seconds", type=float, help="how long each load lasts (default: 30)")
    parser.add_argument("--no-floor", action="store_true", help="leave out the floors, to be quicker")
    parser.add_argument("--brief", action="store_true", help="small amounts, only to see that all of it works")
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    options, further = parser.parse_known_args()
    names = [name for name in options.names if name in PROGRAMS]
    further = [*(name for name in options.names if name not in PROGRAMS), *further]
    if options.names and not names:
        parser.error(f"{options.names[0]} is none of {', '.join(PROGRAMS)}")
    if further and len(names) != 1:
        parser.error(f"{further[0]} goes to one benchmark: name it")
    if seconds := options.seconds or (BRIEF_SECONDS if options.brief else None):
        further.append(f"--seconds={seconds}")
    if options.no_floor:
        further.append("--no-floor")
    found = []
    serving.end_on_signals()
    try:
        for name in names or PROGRAMS:
            serving.say(f"{name}: {Path(PROGRAMS[name][0]).stem}")
            found += run(name, [*further, *(BRIEF.get(name, []) if options.brief else [])])
    finally:
        if found or not options.names:
            print(json.dumps(found, indent=1) if options.json else figures.table(found))
    return 1 if any(one["faults"] for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
