"""What a benchmark's program is asked on the command line, and how it answers."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import figures

SECONDS = 30.0


def parser(says: str | None, names: Sequence[str]) -> argparse.ArgumentParser:
    """The options that all programs of this folder have; `says` is the program's own docstring."""
    made = argparse.ArgumentParser(description=says, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("name", choices=names)
    made.add_argument("--seconds", type=float, default=SECONDS, help="how long each load lasts (default: 30)")
    made.add_argument("--no-floor", action="store_true", help="leave out the floor, to be quicker")
    made.add_argument("--json", action="store_true", help="print a list of objects")
    return made


def answer(found: Sequence[figures.Figure], *, json: bool) -> int:
    """Print the figures; the exit code: 1 when one of them cannot be believed."""
    print(figures.to_json(found) if json else figures.table([one.as_dict() for one in found]))
    return 1 if any(one.wrong() for one in found) else 0
