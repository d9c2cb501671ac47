"""A bar for anything that takes over two seconds, on a terminal and nowhere else."""

import sys
from collections.abc import Iterable
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")


def bar(things: Iterable[T], label: str, total: int | None = None) -> Iterable[T]:
    """The same things, with a bar on standard error while they pass."""
    shown: Iterable[T] = tqdm(
        things, desc=label, total=total, disable=not sys.stderr.isatty(), leave=False, delay=0.5
    )
    return shown
