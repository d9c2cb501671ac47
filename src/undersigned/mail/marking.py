"""A worker's marks are written as they come, as many at once as came meanwhile."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg_pool import ConnectionPool

from undersigned.mail.mark import Outcome, mark
from undersigned.mail.models import State
from undersigned.mail.taken import Note

log = logging.getLogger(__name__)

#: What a database that is away raises.
AWAY: Final = (psycopg.OperationalError, psycopg.InterfaceError)
AT_ONCE: Final = 500
FIRST_WAIT, LONGEST_WAIT = 0.05, 5.0


class Ticket:
    """One outcome on its way into the database."""

    __slots__ = ("_settled", "outcome")

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self._settled = threading.Event()

    def wait(self, seconds: float | None = None) -> bool:
        """True once the outcome is durable in the database (or given up); False when that takes longer."""
        return self._settled.wait(seconds)

    def settle(self) -> None:
        """Let those who wait go on."""
        self._settled.set()


@dataclass
class Delivered:
    """What became of the letters a worker had in its hands."""

    sent: int = 0
    failed: int = 0
    refused: int = 0
    put_back: int = 0
    dropped: int = 0
    resting: int = 0
    unreachable: str = ""


class Marks:
    """A thread that writes outcomes down; while the database is away it keeps them and tries again."""

    def __init__(
        self,
        pool: ConnectionPool[Any],
        clock: Callable[[], datetime],
        delivered: Delivered,
        note: Note | None = None,
        patience: float = 30.0,
    ) -> None:
        """`note`: what was taken and is not marked; `patience`: seconds the database may be away at the end."""
        self.gave_up = False
        self._pool = pool
        self._clock = clock
        self._delivered = delivered
        self._note = note
        self._patience = patience
        self._queue: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="marks", daemon=True)
        self._thread.start()

    def taken(self, letter: UUID) -> None:
        """Note, before anything else, that the mail server took this letter."""
        if self._note is not None:
            self._note.add(letter)

    def add(self, outcome: Outcome) -> Ticket:
        """Hand over what became of a letter."""
        ticket = Ticket(outcome)
        self._queue.put(ticket)
        return ticket

    def close(self) -> None:
        """Write what is left and stop; gives up, and logs it, when the database stays away."""
        self._closing.set()
        self._queue.put(None)
        self._thread.join()
        if self._note is not None:
            self._note.close()

    def _run(self) -> None:
        last = False
        while not last:
            tickets = [ticket for ticket in self._gathered() if ticket is not None]
            last = self._closing.is_set() and self._queue.empty()
            try:
                if tickets and not self.gave_up:
                    self._write([ticket.outcome for ticket in tickets])
            except Exception:
                log.exception("%d letters stay unmarked", len(tickets))
                self.gave_up = True
            for ticket in tickets:
                ticket.settle()

    def _gathered(self) -> list[Ticket | None]:
        found = [self._queue.get()]
        while len(found) < AT_ONCE:
            try:
                found.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return found

    def _write(self, outcomes: list[Outcome]) -> None:
        wait, waited = FIRST_WAIT, 0.0
        while True:
            try:
                with self._pool.connection() as connection:
                    mark(connection, outcomes, self._clock())
            except AWAY as error:
                if self._closing.is_set() and waited >= self._patience:
                    log.error("%d letters stay unmarked: the database is away: %s", len(outcomes), error)
                    self.gave_up = True
                    return
                log.warning("cannot mark %d letters yet: %s", len(outcomes), error)
                time.sleep(wait)
                waited += wait
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                break
        self._count(outcomes)
        if self._note is not None:
            self._note.settle(outcome.letter.id for outcome in outcomes if outcome.state == State.SENT)

    def _count(self, outcomes: list[Outcome]) -> None:
        counts = Counter((outcome.state, outcome.tried) for outcome in outcomes)
        self._delivered.sent += counts[State.SENT, True]
        self._delivered.failed += counts[State.FAILED, True]
        self._delivered.refused += counts[State.WAITING, True]
        self._delivered.put_back += counts[State.WAITING, False]
