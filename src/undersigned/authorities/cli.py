"""The commands that check the catalogue of offices and score the reader of petitions."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from undersigned.authorities.check import faults, reading_faults, taking_faults
from undersigned.authorities.evaluate import as_dict, as_table, cases, read_lines, score
from undersigned.authorities.load import BadCatalogue, read_catalogue
from undersigned.kit import facts

UNREADABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`undersigned authorities check | evaluate PETITIONS LABELS`."""
    commands = parser.add_subparsers(dest="action", required=True)
    commands.add_parser("check", help="check that the catalogue is complete and nothing in it dangles")
    evaluate = commands.add_parser("evaluate", help="score the reading of petitions against labels")
    evaluate.add_argument("petitions", type=Path, help="JSON lines with key, title, body")
    evaluate.add_argument("labels", type=Path, help="JSON lines with key and the codebook's fields")
    evaluate.add_argument("--json", action="store_true", help="the scores as JSON")


def run(args: argparse.Namespace) -> int:
    """Run one of the commands; 0 done, 1 faults were found, 2 a file cannot be read."""
    return _check() if args.action == "check" else _evaluate(args.petitions, args.labels, as_json=args.json)


def _check() -> int:
    folder = facts.path("authorities")
    try:
        book = read_catalogue(folder)
    except BadCatalogue as error:
        print(f"undersigned: {error}", file=sys.stderr)
        return UNREADABLE
    found = [*faults(book), *taking_faults(book, folder / "taking.toml"), *reading_faults(folder / "reading")]
    for fault in found:
        print(fault)
    counted = f"{len(book.powers)} powers of {len(book.offices)} offices, {len(book.laws)} laws"
    doubtful = sum(1 for law in book.laws.values() if not law.verified)
    print(f"{counted} ({doubtful} not verified): {'no faults' if not found else f'{len(found)} faults'}")
    return 1 if found else 0


def _evaluate(petitions: Path, labels: Path, *, as_json: bool) -> int:
    try:
        found = cases(read_lines(petitions), read_lines(labels))
    except (OSError, ValueError, KeyError) as error:
        print(f"undersigned: cannot read petitions and labels: {error}", file=sys.stderr)
        return UNREADABLE
    report = score(found)
    print(json.dumps(as_dict(report), indent=1) if as_json else as_table(report))
    return 0
