"""How the entries of a petition's log come to a count, refusing every entry that may not stand where it stands."""

import re
from collections.abc import Iterable
from datetime import date

from .entry import Add, BadEntry, Close, Entry, Open, Remove, parse

_ADD = re.compile(rb"add ([0-9]{4}-[0-9]{2}-[0-9]{2}) [A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")
_ADDS = re.compile(rb"(?:%s)+" % _ADD.pattern.replace(b"(", b"(?:"))
_ADD_BYTES = len("add 2026-11-22 ") + 44
_DAY = slice(4, 14)
_OTHER, _COUNTS, _REMOVED = range(3)


class BadLog(ValueError):
    """An entry that may not stand where it stands; the message names its index."""


class Replay:
    """A petition's log read entry by entry: what counts after each; one byte of memory for each entry."""

    def __init__(self) -> None:
        self.opened: Open | None = None
        self.closed: Close | None = None
        self.added = self.removed = self.restored = 0
        self._state = bytearray()
        self._days: set[bytes] = set()

    @property
    def size(self) -> int:
        """How many entries were read."""
        return len(self._state)

    @property
    def count(self) -> int:
        """Signatures that count now: added - removed + restored."""
        return self.added - self.removed + self.restored

    def counts(self, index: int) -> bool:
        """Whether the entry at this index is a signature that counts now."""
        return 0 <= index < len(self._state) and self._state[index] == _COUNTS

    def read(self, lines: Iterable[bytes]) -> None:
        """Take further entries; raises BadLog at the first that is malformed or may not follow."""
        some = lines if isinstance(lines, list) else list(lines)
        if self.opened and not self.closed and self._are_adds(some):
            self._state += bytes([_COUNTS]) * len(some)
            self.added += len(some)
        else:
            self._read_each(some)

    def _are_adds(self, lines: list[bytes]) -> bool:
        """Whether all of these are well-formed adds: most of a log, and looked at together."""
        return (
            set(map(len, lines)) == {_ADD_BYTES}
            and _ADDS.fullmatch(b"".join(lines)) is not None
            and all(day in self._days or self._is_day(day) for day in {line[_DAY] for line in lines})
        )

    def _read_each(self, lines: list[bytes]) -> None:
        state, days, fast = self._state, self._days, _ADD.fullmatch
        for line in lines:
            match = fast(line)
            if match and self.opened and not self.closed and (match[1] in days or self._is_day(match[1])):
                state.append(_COUNTS)
                self.added += 1
            else:
                self._read_one(line)

    def _is_day(self, day: bytes) -> bool:
        try:
            date.fromisoformat(day.decode())
        except ValueError:
            return False
        self._days.add(day)
        return True

    def _read_one(self, line: bytes) -> None:
        try:
            entry = parse(line)
        except BadEntry as error:
            raise BadLog(f"entry {self.size}: {error}") from error
        self._check_place(entry)
        match entry:
            case Open():
                self.opened = entry
            case Close():
                if entry.count != self.count:
                    raise BadLog(f"entry {self.size}: closes with {entry.count}, but {self.count} count")
                self.closed = entry
            case Add():
                self.added += 1
            case Remove():
                self._flip(entry.index, _COUNTS, _REMOVED, "remove")
                self.removed += 1
            case _:
                self._flip(entry.index, _REMOVED, _COUNTS, "restore")
                self.restored += 1
        self._state.append(_COUNTS if isinstance(entry, Add) else _OTHER)

    def _check_place(self, entry: Entry) -> None:
        if self.closed:
            raise BadLog(f"entry {self.size}: {entry.kind} after close")
        if isinstance(entry, Open) != (self.size == 0):
            raise BadLog(f"entry {self.size}: {entry.kind} where open {'is due' if self.size == 0 else 'stands'}")

    def _flip(self, index: int, before: int, after: int, verb: str) -> None:
        if index >= len(self._state) or self._state[index] != before:
            raise BadLog(f"entry {self.size}: cannot {verb} {index}, which is not in the state for it")
        self._state[index] = after
