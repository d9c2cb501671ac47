"""How long a finding takes, and reading a petition's text for it.

`.venv/bin/python bench/finding.py [--rounds N] [--json FILE]` resolves every ask of the vocabulary with and without
its facts (to stay under 5 ms), and reads the petitions of the learning set of shared data, or without it our own
short ones (to stay under 20 ms, finding included). The floor, in the same run, is one plain search of each text.
"""
# ruff: noqa: E402  the rooms can only be imported once Django is set up

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")  # noqa: TID251  what Django starts from
django.setup()

from undersigned.authorities.ask import ASKS
from undersigned.authorities.load import catalogue
from undersigned.authorities.names import read
from undersigned.authorities.resolve import resolve
from undersigned.authorities.understand import understand

LEARN = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "labels" / "learn-petitions.jsonl"
OURS = [
    (
        "Pardon a baker convicted in Wisconsin",
        "A jury in Dane County found him guilty. We ask the President to act. " * 8,
    ),
    ("Pass a law that every ferry carries enough life boats", "Congress should act before the summer. " * 20),
    ("Ask the FCC to keep the emergency channel free", "The current rule lets it be sold. " * 20),
]
FACTS = {"convicted_in": "state", "state": "US-PA", "sentence": "life", "kind": "unknown"}
TO = "us.president"
Line = dict[str, Any]


def line(what: str, took: list[float], aim: float | None = None) -> Line:
    """Milliseconds: the median, the 99th percentile and the slowest, and what they should stay under."""
    took.sort()
    found: Line = {"what": what, "times": len(took), "median_ms": took[len(took) // 2]}
    found |= {"p99_ms": took[int(len(took) * 0.99)], "most_ms": took[-1]}
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in found.items()} | (
        {"aim_ms": aim} if aim else {}
    )


def timed(work: Iterable[Callable[[], object]], rounds: int) -> list[float]:
    """Milliseconds of each piece of work, so many times over."""
    took = []
    pieces = list(work)
    for _ in range(rounds):
        for piece in pieces:
            began = time.perf_counter()
            piece()
            took.append((time.perf_counter() - began) * 1000)
    return took


def measured(rounds: int) -> list[Line]:
    """Loading, resolving and reading, and the floor of reading."""
    began = time.perf_counter()
    catalogue()
    loaded = (time.perf_counter() - began) * 1000
    began = time.perf_counter()
    understand(*OURS[0])
    first = (time.perf_counter() - began) * 1000
    texts = OURS
    if LEARN.exists():
        rows = [json.loads(row) for row in LEARN.read_text("utf-8").splitlines()]
        texts = [(row["title"], row["body"]) for row in rows]
    plain = re.compile(r"(?i)\bpardon\w*")
    resolving = [lambda ask=ask, facts=facts: resolve(ask, facts, TO) for ask in ASKS for facts in ({}, FACTS)]
    return [
        line("catalogue, loaded once", [loaded]),
        line("first text of a process, gazetteer loaded", [first], 1000.0),
        line(
            "floor: one plain search of a text",
            timed((lambda t=t: plain.findall(t[0] + t[1]) for t in texts), rounds),
        ),
        line(
            "names found in a text",
            timed((lambda t=t: (read(t[0], t[1]), read(t[1], t[0])) for t in texts), rounds),
        ),
        line("finding, facts given or not", timed(resolving, rounds * 5), 5.0),
        line("finding with reading", timed((lambda t=t: understand(*t) for t in texts), rounds), 20.0),
    ]


def main() -> None:
    """Measure, print one table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    lines = measured(args.rounds)
    print(f"{'what':<44}{'times':>7}{'median ms':>11}{'p99 ms':>9}{'most ms':>9}{'aim ms':>8}")
    for row in lines:
        shown = f"{row['median_ms']:>11.3f}{row['p99_ms']:>9.3f}{row['most_ms']:>9.3f}{row.get('aim_ms', ''):>8}"
        print(f"{row['what']:<44}{row['times']:>7}{shown}")
    if args.json:
        args.json.write_text(json.dumps(lines, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
