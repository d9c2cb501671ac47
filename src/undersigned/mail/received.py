"""What the trial's mail server received is read from its Maildir."""

from __future__ import annotations

import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path


@dataclass(frozen=True)
class Kept:
    """A letter as it was received."""

    key: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


def keys(folder: Path) -> list[str]:
    """The keys of the letters in a Maildir, the latest first."""
    return sorted((file.name for file in folder.glob("new/*")), reverse=True)


def read(folder: Path, key: str) -> Kept | None:
    """One letter of a Maildir, or None when it has no such letter."""
    if not re.fullmatch(r"[0-9]+\.[0-9a-f]{16}", key):
        return None
    try:
        content = (folder / "new" / key).read_bytes()
    except FileNotFoundError:
        return None
    message = BytesParser(policy=email.policy.default).parsebytes(content)
    return Kept(
        key,
        datetime.fromtimestamp(int(key.partition(".")[0]) / 1e9, UTC),
        str(message["Delivered-To"]),
        str(message["Subject"]),
        _part(message, "plain"),
        _part(message, "html"),
        tuple((name, str(value)) for name, value in message.items()),
    )


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""
