"""`undersigned recount`: the numbers of places and hours are compared with a full recount of the signatures."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from undersigned.signatures import recount


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to set right what is found."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = (
        "How many signatures stand in each place and hour is kept as people sign. This recounts all signatures\n"
        "and names each number that disagrees; every night the workers do it and repair. People may go on signing\n"
        "meanwhile. The public count is the log's: `undersigned log check` recomputes that.\n\n"
        "exit codes: 0 all numbers agree; 1 some did not (with --repair they do now); 2 it could not be tried\n\n"
        f"{parser.epilog or ''}"
    )
    parser.add_argument("--repair", action="store_true", help="set right what disagrees")
    parser.add_argument("--json", action="store_true", help="for machines")


def run(arguments: argparse.Namespace) -> int:
    """Recount; 1 when a number disagreed, repaired or not."""
    found = recount.repair() if arguments.repair else recount.differences()
    if arguments.json:
        told = [asdict(one) for one in found]
        print(json.dumps({"differences": told, "repaired": arguments.repair}, default=str))
    else:
        print("\n".join([*map(str, found), _summary(len(found), arguments.repair)]))
    return 1 if found else 0


def _summary(found: int, repaired: bool) -> str:
    if not found:
        return "All numbers agree with a recount of the signatures."
    numbers = f"{found} number disagreed" if found == 1 else f"{found} numbers disagreed"
    return f"{numbers} and set right." if repaired else f"{numbers}. Nothing was changed: add --repair."
