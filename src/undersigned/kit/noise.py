"""Random bytes for nonces and ids, fetched from the system a few hundred at a time."""

from __future__ import annotations

import os
import threading
import time

FETCHED = 4096
#: What was fetched is not kept for long: a copy of the machine must not find it.
FRESH_FOR = 1.0


class _Pool(threading.local):
    """One thread's bytes: no two threads, and no two processes after a fork, may ever use the same ones."""

    def __init__(self) -> None:
        self.bytes = b""
        self.used = 0
        self.until = 0.0
        self.process = 0


_pool = _Pool()


def take(count: int) -> bytes:
    """`count` (at most 64) bytes from the system's generator, each given out once.

    Asking the system lets go of Python's lock each time, and under load a thread then waits milliseconds for it.
    """
    now = time.monotonic()
    if _pool.used + count > len(_pool.bytes) or now > _pool.until or _pool.process != os.getpid():
        _pool.bytes, _pool.used, _pool.until, _pool.process = os.urandom(FETCHED), 0, now + FRESH_FOR, os.getpid()
    taken = _pool.bytes[_pool.used : _pool.used + count]
    _pool.used += count
    return taken
