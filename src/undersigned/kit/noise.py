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
        self.forget()

    def forget(self) -> None:
        self.bytes = b""
        self.used = 0
        self.until = 0.0


_pool = _Pool()
# Of a process that forks, only the thread that does so lives on in the child.
os.register_at_fork(after_in_child=_pool.forget)


def take(count: int) -> bytes:
    """`count` (at most 64) bytes from the system's generator, each given out once.

    Asking the system lets go of Python's lock each time, and under load a thread then waits milliseconds for it.
    """
    now = time.monotonic()
    if _pool.used + count > len(_pool.bytes) or now > _pool.until:
        _pool.bytes, _pool.used, _pool.until = os.urandom(FETCHED), 0, now + FRESH_FOR
    taken = _pool.bytes[_pool.used : _pool.used + count]
    _pool.used += count
    return taken
