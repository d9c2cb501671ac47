"""The least a server can do: insert one row per request in batches, or send bytes from memory.

`python floor.py PORT` serves it with the product's own server and options. BENCH_FLOOR holds JSON: for inserting,
`statement` and `row` (one value for each column; bytes in hexadecimal, and the first one new for every request);
for sending, `bytes`.
"""
# ruff: noqa: E402  Django must be set up before the product's server can be imported

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")  # noqa: TID251  what Django starts from
django.setup()

from undersigned.kit.asgi import Receive, Scope, Send
from undersigned.ops import web

TOLD: dict[str, Any] = json.loads(os.environ["BENCH_FLOOR"])  # noqa: TID251  not a setting of the product
BODY = os.urandom(TOLD.get("bytes", 0))
GROUP = 256

_waiting: list[tuple[uuid.UUID, asyncio.Future[None]]] = []
_runners: list[asyncio.Task[None]] = []
_arrived = asyncio.Event()
_thread = ThreadPoolExecutor(1)
_connections: list[psycopg.Connection[Any]] = []


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer every GET with the bytes, and every POST, its form read, once a row is committed."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["method"] == "GET":
        headers = [(b"content-length", str(len(BODY)).encode()), (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BODY})
        return
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    parse_qsl(body.decode("ascii"), keep_blank_values=True)
    await _inserted()
    headers = [(b"location", b"/"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _inserted() -> None:
    if not _runners:
        _runners.append(asyncio.create_task(_insert_all()))
    committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    _waiting.append((uuid.uuid4(), committed))
    _arrived.set()
    await committed


async def _insert_all() -> None:
    loop = asyncio.get_running_loop()
    while True:
        await _arrived.wait()
        batch, _waiting[:GROUP] = _waiting[:GROUP], []
        await loop.run_in_executor(_thread, _commit, [key for key, _committed in batch])
        for _key, committed in batch:
            committed.set_result(None)
        if not _waiting:
            _arrived.clear()


def _commit(keys: list[uuid.UUID]) -> None:
    if not _connections:
        _connections.append(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True))  # noqa: TID251  handed on
    rest = [bytes.fromhex(value[2:]) if str(value).startswith("\\x") else value for value in TOLD["row"][1:]]
    _connections[0].execute(TOLD["statement"], [keys, *([value] * len(keys) for value in rest)], prepare=True)


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser()
    web.add_arguments(parser)
    web.serve("floor:application", parser.parse_args(["--port", sys.argv[1]]))


if __name__ == "__main__":
    main()
