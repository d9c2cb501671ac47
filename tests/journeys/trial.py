"""A whole trial, started as a newcomer starts it, with its letters as they arrive."""

from __future__ import annotations

import email.policy
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 90.0
_LINK = re.compile(r"http://localhost:\d+(/\S+)")
_pause = threading.Event()


def until(found: Callable[[], T], what: str) -> T:
    """Ask again and again until there is an answer; fails when patience ends."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := found():
            return answer
        _pause.wait(0.05)
    raise AssertionError(f"in vain: {what}")


@dataclass
class Trial:
    """A running trial: where it answers, its folder, its staff's sign-in links."""

    address: str
    folder: Path
    links: dict[str, str]
    _opened: dict[str, EmailMessage] = field(default_factory=dict)
    _by_address: dict[str, list[EmailMessage]] = field(default_factory=dict)

    def letters(self) -> list[EmailMessage]:
        """Every letter that arrived so far."""
        arrived = {file.name: file for file in (self.folder / "mail" / "new").iterdir()}
        for name in sorted(arrived.keys() - self._opened.keys()):
            parser = BytesParser(policy=email.policy.default)
            letter = self._opened[name] = parser.parsebytes(arrived[name].read_bytes())
            self._by_address.setdefault(parseaddr(letter["To"])[1], []).append(letter)
        return list(self._opened.values())

    def letters_to(self, address: str, subject: str = "") -> list[EmailMessage]:
        """Letters to one address, with this in their subject."""
        self.letters()
        return [one for one in self._by_address.get(address, []) if subject in one["Subject"]]

    def link_to(self, address: str, path: str) -> str:
        """The path of the newest link of a kind in this address's letters, once it has arrived."""

        def newest() -> str:
            found = [link for one in self.letters_to(address) for link in paths_in(one) if link.startswith(path)]
            return found[-1] if found else ""

        return until(newest, f"a letter to {address} with a link to {path}")

    def command(self, *words: str) -> str:
        """What one of our commands printed."""
        done = subprocess.run(
            [sys.executable, "-m", "undersigned", *words, "--data", str(self.folder)],
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def paths_in(letter: EmailMessage) -> list[str]:
    """The paths of all links to our site in a letter's text."""
    body = letter.get_body(("plain",))
    return _LINK.findall(body.get_content()) if body is not None else []


def _environment() -> dict[str, str]:
    """As a newcomer's: nothing of the tests' own settings."""
    ours = ("UNDERSIGNED_", "DATABASE_URL", "EMAIL_URL", "DJANGO_", "TEST_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@contextmanager
def running(folder: Path) -> Iterator[Trial]:
    """A trial from its first word to its last process; fails where a process outlives it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    command = [sys.executable, "-m", "undersigned", "trial", "--port", str(port), "--data", str(folder)]
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said: list[str] = []
            for line in process.stdout:
                said.append(line)
                if "Ctrl-C" in line:
                    break
            links = dict(re.findall(r"(Moderator|Responder|Approver)\s+http://localhost:\d+(\S+)", "".join(said)))
            assert len(links) == 3, said
            assert processes_of(folder)
            yield Trial(f"http://localhost:{port}", folder, links)
        finally:
            process.terminate()
            assert process.wait(PATIENCE) == 0
    assert not processes_of(folder)


def processes_of(folder: Path) -> list[str]:
    """The command lines that name this folder."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in found if str(folder) in line]
