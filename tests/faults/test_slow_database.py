"""A database that takes its time: whom the queue cannot hold is told so at once, the rest are served in the end."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections

import make
from undersigned.asgi import django
from undersigned.kit import clock
from undersigned.kit.asgi import body_of
from undersigned.pages.hot import HotPath
from undersigned.pages.wrapper import Wrapper
from undersigned.signatures.models import Submission

CROWD = 4600
#: What a group holds, and what may wait behind it: whatever comes on top must not be kept.
HELD_AT_MOST = 4096 + 2 * 256
#: The first groups of forms are slow, then it recovers by itself.
SLOW = """
    CREATE SEQUENCE slow_groups;
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(1) WHERE nextval('slow_groups') <= 2; RETURN NULL; END $$;
    CREATE TRIGGER slow BEFORE INSERT ON signatures_submission EXECUTE FUNCTION slow()
"""
QUICK = "DROP TRIGGER slow ON signatures_submission; DROP FUNCTION slow; DROP SEQUENCE slow_groups"


@pytest.fixture
def _slow(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(SLOW)
    yield
    with connection.cursor() as cursor:
        cursor.execute(QUICK)


async def answered(site, petition: str, number: int, answers: list[int]) -> None:
    """Send one form from a network of its own, and note the status in the order of the answers."""

    async def send(event):
        if event["type"] == "http.response.start":
            answers.append(event["status"])

    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/petitions/{petition}/sign",
        "query_string": b"",
        "headers": [(b"host", b"petitions.example"), (b"content-type", b"application/x-www-form-urlencoded")],
        "client": (f"10.{number >> 8}.{number & 255}.1", 1),
    }
    await site(scope, body_of(urlencode(make.fields(f"signer{number}@example.org")).encode()), send)


@pytest.mark.usefixtures("_slow")
def test_whom_the_queue_cannot_hold_is_told_so_at_once_and_the_rest_are_served():
    petition = make.petition("open", now=clock.now()).pk
    answers: list[int] = []
    later: list[int] = []

    async def crowd():
        hot = HotPath(django)
        site = Wrapper(hot, hot.drain)
        await asyncio.gather(*(answered(site, petition, number, answers) for number in range(CROWD)))
        await answered(site, petition, CROWD, later)
        await hot.drain()
        await sync_to_async(connections.close_all)()

    asyncio.run(crowd())
    taken = answers.count(303)
    assert (set(answers), later) == ({303, 503}, [303])
    assert taken <= HELD_AT_MOST
    assert answers[: CROWD - taken] == [503] * (CROWD - taken), "somebody waited for a refusal"
    assert Submission.objects.filter(petition=petition, starts_petition=False).count() == taken + 1
