"""What the mail server took is noted on this machine at once, so that a killed worker repeats next to nothing."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

log = logging.getLogger(__name__)

ID_BYTES: Final = 16
#: A note is written anew, with what is still needed, when it has grown to this size.
BYTES_AT_MOST: Final = 1 << 20
ENDING: Final = ".taken"


class Note:
    """Letters that the mail server took and the database may not know of yet: a file of ids, locked while in use.

    A mark reaches the database a few milliseconds after the server's reply; a line in a file, a few microseconds
    after it. What is written survives the end of the process, not of the machine.
    """

    def __init__(self, folder: Path) -> None:
        """Begin a note in this folder; raises OSError where none can be written."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{uuid4().hex}{ENDING}"
        self._file = _locked(self._path, os.O_CREAT | os.O_EXCL)
        self._size = 0
        self._open: set[UUID] = set()
        self._guard = threading.Lock()

    def add(self, letter: UUID) -> None:
        """The server took this letter."""
        with self._guard:
            os.write(self._file, letter.bytes)
            self._open.add(letter)
            self._size += ID_BYTES

    def settle(self, letters: Iterable[UUID]) -> None:
        """The database knows of these."""
        with self._guard:
            self._open.difference_update(letters)
            if self._size >= BYTES_AT_MOST:
                self._begin_anew()

    def close(self) -> None:
        """Remove the note, unless it holds a letter that the database does not know of."""
        with self._guard:
            if not self._open:
                self._path.unlink()
            os.close(self._file)

    def _begin_anew(self) -> None:
        fresh = self._path.with_suffix(".new")
        file = _locked(fresh, os.O_CREAT)
        os.write(file, b"".join(letter.bytes for letter in self._open))
        fresh.rename(self._path)
        os.close(self._file)
        self._file, self._size = file, ID_BYTES * len(self._open)


def _locked(path: Path, flags: int) -> int:
    file = os.open(path, os.O_RDWR | os.O_APPEND | flags, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


def recover(folder: Path, mark_sent: Callable[[list[UUID]], None]) -> int:
    """Hand on what killed workers of this machine left in their notes, and remove those; how many letters.

    A note of a living process is locked, and left alone. When `mark_sent` raises, the note stays.
    """
    found = 0
    for path in sorted(folder.glob(f"*{ENDING}")):
        try:
            file = _locked(path, 0)
        except OSError:
            continue  # its owner lives, or another worker was faster
        try:
            if os.fstat(file).st_ino != path.stat().st_ino:
                continue  # its owner just began it anew
            content = os.pread(file, os.fstat(file).st_size, 0)
            whole = len(content) - len(content) % ID_BYTES
            letters = [UUID(bytes=content[start : start + ID_BYTES]) for start in range(0, whole, ID_BYTES)]
            if letters:
                mark_sent(letters)
            path.unlink()
            found += len(letters)
        finally:
            os.close(file)
    if found:
        log.info("%d letters that a killed worker had sent are known as sent", found)
    return found
