"""A proof of work (ALTCHA, SHA-256) is asked of a browser and checked: for one petition, ten minutes, once."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qs

from altcha import v1
from django.conf import settings
from django.db import connection

from undersigned.kit import sql

QUERIES = sql.load("undersigned.guard")
VALID_FOR = timedelta(minutes=10)
#: A phone of some years ago tries this many in two or three seconds.
TRIES_AT_MOST = 100_000
LONGEST = 2000


class Solution(NamedTuple):
    """A proof of work that holds: what it is known by (32 bytes), and until when it could be sent again."""

    mark: bytes
    expires_at: datetime


def new(petition: str, now: datetime) -> str:
    """A challenge for signing this petition, as the JSON that the ALTCHA widget takes."""
    made = v1.create_challenge(
        v1.ChallengeOptions(
            algorithm="SHA-256",
            max_number=TRIES_AT_MOST,
            hmac_key=_key(),
            expires=now + VALID_FOR,
            params={"petition": petition},
        )
    )
    return json.dumps(made.to_dict())


def read(payload: str, petition: str, now: datetime) -> Solution | None:
    """The solution in a form's field; None when there is none that holds for this petition at this moment."""
    given = _opened(payload)
    if given is None:
        return None
    told = parse_qs(given.salt.partition("?")[2].rstrip("&"))
    expires = "".join(told.get("expires", []))
    if told.get("petition") != [petition] or not (expires.isdecimal() and len(expires) < 12):
        return None
    expires_at = datetime.fromtimestamp(int(expires), UTC)
    solved, _why = v1.verify_solution(given, _key(), check_expires=False)
    if not solved or not now < expires_at <= now + VALID_FOR + timedelta(seconds=1):
        return None
    return Solution(hashlib.sha256(given.challenge.encode()).digest(), expires_at)


def use(solutions: Iterable[Solution]) -> set[bytes]:
    """Mark solutions as used, in the caller's transaction; the marks of those that were not used before."""
    asked = {one.mark: one.expires_at for one in sorted(solutions)}
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(QUERIES["use_solutions"], {"mark": list(asked), "expires_at": list(asked.values())})
        return {bytes(row[0]) for row in cursor.fetchall()}


def _opened(payload: str) -> v1.Payload | None:
    """A payload when it has the form that ALTCHA sends; None for anything else."""
    if not payload or len(payload) > LONGEST:
        return None
    try:
        given = json.loads(base64.b64decode(payload, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(given, dict) or given.get("algorithm") != "SHA-256" or type(given.get("number")) is not int:
        return None
    texts = [given.get(name) for name in ("challenge", "salt", "signature")]
    challenge, salt, signature = (text if isinstance(text, str) else "" for text in texts)
    return v1.Payload("SHA-256", challenge, given["number"], salt, signature) if all(texts) else None


@cache
def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"undersigned proof of work", "sha256")
