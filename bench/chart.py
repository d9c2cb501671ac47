"""How fast the clemency record answers, draws and is served.

`.venv/bin/python bench/chart.py [--rounds N] [--address http://host:port] [--beside /petitions/ID] [--json FILE]`
computes comparisons, draws every chart anew in every look with a warm renderer (to stay under 300 ms), and takes
kept pages. The floor of drawing, in the same run, is one bar. With `--address`, `wrk` also loads a running site:
the clemency pages, and beside them the page that `--beside` names.
"""
# ruff: noqa: E402  the rooms can only be imported once Django is set up

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")  # noqa: TID251  what Django starts from
django.setup()

import vl_convert
from django.conf import settings

from undersigned.clemency import answer_charts, answers, charts, comparisons, drawing, questions, specs
from undersigned.clemency.record import Mark
from undersigned.pages import clemency

TODAY = date(2026, 11, 22)
CLAIM = "president=barack-obama&kind=commutations&last=5&as_of=2016-01-07"
LOOKS = [specs.Look(theme, width) for theme in ("light", "dark") for width in ("narrow", "wide")]
PATHS = ("/clemency", f"/clemency/compare?{CLAIM}", "/clemency/charts/commutations-by-president.svg")
Line = dict[str, Any]


def timed(name: str, work: Callable[[], object], rounds: int) -> Line:
    """Milliseconds of so many rounds: the median and the slowest."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return {
        "what": name,
        "rounds": rounds,
        "median_ms": round(took[len(took) // 2], 3),
        "most_ms": round(took[-1], 3),
    }


def claimed() -> comparisons.Answer:
    """The founding claim, asked and answered."""
    return comparisons.answer(questions.ask(questions.fields_of(CLAIM), TODAY))


def drawn(chart: charts.Chart, look: specs.Look) -> Callable[[], object]:
    """Draw a chart, bypassing what is kept."""
    return lambda: vl_convert.vegalite_to_svg(json.dumps(chart.spec(look)), vl_version=drawing.VEGA_LITE)


def measured(rounds: int) -> list[Line]:
    """The room itself, without a server."""
    one = specs.bars(LOOKS[0], [specs.Bar("one", 1.0, "1", Mark.VERIFIED)])
    began = time.perf_counter()
    drawing.svg(one, "", "")
    lines: list[Line] = [{"what": "first picture of a process", "most_ms": (time.perf_counter() - began) * 1000}]
    text = json.dumps(one)
    floor = timed("floor: one bar", lambda: vl_convert.vegalite_to_svg(text, vl_version=drawing.VEGA_LITE), rounds)
    lines += [floor, timed("comparison with its words", lambda: answers.plain(claimed()), rounds)]
    comparison = answer_charts.chart(claimed())
    every = [*charts.charts().values(), *([comparison] if comparison else [])]
    for chart in every:
        slowest = [timed("", drawn(chart, look), rounds) for look in LOOKS]
        most = max(slowest, key=lambda line: line["most_ms"])
        lines.append(most | {"what": f"uncached: {chart.slug}"})
    card = json.dumps(answer_charts.card_spec(claimed(), "petitions.example/clemency"))
    lines.append(timed("uncached: share card (PNG)", lambda: vl_convert.vegalite_to_png(card), rounds))
    clemency.record_page(TODAY)
    lines.append(timed("kept page: /clemency", lambda: clemency.record_page(TODAY), rounds * 100))
    return lines


def loaded(address: str, path: str, seconds: int) -> Line:
    """Requests a second of a running site, by wrk."""
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", f"{address}{path}"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return {"what": path, "per_second": float(rate[1]) if rate else 0.0, "refused": int(bad[1]) if bad else 0}


def main() -> None:
    """Measure, print one table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description="How fast the clemency record answers, draws and is served.")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--address", help="a running site, for wrk")
    parser.add_argument("--beside", help="the path of another page of that site, for comparison")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    lines = measured(given.rounds)
    if given.address and shutil.which("wrk"):
        paths = [*PATHS, *([given.beside] if given.beside else [])]
        lines += [loaded(given.address.rstrip("/"), path, given.seconds) for path in paths]
    for line in lines:
        numbers = "  ".join(f"{key} {value:,.3f}" for key, value in line.items() if key != "what")
        print(f"{line['what']:<62}{numbers}")
    if given.json:
        given.json.write_text(json.dumps(lines, indent=1) + "\n")


if __name__ == "__main__":
    main()
