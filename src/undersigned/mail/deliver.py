"""Letters go out: claimed in batches, sent over several lasting connections, marked as they are taken."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg_pool import ConnectionPool

from undersigned.kit import sql
from undersigned.mail import mark, smtp, taken
from undersigned.mail.claim import Claim, Claimed, claim
from undersigned.mail.compose import CampaignBody, Unwritable, compose
from undersigned.mail.marking import AWAY, Delivered, Marks, Ticket
from undersigned.mail.moulds import Body

log = logging.getLogger(__name__)
SQL: Final = sql.load("undersigned.mail")


@dataclass(frozen=True)
class Pace:
    """How a worker works: connections, letters in hand, how long they are its own, how long it waits.

    `at_once` letters may be between their last byte and the server's answer, over all connections: so many a killed
    worker may repeat. One is the safest; a mail server that answers slowly takes more letters with more at once.
    A lease outlives the time a letter can be under way: a letter is handed over only while `verdict_seconds` of its
    lease are left, so that no other worker takes it meanwhile.
    """

    lines: int = 16
    at_once: int = 1
    batch: int = 200
    lease: timedelta = timedelta(minutes=3)
    idle_seconds: float = 0.25
    reply_seconds: float = smtp.REPLY_SECONDS
    verdict_seconds: float = smtp.VERDICT_SECONDS
    mark_seconds: float = 5.0
    rest_seconds: float = 1.0
    longest_rest_seconds: float = 60.0
    hang_up_seconds: float = 30.0
    recover_seconds: float = 20.0


class NotNow(Exception):
    """This letter must not go at this moment; it goes back untried."""


def deliver_batch(
    pool: ConnectionPool[Any], now: datetime, server: smtp.Server | None = None, pace: Pace | None = None
) -> Delivered:
    """Send every letter that is due at `now`, and return when none is left or the mail server is away.

    Safe to call from several processes at once. A letter recorded as sent is never sent again. A process that is
    killed repeats at most one letter for each of its connections: one the server took that was not recorded yet.
    """
    return Delivery(pool, lambda: now, server or smtp.configured(), pace or Pace()).run(
        threading.Event(), until_empty=True
    )


class Delivery:
    """One worker: a feeder that claims, some senders that each keep a connection, one writer of marks."""

    def __init__(
        self,
        pool: ConnectionPool[Any],
        clock: Callable[[], datetime],
        server: smtp.Server,
        pace: Pace,
        notes: Path | None = None,
    ) -> None:
        """`notes`: the folder in which this machine's workers note what the mail server took (`taken.py`)."""
        self._pool = pool
        self._clock = clock
        self._server = server
        self._pace = pace
        self._notes = notes
        self._recover_at = 0.0
        self._queue: queue.SimpleQueue[Claimed | None] = queue.SimpleQueue()
        self._hungry = threading.Event()
        self._closing = threading.Event()
        self._campaigns: dict[int, CampaignBody] = {}
        self._rest_until = 0.0
        self._rest = pace.rest_seconds
        self._in_hand = 0
        self._guard = threading.Lock()
        self._gate = threading.BoundedSemaphore(pace.at_once)
        self.delivered = Delivered()

    def run(self, stop: threading.Event, *, until_empty: bool = False) -> Delivered:
        """Send letters until `stop` is set, or (`until_empty`) nothing is due; unsent ones are put back."""
        self._marks = Marks(self._pool, self._clock, self.delivered, self._note())
        senders = [
            threading.Thread(target=self._send_all, name=f"sender {number}", daemon=True)
            for number in range(self._pace.lines)
        ]
        for sender in senders:
            sender.start()
        try:
            self._feed(stop, until_empty)
        finally:
            self._closing.set()
            self._put_back_queue()
            for _ in senders:
                self._queue.put(None)
            for sender in senders:
                sender.join()
            self._marks.close()
        return self.delivered

    # The feeder.

    def _feed(self, stop: threading.Event, until_empty: bool) -> None:
        while not stop.is_set() and not self._marks.gave_up:
            if until_empty and self.delivered.unreachable:
                return
            if time.monotonic() < self._rest_until:
                stop.wait(min(0.05, self._pace.rest_seconds))
                continue
            if self._queue.qsize() > self._pace.batch // 2:
                self._hungry.wait(0.05)
                self._hungry.clear()
                continue
            found = self._claim()
            if found is not None and found.found:
                continue
            if until_empty and found is not None and self._in_hand == 0:
                return
            stop.wait(0.005 if self._in_hand else self._pace.idle_seconds)

    def _claim(self) -> Claim | None:
        try:
            with self._pool.connection() as connection:
                self._recover(connection)
                found = claim(connection, self._clock(), self._pace.batch, self._pace.lease)
                self._load_campaigns(connection, found)
        except AWAY as error:
            log.warning("cannot claim letters: %s", error)
            return None
        self.delivered.dropped += found.dropped
        self.delivered.resting += found.resting
        with self._guard:
            self._in_hand += len(found.letters)
        for letter in found.letters:
            self._queue.put(letter)
        return found

    def _note(self) -> taken.Note | None:
        try:
            return taken.Note(self._notes) if self._notes else None
        except OSError as error:
            log.warning("a killed worker may repeat a letter per connection: no note can be kept: %s", error)
            return None

    def _recover(self, connection: psycopg.Connection[Any]) -> None:
        if self._notes is not None and time.monotonic() >= self._recover_at:
            taken.recover(self._notes, lambda letters: mark.mark_taken(connection, letters, self._clock()))
            self._recover_at = time.monotonic() + self._pace.recover_seconds

    def _load_campaigns(self, connection: psycopg.Connection[Any], found: Claim) -> None:
        wanted = {letter.campaign for letter in found.letters if letter.campaign is not None}
        for campaign in wanted - self._campaigns.keys():
            rows = connection.execute(SQL["bodies"], {"campaign": campaign}).fetchall()
            bodies = {language: Body(title, text, html) for language, title, text, html, _, _ in rows}
            if rows:
                self._campaigns[campaign] = CampaignBody(rows[0][4], rows[0][5], bodies)

    def _put_back_queue(self) -> None:
        while True:
            try:
                letter = self._queue.get_nowait()
            except queue.Empty:
                return
            if letter is not None:
                self._marks.add(mark.put_back(letter))

    # The senders.

    def _send_all(self) -> None:
        line = smtp.Line(self._server, self._pace.reply_seconds, self._pace.verdict_seconds)
        last: Ticket | None = None
        while True:
            letter = self._next(line)
            if letter is None:
                break
            try:
                outcome = self._send(line, letter, last)
            except Exception:
                log.exception("letter %s of the kind %s could not be sent", letter.id, letter.kind)
                line.close()
                outcome = mark.refused(letter, "our own error, see the log", self._clock())
            if last is not None:
                last.wait()
            last = self._marks.add(outcome)
            with self._guard:
                self._in_hand -= 1
        line.close()

    def _next(self, line: smtp.Line) -> Claimed | None:
        if self._queue.qsize() <= self._pace.batch // 2:
            self._hungry.set()
        while True:
            try:
                return self._queue.get(timeout=self._pace.hang_up_seconds)
            except queue.Empty:
                line.close()

    @contextmanager
    def _handing_over(self, letter: Claimed, last: Ticket | None) -> Iterator[None]:
        """The moment in which the server may have a letter that we do not know it has: few at once, then noted."""
        if last is not None and not last.wait(self._pace.mark_seconds):
            raise NotNow
        if not self._gate.acquire(timeout=self._pace.mark_seconds):
            raise NotNow
        try:
            if self._clock() + timedelta(seconds=self._pace.verdict_seconds) > letter.lease_until:
                raise NotNow
            yield
            self._marks.taken(letter.id)
        finally:
            self._gate.release()

    def _send(self, line: smtp.Line, letter: Claimed, last: Ticket | None) -> mark.Outcome:
        if time.monotonic() < self._rest_until or self._closing.is_set():
            return mark.put_back(letter)
        try:
            composed = compose(letter, self._campaigns.get(letter.campaign or 0), self._clock())
            handing_over = self._handing_over(letter, last)
            line.send(composed.sender, composed.recipient, composed.content, handing_over)
        except Unwritable as error:
            return mark.failed(letter, str(error))
        except NotNow:
            return mark.put_back(letter)
        except smtp.Unreachable as error:
            self._rest_now(str(error))
            return mark.put_back(letter)
        except smtp.Lost as error:
            return mark.refused(letter, error.said, self._clock(), domain_refused=True)
        except smtp.Refused as error:
            if error.code < 500:
                return mark.refused(letter, error.said, self._clock(), domain_refused=True)
            return mark.failed(letter, error.said, address_refused=error.about_address)
        self._rest = self._pace.rest_seconds
        return mark.sent(letter)

    def _rest_now(self, reason: str) -> None:
        with self._guard:
            if time.monotonic() < self._rest_until:
                return
            self._rest_until = time.monotonic() + self._rest
            log.warning("the mail server is away, next try in %.0f s: %s", self._rest, reason)
            self._rest = min(self._rest * 2, self._pace.longest_rest_seconds)
            self.delivered.unreachable = reason
