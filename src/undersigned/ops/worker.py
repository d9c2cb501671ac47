"""`undersigned worker`: letters go out, the log is sequenced, answers are enlisted, and the clock is kept."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import random
import signal
import sys
import threading
from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app as jobs

from undersigned.kit import clock
from undersigned.ledger import register, restored, sequencer
from undersigned.mail import worker as mail_worker
from undersigned.ops import identity, loops, ready
from undersigned.signatures import audience, counts

TICK = 1.0
REGISTER_TICK = 10.0
logger = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGINT or SIGTERM; then finish what is in hand, and end."""
    try:
        ready.ensure("UNDERSIGNED_LOG_KEY")
        identity.verify()
        restored.check(clock.now())
    except (identity.WrongIdentity, restored.DatabaseBehind) as error:
        print(error, file=sys.stderr)
        return 2
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_signal: stop.set())
    threads = [
        loops.start("sequencer", sequence, TICK, stop),
        loops.start("register", keep_the_register, REGISTER_TICK, stop),
        loops.start("audience", enlist, TICK, stop),
        threading.Thread(target=mail_worker.run, args=(stop,), name="letters"),
        threading.Thread(target=keep_the_clock, args=(stop,), name="clock"),
    ]
    for thread in threads[3:]:
        thread.start()
    while not stop.wait(TICK):
        if not all(thread.is_alive() for thread in threads):
            logger.error("A loop of the worker has ended; the worker stops, to be started again.")
            stop.set()
            return_code = 1
            break
    else:
        return_code = 0
    for thread in threads:
        thread.join()
    return return_code


def sequence() -> bool:
    """One step of the sequencer, and what follows from the numbers that moved."""
    moved = sequencer.step(
        clock.now(),
        timedelta(seconds=settings.UNDERSIGNED_PUBLISH_DELAY),
        settings.UNDERSIGNED_PUBLISH_BATCH,
        random.SystemRandom(),
    )
    counts.notice_reached()
    return bool(moved)


def keep_the_register() -> bool:
    """The next epoch of the register over all logs, when it is due; never in the way of counting."""
    return register.step(clock.now()) is not None


def enlist() -> bool:
    """Enlist the audience of campaigns that wait."""
    return audience.enlist_waiting(clock.now()) > 0


def keep_the_clock(stop: threading.Event) -> None:
    """Run procrastinate's worker, with the periodic jobs of `schedule.py`, until `stop` is set."""
    asyncio.run(_work(stop))


async def _work(stop: threading.Event) -> None:
    connector = jobs.connector.get_worker_connector()  # type: ignore[attr-defined]  # of procrastinate's Django part
    with_own_pool = jobs.with_connector(connector)
    async with with_own_pool.open_async():
        working = asyncio.create_task(with_own_pool.run_worker_async(install_signal_handlers=False, concurrency=2))
        await asyncio.to_thread(stop.wait)
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
