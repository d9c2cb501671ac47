"""What must keep up runs in loops of its own: each does a little, and waits only when there was nothing to do."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections

logger = logging.getLogger(__name__)


def repeat(work: Callable[[], bool], pause: float, stop: threading.Event) -> None:
    """Call `work` until `stop` is set; pause so many seconds when it returns False or fails."""
    while not stop.is_set():
        close_old_connections()
        try:
            worked = work()
        except Exception:
            logger.exception("%s failed; it is tried again", work.__name__)
            worked = False
        if not worked:
            stop.wait(pause)
    close_old_connections()


def start(name: str, work: Callable[[], bool], pause: float, stop: threading.Event) -> threading.Thread:
    """The loop in a thread of its own."""
    thread = threading.Thread(target=repeat, args=(work, pause, stop), name=name)
    thread.start()
    return thread
