"""People who sign and confirm without a pause, and remember what they were promised, whatever breaks meanwhile."""

from __future__ import annotations

import http.client
import queue
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlencode

from faults.servers import HOST, Site, headers
from postoffice import MailServer

_LINK = re.compile(rb"/confirm/([A-Za-z0-9_-]{1,100})")
PAUSE_SECONDS = 0.02
AGAIN_AFTER_SECONDS = 0.2
#: Every tenth presses the button twice.
TWICE = 10


class Granted(NamedTuple):
    """When a form was sent that was taken, and when the answer came (monotonic seconds)."""

    asked: float
    answered: float


class Crowd:
    """Signers, each with an address of their own, and hands that press the button in every letter that arrives."""

    def __init__(self, site: Site, post: MailServer, signers: int, hands: int) -> None:
        """Begins at once; `signers` and `hands` are threads."""
        self._site = site
        self.post = post
        self._signing, self._pressing = threading.Event(), threading.Event()
        self._guard = threading.Lock()
        self._number = 0
        self._read = 0
        self.letters = 0
        self.letters_to: set[str] = set()
        self._links: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.links: set[bytes] = set()
        self.acknowledged: set[str] = set()
        self.confirmed: set[bytes] = set()
        self.granted: list[Granted] = []
        self.answers: Counter[str] = Counter()
        self.presses: Counter[str] = Counter()
        work = [self._sign] * signers + [self._press] * hands
        self._threads = [threading.Thread(target=one, daemon=True) for one in work]
        for thread in self._threads:
            thread.start()

    def stop_signing(self) -> None:
        """No new forms; buttons are pressed on."""
        self._signing.set()

    def stop(self) -> None:
        """Nobody asks anything any more."""
        self._signing.set()
        self._pressing.set()
        for thread in self._threads:
            thread.join()

    @property
    def is_through(self) -> bool:
        """Whoever was promised a letter has it, and every button was pressed and answered."""
        self._open_letters()
        return self.acknowledged <= self.letters_to and self.links == self.confirmed

    def recovered(self, since: float) -> float | None:
        """Seconds from a moment until a form that was sent after it was taken; None when none was yet."""
        with self._guard:
            after = [one.answered for one in self.granted if one.asked >= since]
        return min(after) - since if after else None

    def _sign(self) -> None:
        while not self._signing.wait(PAUSE_SECONDS):
            with self._guard:
                self._number += 1
                address = f"signer{self._number}@host{self._number % 40}.example"
            form = {"name": "Ana Signer", "email": address, "zip": "53703", "country": "US"}
            asked = time.monotonic()
            said = self._said(f"/petitions/{self._site.petition}/sign", urlencode(form))
            with self._guard:
                self.answers[said] += 1
                if said == "303":
                    self.acknowledged.add(address)
                    self.granted.append(Granted(asked, time.monotonic()))

    def _press(self) -> None:
        while not self._pressing.is_set():
            self._open_letters()
            try:
                link = self._links.get(timeout=PAUSE_SECONDS)
            except queue.Empty:
                continue
            said = self._said(f"/confirm/{link.decode()}", "")
            with self._guard:
                self.presses[said] += 1
            if said == "303":
                again = link not in self.confirmed and secrets.randbelow(TWICE) == 0
                self.confirmed.add(link)
                if again:
                    self._links.put(link)
            else:
                self._pressing.wait(AGAIN_AFTER_SECONDS)
                self._links.put(link)

    def _open_letters(self) -> None:
        with self._guard:
            while self._read < len(self.post.received):
                _sender, to, letter = self.post.received[self._read]
                self._read += 1
                found = _LINK.search(letter.replace(b"=\r\n", b""))
                # The petitioner has letters too, and signed before the crowd came.
                if not found or not to.startswith("signer"):
                    continue
                self.letters += 1
                self.letters_to.add(to)
                if found[1] not in self.links:
                    self.links.add(found[1])
                    self._links.put(found[1])

    def _said(self, path: str, body: str) -> str:
        """The status, or what became of the connection."""
        line = http.client.HTTPConnection(HOST, self._site.port, timeout=60)
        try:
            line.request("POST", path, body, headers())
            return str(line.getresponse().status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            line.close()


@contextmanager
def crowd_before(site: Site, post: MailServer, signers: int = 6, hands: int = 3) -> Iterator[Crowd]:
    """A crowd that goes home at the end."""
    crowd = Crowd(site, post, signers, hands)
    try:
        yield crowd
    finally:
        crowd.stop()
