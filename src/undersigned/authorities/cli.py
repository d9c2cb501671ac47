"""The commands that check the catalogue of offices and score the reader of petitions."""

from __future__ import annotations

import argparse
import sys

from undersigned.authorities.check import faults, taking_faults
from undersigned.authorities.load import BadCatalogue, read_catalogue
from undersigned.kit import facts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`undersigned authorities check | evaluate`."""
    commands = parser.add_subparsers(dest="action", required=True)
    commands.add_parser("check", help="check that the catalogue is complete and nothing in it dangles")


def run(args: argparse.Namespace) -> int:
    """Run one of the commands; 0 done, 1 faults were found, 2 a file cannot be read."""
    return _check()


def _check() -> int:
    folder = facts.path("authorities")
    try:
        book = read_catalogue(folder)
    except BadCatalogue as error:
        print(f"undersigned: {error}", file=sys.stderr)
        return 2
    found = [*faults(book), *taking_faults(book, folder / "taking.toml")]
    for fault in found:
        print(fault)
    counted = f"{len(book.powers)} powers of {len(book.offices)} offices, {len(book.laws)} laws"
    doubtful = sum(1 for law in book.laws.values() if not law.verified)
    print(f"{counted} ({doubtful} not verified): {'no faults' if not found else f'{len(found)} faults'}")
    return 1 if found else 0
