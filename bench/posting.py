"""Confirmation letters that wait in the outbox, and the sink in C that takes and counts them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import prepared
import serving
from django.db import connection

from undersigned.kit.crypto import person_of
from undersigned.kit.ids import uuid7
from undersigned.kit.progress import bar
from undersigned.mail import compose, letters

GROUP = 500


def post(petition: str, count: int, now: datetime) -> None:
    """So many confirmation letters in the outbox, each to another address."""
    expires = (now + timedelta(days=7)).isoformat()
    for begun in bar(range(0, count, GROUP), "letters"):
        rows = []
        for number in range(begun, min(begun + GROUP, count)):
            address = f"signer{number}@host{number % 197}.example.net"
            context = {
                "petition": petition,
                "title": prepared.TITLE,
                "submission": str(uuid7(now)),
                "expires_at": expires,
            }
            rows.append(
                letters.row_for(
                    "confirm-signature", to=address, person=person_of(address), context=context, now=now
                )
            )
        letters.post_all(rows)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE mail_letter")


@contextmanager
def sink(log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A running smtp-sink that counts: its port and its process."""
    port = serving.free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [serving.program("smtp-sink", "postfix"), *user, "-c", f"{serving.HOST}:{port}", "256"]
    with serving.process(command, log) as running:
        serving.listens(port)
        yield port, running


def taken(log: Path) -> int:
    """How many letters the sink has counted."""
    return max(map(int, re.findall(rb"mesg=(\d+)", log.read_bytes())), default=0)


def letter_like(petition: str, now: datetime) -> bytes:
    """One ready confirmation letter, as it goes to the mail server."""
    context = {
        "petition": petition,
        "title": prepared.TITLE,
        "submission": str(uuid7(now)),
        "expires_at": now.isoformat(),
    }
    subject, text, html = compose.write(uuid7(now), "confirm-signature", "en", "", context, None)
    return compose.encode(uuid7(now), "a@example.org", subject, text, html, "", now)
