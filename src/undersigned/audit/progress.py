"""A line that says how far a long download is, on a terminal and only after two seconds."""

import sys
from collections.abc import Callable
from time import monotonic

Progress = Callable[[int, int], None]
"""(entries read, entries in all) → nothing."""

PATIENCE, PAUSE = 2.0, 0.2


def silent(done: int, total: int) -> None:
    """Say nothing."""


def on_terminal() -> Progress:
    """A line on standard error, rewritten as it grows; silent when standard error is no terminal."""
    if not sys.stderr.isatty():
        return silent
    begun = monotonic()
    shown = 0.0

    def show(done: int, total: int) -> None:
        nonlocal shown
        at = monotonic()
        if at - begun < PATIENCE or (at - shown < PAUSE and done < total):
            return
        shown = at
        filled = 30 * done // max(total, 1)
        left = (at - begun) * (total - done) / max(done, 1)
        text = f"\r[{'#' * filled}{'.' * (30 - filled)}] {done:,} of {total:,} entries, {left:.0f} s left "
        sys.stderr.write("\r" + " " * len(text) + "\r" if done >= total else text)
        sys.stderr.flush()

    return show
