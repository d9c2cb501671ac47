"""The loop that keeps letters going out, for as long as a worker lives."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection
from psycopg_pool import ConnectionPool

from undersigned.kit import clock
from undersigned.mail import smtp
from undersigned.mail.deliver import Delivery, Pace

log = logging.getLogger(__name__)

#: One connection claims, one marks.
CONNECTIONS: Final = 2
#: A database that is away is asked for again at least this often.
WAIT_SECONDS: Final = 5.0
AFTER_ERROR_SECONDS: Final = 5.0


def run(stop: threading.Event, pace: Pace | None = None) -> None:
    """Send letters until `stop` is set; then hand over no more, mark what was taken, put back the rest, and return.

    Any number of these may run, on any machines. While the database or the mail server is away it waits and tries
    again.
    """
    with pool() as connections:
        while not stop.is_set():
            try:
                Delivery(
                    connections,
                    clock.now,
                    smtp.configured(),
                    pace or Pace(at_once=settings.UNDERSIGNED_LETTERS_AT_ONCE),
                    notes(),
                ).run(stop)
            except Exception:
                log.exception("sending letters broke off; it begins again")
            stop.wait(AFTER_ERROR_SECONDS)


def notes() -> Path:
    """Where the workers of this machine note what the mail server took."""
    return Path(settings.UNDERSIGNED_DATA) / "taken"


def pool() -> ConnectionPool[psycopg.Connection[Any]]:
    """A worker's own connections to the deployment's database.

    They prepare no statements: each claim is planned for the outbox as it is, and PgBouncer may stand between.
    """
    known = connection.settings_dict
    url = psycopg.conninfo.make_conninfo(
        dbname=known["NAME"],
        user=known["USER"] or None,
        password=known["PASSWORD"] or None,
        host=known["HOST"] or None,
        port=known["PORT"] or None,
        **{key: value for key, value in known["OPTIONS"].items() if isinstance(value, str)},
    )
    options = {"autocommit": True, "prepare_threshold": None}
    return ConnectionPool(
        url,
        min_size=1,
        max_size=CONNECTIONS,
        timeout=WAIT_SECONDS,
        reconnect_timeout=WAIT_SECONDS,
        kwargs=options,
        open=True,
    )
