"""Every column of every table is looked through for what leads back to a person."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator

from django.db import connection

from undersigned.signatures.models import Signature


def known_of(signature: Signature) -> dict[str, bytes]:
    """What identifies the person behind a signature, while it is still there."""
    return {
        "address": signature.opened_email().encode(),
        "name": signature.opened_name().encode(),
        "keyed mark": bytes(signature.person),
        "domain's mark": bytes(signature.domain),
        "salt": signature.opened_salt(),
        "sealed address": bytes(signature.email),
        "sealed name": bytes(signature.name),
        "sealed salt": bytes(signature.salt),
    }


def spelled(value: bytes) -> list[bytes]:
    """A value as it is, in hex, and in both kinds of base64, wherever it may begin within a longer text."""
    coded = [value, value.hex().encode()]
    for before, begins in enumerate((0, 2, 3)):
        ends = -1 if (before + len(value)) % 3 else None
        texts = (code(bytes(before) + value) for code in (b64encode, urlsafe_b64encode))
        coded += [text.rstrip(b"=")[begins:ends] for text in texts]
    return coded


def cells() -> Iterator[tuple[str, bytes]]:
    """(table.column, bytes) of every value in the database, jobs and sessions included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM public."{table}"')
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    yield f"{table}.{name}", as_bytes(value)


def as_bytes(value: object) -> bytes:
    """Any value of a row, as the bytes in which something may be found."""
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, default=str).encode()
    return str(value).encode()


def found(known: dict[str, bytes]) -> list[tuple[str, str]]:
    """(table.column, what) for everything of the person that some row still holds."""
    wanted = [(what, spelling) for what, value in known.items() for spelling in spelled(value)]
    return sorted({(place, what) for place, cell in cells() for what, spelling in wanted if spelling in cell})
