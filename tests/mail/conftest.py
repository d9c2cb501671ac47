"""What the mail room's tests stand on. Django is set up after this file is read, so it imports when it is asked."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest


@pytest.fixture
def server():
    """A mail server that does as it is told; `smtp_server` has it running."""
    return importlib.import_module("postoffice").MailServer()


@pytest.fixture
def smtp_server(server) -> Iterator[object]:
    """Where the mail server listens."""
    smtp = importlib.import_module("undersigned.mail.smtp")
    with importlib.import_module("undersigned.mail.receiver").Receiver(server) as running:
        yield smtp.Server(running.host, running.port, own_name="petitions.example")


@pytest.fixture
def pool(django_db_setup, django_db_blocker) -> Iterator[object]:
    """A worker's connections to the test's database; what the test wrote is really there, and emptied afterwards.

    Emptying the mail tables alone is many times faster than the flush of `transactional_db`.
    """
    with django_db_blocker.unblock(), importlib.import_module("postoffice").pool() as opened:
        yield opened
        with opened.connection() as connection:
            for table in ("letter", "body", "campaign", "suppression", "budget", "hold", "bounce"):
                connection.execute(f"DELETE FROM mail_{table}")


@pytest.fixture
def send(pool, smtp_server):
    """Send what is due at a moment."""
    deliver = importlib.import_module("undersigned.mail.deliver")
    fast = importlib.import_module("postoffice").FAST
    return lambda now, pace=fast: deliver.deliver_batch(pool, now, smtp_server, pace)
