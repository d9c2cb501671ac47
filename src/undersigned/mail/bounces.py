"""Letters come back: a delivery status notification is read, and its letter and address are marked."""

from __future__ import annotations

import binascii
import re
from base64 import b32decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
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
_TOKEN: Final = re.compile(r"\+([a-z2-7]{20,80})@", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Returned:
    """A letter that came back: which one, and the status code of RFC 3463, `5.x.x` for good."""

    letter: UUID
    status: str

    @property
    def for_good(self) -> bool:
        """The address refused it; otherwise the servers on the way gave up trying."""
        return self.status.startswith("5")


def read(message: bytes, recipients: Iterable[str] = ()) -> Returned | None:
    """What a message to the bounce address says, or None when it reports no failed letter of ours.

    A delivery status notification (RFC 3464) whose action is "failed" counts; delays, relays and automatic replies
    do not. Its letter is known by the token in the address it was sent to, never by what stands in it: `recipients`
    are the envelope's, as the mail server passes them, and else the headers are looked at. Never raises.
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
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            status = _STATUS.match(str(block.get("Status", "")))
            if str(block.get("Action", "")).strip().lower() == "failed" and status and status[1] != "2":
                return ".".join(status.groups())
    return ""


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
