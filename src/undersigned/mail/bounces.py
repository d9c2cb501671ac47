"""Letters come back: a delivery status notification is read, and its letter and address are marked."""

from __future__ import annotations

import binascii
import re
from base64 import b32decode, b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from email.utils import getaddresses
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from undersigned.kit import sql, tokens
from undersigned.mail.models import Bounce

SQL: Final = sql.load("undersigned.mail")

#: Headers in which mail servers write whom a message was for.
_FOR: Final = ("Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To", "To")
_STATUS: Final = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})", re.ASCII)
_EMPTY_LINE: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
#: Refusals that say nothing of the address: the system, the protocol, the content, policy (RFC 3463). Who is taken
#: for a spammer would else lose every address of a provider.
_NOT_OF_THE_ADDRESS: Final = ("5.3.", "5.5.", "5.6.", "5.7.")
_TOKEN: Final = re.compile(r"\+([a-z2-7]{20,80})@", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Returned:
    """A letter that came back: which one, and the status code of RFC 3463, `5.x.x` for good."""

    letter: UUID
    status: str

    @property
    def for_good(self) -> bool:
        """The address takes no letters; otherwise servers gave up trying, or refused this letter only."""
        return self.status.startswith("5") and not self.status.startswith(_NOT_OF_THE_ADDRESS)


def read(message: bytes, recipients: Iterable[str] = ()) -> Returned | None:
    """What a message to the bounce address says, or None when it reports no failed letter of ours.

    A delivery status notification (RFC 3464, RFC 6533) whose action is "failed" counts; delays, relays and
    automatic replies do not. Its letter is known by the token in the address it was sent to, never by what it says:
    `recipients` are the envelope's, as the mail server passes them, else the headers are looked at. Never raises.
    """
    parsed = BytesParser(policy=compat32).parsebytes(message)
    letter = next(filter(None, map(_letter_behind, _addresses(parsed, recipients))), None)
    status = _failure(parsed)
    return Returned(letter, status) if letter and status else None


def _addresses(message: Message, recipients: Iterable[str]) -> Iterator[str]:
    yield from recipients
    headers = [str(value) for name in _FOR for value in message.get_all(name, [])]
    for _name, address in getaddresses(headers):
        yield address


def _letter_behind(address: str) -> UUID | None:
    found = _TOKEN.search(address)
    if found is None:
        return None
    try:
        coded = found[1].upper()
        token = urlsafe_b64encode(b32decode(coded + "=" * (-len(coded) % 8))).rstrip(b"=").decode()
        named = tokens.read("bounce", token)
    except (binascii.Error, tokens.Forged):
        return None
    return UUID(bytes=named) if len(named) == 16 else None


def _failure(message: Message) -> str:
    """The status of the first failed recipient, or nothing."""
    if message.get_content_type() != "multipart/report":
        return ""
    for block in (block for part in message.walk() for block in _blocks(part)):
        status = _STATUS.match(str(block.get("Status", "")))
        action = str(block.get("Action", "")).lower().split()
        if action[:1] == ["failed"] and status and status[1] != "2":
            return ".".join(status.groups())
    return ""


def _blocks(part: Message) -> list[Message]:
    """What a part tells of the whole letter and of each recipient; nothing when it is no report."""
    payload = part.get_payload()
    inner = [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
    if part.get_content_type() == "message/delivery-status":
        return inner
    if part.get_content_type() != "message/global-delivery-status" or not inner:
        return []
    told = inner[0].as_bytes().strip()
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        try:
            told = b64decode(told)
        except binascii.Error:
            return []
    return [BytesHeaderParser(policy=compat32).parsebytes(block) for block in _EMPTY_LINE.split(told)]


def record(returned: Returned, now: datetime) -> bool:
    """Mark the letter as failed, its campaign's counts, and, when it was refused for good, its address.

    Atomic and idempotent: False when the letter is unknown or was marked before.
    """
    why = f"returned: {returned.status}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SQL["returned"], {"letter": returned.letter, "why": why, "now": now})
        row = cursor.fetchone()
        if row is None:
            return False
        campaign, person = row
        if campaign is not None:
            cursor.execute(SQL["uncount"], {"campaign": campaign})
    if returned.for_good and person is not None:
        refused(bytes(person), why, now)
    return True


def refused(person: bytes, why: str, now: datetime) -> None:
    """Count one refusal for good by a person's address; campaigns pass over it from the second within 90 days.

    For reports that name an address rather than a letter, such as a mail provider's.
    """
    with connection.cursor() as cursor:
        remembered = now - Bounce.REMEMBERED
        cursor.execute(SQL["bounced"], {"persons": [person], "whys": [why], "now": now, "remembered": remembered})
