"""Waiting for something that tells nobody when it happens: another process, a port, a file."""

import time
from collections.abc import Callable

PAUSE = 0.02


def until(happened: Callable[[], object], what: str, within: float = 90) -> None:
    """Return when `happened()` is true; fail, naming what did not happen, after so many seconds."""
    last = time.monotonic() + within
    while not happened():
        assert time.monotonic() < last, f"{what} did not happen within {within} seconds"
        time.sleep(PAUSE)
