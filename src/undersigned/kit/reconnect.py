"""A database that was away is met with new connections: the broken ones go all at once, not one request each."""

from __future__ import annotations

from typing import Final

import psycopg
from django.db import InterfaceError, OperationalError, connection, connections

#: What is raised when the database, or the way to it, is at fault, and not what was asked of it.
#: Statements that go past Django's cursors raise what the driver raises.
AWAY: Final = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def renew() -> None:
    """Let go of this thread's connection, and of every broken one that the process keeps in its pool. Idempotent.

    Not for the inside of a transaction. Each connection at rest is tried with a round trip.
    """
    connection.close()
    if pool := connection.pool:  # type: ignore[attr-defined]  # of the PostgreSQL backend
        pool.check()


def drop_broken() -> None:
    """Let go of this thread's connection when it broke or is too old, as Django does between requests. Idempotent.

    For threads that answer without Django.
    """
    for one in connections.all(initialized_only=True):
        one.close_if_unusable_or_obsolete()


def keep_unbroken() -> None:
    """Let go of this thread's connection only when it broke. Idempotent.

    For threads that are asked all the time, and try again with a new connection when the kept one fails.
    """
    connection.close_at = None
    drop_broken()
