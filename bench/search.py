"""How long a search, a listing and a look for similar petitions take over 20,000 petitions.

`.venv/bin/python bench/search.py [--shared DIR] [--json FILE]` makes a database of its own, fills it with the real
petitions of We the People and of UK Parliament, tops them up to 20,000 by giving texts other titles, and asks. The
floor beside each is the round trip of a statement that reads nothing. One reader, warm, on this machine.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import django

from undersigned.kit import home

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SIZE = 20_000
ROUNDS = 300

_open = ExitStack()
_folder = _open.enter_context(tempfile.TemporaryDirectory(prefix="bench-search-"))
for _name in ("DATABASE_URL", "DATABASE_URL_FILE"):
    os.environ.pop(_name, None)  # noqa: TID251  never the deployment's database
home.choose_settings()
_open.enter_context(home.opened(Path(_folder)))
django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from undersigned.authorities.catalogue import load_authorities
from undersigned.kit.paging import page_of
from undersigned.petitions import lifecycle
from undersigned.petitions.importing import import_pages
from undersigned.petitions.models import Petition, WordUse
from undersigned.petitions.search import Tab, search
from undersigned.petitions.similar import similar_to

QUESTIONS = (
    "government", "people", "make it illegal", "tax", "gun control", "steven avery", "marijuana", "schools", "nhs",
    "brexit referendum", "student loans", "animal cruelty", '"human rights"', "police -school", "dog or cat",
    "pardon", "climate change", "immigration", "health care", "zzzz",
)  # fmt: skip


def fill(shared: Path) -> None:
    """20,000 petitions: both sites' own, then the same texts under other titles."""
    load_authorities()
    import_pages(
        [*sorted((shared / "wtp").glob("petitions-*.json")), shared / "wtp" / "halbach.json"], "us.white-house", NOW
    )
    with gzip.open(shared / "uk" / "petitions.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = [(row["action"], f"{row['background'] or ''}\n{row['additional_details'] or ''}") for row in rows]
    short = SIZE - Petition.objects.count() - len(texts)
    texts += [(texts[-place][0], texts[place][1]) for place in range(1, short + 1)]
    made = [
        Petition(
            authority_id="us.white-house",
            title=title.replace("\0", ""),
            body=body.replace("\0", ""),
            recorded_source="UK Parliament",
            recorded_id=str(place),
            recorded_count=place,
            recorded_status="closed",
            opened_at=NOW,
        )
        for place, (title, body) in enumerate(texts)
    ]
    for start in range(0, len(made), 1000):
        with transaction.atomic():
            lifecycle.record(made[start : start + 1000], {}, NOW)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def timed(name: str, asks: Iterable[Callable[[], object]]) -> dict[str, object]:
    """p50, p95 and the longest, in milliseconds."""
    took = []
    for ask in asks:
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    figures = {"p50": took[len(took) // 2], "p95": took[int(len(took) * 0.95)], "max": took[-1]}
    return {"what": name, "asked": len(took), **{key: round(value, 2) for key, value in figures.items()}}


def floor() -> None:
    """What any question costs at least."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def measure() -> list[dict[str, object]]:
    """Every figure, the floor first; half the questions are words of the texts, as frequent as they are there."""
    chance = random.Random(20161206)
    words = list(WordUse.objects.order_by("?").values_list("word", flat=True)[:ROUNDS])
    asked = [chance.choice(QUESTIONS) if chance.random() < 0.5 else word for word in words]
    sample = list(Petition.objects.order_by("?").defer("search")[:ROUNDS])
    tabs = list(Tab) * 20
    return [
        timed("floor: SELECT 1", [floor] * ROUNDS),
        timed("search, first page with total", [partial(page, words) for words in asked]),
        timed("search, page 5", [partial(page, words, number="5") for words in asked]),
        timed("listing by tab", [partial(page, tab=tab) for tab in tabs]),
        timed("listing by tab and issue", [partial(page, tab=tab, issue="guns") for tab in tabs]),
        timed("similar petitions", [partial(similar_to, petition) for petition in sample]),
    ]


def page(words: str = "", tab: Tab = Tab.ALL, issue: str = "", number: str | None = None) -> object:
    """What the page of petitions asks the database for: the total, and twenty petitions."""
    return page_of(search(words, tab, issue, now=NOW), number)


def main() -> int:
    """Fill, measure, print one table, and JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args()
    if not args.shared.is_dir():
        print(f"{args.shared} is not there; --shared names the folder of real petitions", file=sys.stderr)
        return 2
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    fill(args.shared)
    print(f"{Petition.objects.count():,} petitions in {time.perf_counter() - began:.1f} s")
    figures = measure()
    print(f"{'what':<32}{'asked':>7}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    for row in figures:
        print(f"{row['what']:<32}{row['asked']:>7}{row['p50']:>9}{row['p95']:>9}{row['max']:>9}")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    with _open:
        sys.exit(main())
