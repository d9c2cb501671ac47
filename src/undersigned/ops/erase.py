"""`undersigned erase`: a person who wrote to the operator is erased; and again, after a backup was restored."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from undersigned.kit import clock
from undersigned.ops import identity, ready
from undersigned.retention import journal
from undersigned.retention.erase import Erased, erase, petitions_of
from undersigned.signatures.people import Address, BadAddress, read_address


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The address, and that it is meant."""
    parser.description = (
        "Erases the person of an address: signatures are withdrawn from petitions that can still be signed, closed "
        "counts stay as published, and name, address, salt and keyed mark go everywhere. Only a wish to get no "
        "letters is kept. It cannot be undone; make sure that who asks owns the address. People can do it "
        "themselves at /erase. After restoring a backup, --again erases everyone who was erased since it was made."
    )
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument(
        "address", metavar="ADDRESS", nargs="?", help="the e-mail address; - reads it from standard input"
    )
    who.add_argument(
        "--again", metavar="FILE", nargs="+", type=Path, help="journals of erasures, `erased` in UNDERSIGNED_DATA"
    )
    parser.add_argument("--yes", action="store_true", help="do it; without this, only say what would go")
    parser.add_argument("--json", action="store_true", help="for machines")


def run(arguments: argparse.Namespace) -> int:
    """Erase, or say what would go; 2 when the address is none, or the keys are not those of this database."""
    try:
        ready.ensure()
        identity.verify()
    except identity.WrongIdentity as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.again:
        return _again(arguments)
    typed = sys.stdin.readline() if arguments.address == "-" else arguments.address
    try:
        address = read_address(typed)
    except BadAddress as error:
        print(f"undersigned erase: {error}", file=sys.stderr)
        return 2
    if not arguments.yes:
        return _preview(address, arguments.json)
    done = erase(address.person, clock.now())
    print(json.dumps(done._asdict()) if arguments.json else _told(done))
    return 0


def _again(arguments: argparse.Namespace) -> int:
    try:
        keys = list(journal.read(arguments.again))
    except (journal.BadJournal, OSError) as error:
        print(f"undersigned erase: {error}", file=sys.stderr)
        return 2
    if not arguments.yes:
        print(f"{len(keys)} erasures noted. Nothing is erased yet: add --yes to erase those who are back.")
        return 0
    erased = journal.erase_again(keys, clock.now())
    print(json.dumps({"signatures": erased}) if arguments.json else f"Erased again: {erased} signatures.")
    return 0


def _preview(address: Address, as_json: bool) -> int:
    signed = petitions_of(address.person)
    if as_json:
        print(json.dumps({"petitions": [petition.pk for petition in signed]}))
        return 0
    for petition in signed:
        print(f"{petition.pk}  {petition.state:<10} {petition.title}")
    print(f"{len(signed)} signatures found. Nothing is erased yet: add --yes to erase this person everywhere.")
    return 0


def _told(done: Erased) -> str:
    return (
        f"Erased: {done.uncounted + done.still_counted} signatures ({done.uncounted} taken out of open counts), "
        f"{done.forms} forms, {done.letters} letters."
    )
