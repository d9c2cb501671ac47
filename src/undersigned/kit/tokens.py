"""Links are credentials: one token per purpose, made and read here, nothing stored."""

import base64
import binascii
import hmac
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from django.conf import settings

from undersigned.kit.ids import made_at

#: How long a token of each purpose lives after its subject was made; None: as long as its subject does.
LIVES: Final[dict[str, timedelta | None]] = {
    "confirm": timedelta(days=7),
    "withdraw": None,
    "erase": timedelta(days=7),
    "receipt": None,
    "unsubscribe": None,
    "never": None,
    "survey": timedelta(days=180),
    "gather": None,
    "bounce": None,
}
MAC_BYTES = 16


class Forged(Exception):
    """A token was not made here, not for this purpose, or was damaged on its way."""


class Expired(Exception):
    """A token was made here, but its life is over."""


@cache
def _key(purpose: str) -> bytes:
    if purpose not in LIVES:
        raise KeyError(purpose)
    return hmac.digest(settings.SECRET_KEY.encode(), b"undersigned token " + purpose.encode(), "sha256")


def make(purpose: str, subject: UUID | str) -> str:
    """A URL-safe token that names its subject (a row's UUID or a public id) and serves one purpose."""
    named = subject.bytes if isinstance(subject, UUID) else subject.encode("ascii")
    mac = hmac.digest(_key(purpose), named, "sha256")[:MAC_BYTES]
    return base64.urlsafe_b64encode(named + mac).rstrip(b"=").decode()


def read(purpose: str, token: str) -> bytes:
    """The subject's bytes; raises Forged. Takes the same time for every wrong token of one length."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Forged("not base64") from error
    named, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if not named or not hmac.compare_digest(mac, hmac.digest(_key(purpose), named, "sha256")[:MAC_BYTES]):
        raise Forged("wrong code")
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != token:
        raise Forged("not in canonical form")
    return named


def read_row(purpose: str, token: str, now: datetime) -> UUID:
    """The row's UUID; raises Forged, or Expired when the purpose's life has passed since the row was made."""
    named = read(purpose, token)
    if len(named) != 16:
        raise Forged("names no row")
    row = UUID(bytes=named)
    life = LIVES[purpose]
    if life is not None and now > made_at(row) + life:
        raise Expired(purpose)
    return row


def read_id(purpose: str, token: str) -> str:
    """The public id; raises Forged."""
    try:
        return read(purpose, token).decode("ascii")
    except UnicodeDecodeError as error:
        raise Forged("names no id") from error
