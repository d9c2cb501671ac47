"""What an entry of a petition's log says, and what it takes to put it there."""

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from hmac import digest as hmac_digest
from typing import ClassVar
from unicodedata import normalize

from .note import encode64

SALT_BYTES = 32
REASONS = ("withdrawn", "duplicate", "fraud", "ineligible")

_DATE = rb"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_NUMBER = rb"(0|[1-9][0-9]{0,18})"
_HASH64 = rb"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)"
_FORMS = {
    b"add": re.compile(rb"add %b %b" % (_DATE, _HASH64)),
    b"remove": re.compile(rb"remove %b %b (%b)" % (_DATE, _NUMBER, "|".join(REASONS).encode())),
    b"restore": re.compile(rb"restore %b %b" % (_DATE, _NUMBER)),
    b"open": re.compile(rb"open ([a-z0-9]{1,64}) ([0-9a-f]{64}) %b" % _DATE),
    b"close": re.compile(rb"close %b %b" % (_DATE, _NUMBER)),
}


class BadEntry(ValueError):
    """The bytes are not an entry in its one canonical form."""


@dataclass(frozen=True, slots=True)
class Open:
    """The first entry: which petition, and the SHA-256 (hex) of its published text."""

    petition: str
    text_sha256: str
    day: date
    kind: ClassVar[str] = "open"

    def line(self) -> bytes:
        """The entry's bytes."""
        return f"open {self.petition} {self.text_sha256} {self.day}".encode()


@dataclass(frozen=True, slots=True)
class Add:
    """One signature: the day it entered the log and its commitment, 32 bytes in base64."""

    day: date
    commitment: str
    kind: ClassVar[str] = "add"

    def line(self) -> bytes:
        """The entry's bytes."""
        return f"add {self.day} {self.commitment}".encode()


@dataclass(frozen=True, slots=True)
class Remove:
    """The signature at `index` no longer counts, for one of REASONS."""

    day: date
    index: int
    reason: str
    kind: ClassVar[str] = "remove"

    def line(self) -> bytes:
        """The entry's bytes."""
        return f"remove {self.day} {self.index} {self.reason}".encode()


@dataclass(frozen=True, slots=True)
class Restore:
    """The signature at `index`, removed before, counts again."""

    day: date
    index: int
    kind: ClassVar[str] = "restore"

    def line(self) -> bytes:
        """The entry's bytes."""
        return f"restore {self.day} {self.index}".encode()


@dataclass(frozen=True, slots=True)
class Close:
    """The last entry: the final count."""

    day: date
    count: int
    kind: ClassVar[str] = "close"

    def line(self) -> bytes:
        """The entry's bytes."""
        return f"close {self.day} {self.count}".encode()


Entry = Open | Add | Remove | Restore | Close


def parse(line: bytes) -> Entry:
    """The entry in these bytes; raises BadEntry for every other spelling than the canonical one."""
    form = _FORMS.get(line.partition(b" ")[0])
    match = form.fullmatch(line) if form else None
    if match is None:
        raise BadEntry(f"not an entry: {line[:120]!r}")
    parts = [part.decode() for part in match.groups()]
    match form:
        case _ if form is _FORMS[b"add"]:
            return Add(_day(parts[0]), parts[1])
        case _ if form is _FORMS[b"open"]:
            return Open(parts[0], parts[1], _day(parts[2]))
        case _ if form is _FORMS[b"remove"]:
            return Remove(_day(parts[0]), int(parts[1]), parts[2])
        case _ if form is _FORMS[b"restore"]:
            return Restore(_day(parts[0]), int(parts[1]))
        case _:
            return Close(_day(parts[0]), int(parts[1]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadEntry(f"not a day: {text}") from error


def add_line(day: str, commitment: bytes) -> bytes:
    """The bytes of an add entry from a day as YYYY-MM-DD and the commitment's 32 bytes."""
    return f"add {day} {encode64(commitment)}".encode()


def canonical_email(email: str) -> str:
    """The address as a commitment holds it: NFC, the domain lower-cased and in A-labels, the local part as is.

    Raises ValueError when there is no domain or it cannot be written in A-labels.
    """
    local, at, domain = normalize("NFC", email).rpartition("@")
    if not at or not local or not domain:
        raise ValueError("an address has a local part and a domain")
    domain = domain.lower()
    if not domain.isascii():
        domain = domain.encode("idna").decode()
    return f"{local}@{domain}"


def commitment(origin: str, email: str, place: str, salt: bytes) -> bytes:
    """The 32 bytes that commit to who signed which petition and from where.

    HMAC-SHA256 under a fresh random salt of 32 bytes over version, the log's origin, the address and the
    place (`US-CA`, or empty). Raises ValueError when the salt has another length or a part holds a newline.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    address = canonical_email(email)
    if any("\n" in part for part in (origin, address, place)):
        raise ValueError("a committed part holds a newline")
    return hmac_digest(salt, f"petition-signature/v1\n{origin}\n{address}\n{place}\n".encode(), sha256)
