"""Files of the logs are answered before Django, everything else passes."""

import asyncio
import threading

import pytest
from django.db import connections

import make
from undersigned.ledger.models import Log
from undersigned.pages.log_door import THREADS, LogDoor

pytestmark = pytest.mark.django_db(transaction=True)


def ask(path, method="GET", headers=()):
    """(status, headers, body) of what the door answers; the inner application answers 299."""
    events = []

    async def inner(scope, receive, send):
        await send({"type": "http.response.start", "status": 299, "headers": []})

    async def send(event):
        events.append(event)

    async def run():
        door = LogDoor(inner)
        await door({"type": "http", "method": method, "path": path, "headers": list(headers)}, None, send)
        close(door)

    asyncio.run(run())
    body = b"".join(event.get("body", b"") for event in events[1:])
    return events[0]["status"], dict(events[0]["headers"]), body


def close(door):
    """Each thread closes a connection of its own; none goes on to do another's before all are there."""
    together = threading.Barrier(THREADS)
    closing = [door._threads.submit(lambda: (together.wait(), connections.close_all())) for _ in range(THREADS)]
    for one in closing:
        one.result()
    door._threads.shutdown()


@pytest.fixture
def log():
    petition = make.petition()
    make.published()
    return Log.objects.get(petition_id=petition.pk)


def test_a_checkpoint_comes_from_the_door(log):
    status, headers, body = ask(f"/petitions/{log.petition_id}/checkpoint")
    assert (status, body.decode()) == (200, log.checkpoint)
    assert headers[b"cache-control"] == b"public, max-age=2"


def test_head_has_the_headers_and_no_body(log):
    status, headers, body = ask(f"/petitions/{log.petition_id}/checkpoint", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers[b"content-length"]) == len(log.checkpoint.encode())


def test_bundles_are_zipped_only_when_asked(log):
    path = f"/petitions/{log.petition_id}/tile/entries/000.p/2"
    assert b"content-encoding" not in ask(path)[1]
    assert ask(path, headers=[(b"accept-encoding", b"gzip")])[1][b"content-encoding"] == b"gzip"


def test_missing_and_malformed_tiles_are_refused_at_the_door(log):
    assert ask(f"/petitions/{log.petition_id}/tile/0/009")[0] == 404
    assert ask(f"/petitions/{log.petition_id}/tile/0/9")[0] == 400


@pytest.mark.parametrize(
    ("path", "method"),
    [("/petitions/abcdefghij12", "GET"), ("/", "GET"), ("/register/checkpoint", "POST"), ("/log", "GET")],
)
def test_all_else_passes(path, method):
    assert ask(path, method)[0] == 299
