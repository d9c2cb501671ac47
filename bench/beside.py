"""The floor beside a figure: a bare endpoint that inserts as many columns, or sends as many bytes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import load
import serving
from django.db import connection

#: Seconds before each measurement in which caches fill and connections open.
WARM_UP = 2


def ask(query: str, *values: str) -> Any:
    """The one row that the database answers, or its only value."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row = cursor.fetchone()
    return row[0] if len(row) == 1 else row


def inserting(folder: Path, tables: Sequence[str], seconds: float) -> load.Load:
    """Posts to an endpoint that only inserts, in batches, a row with as many columns as those of the tables have.

    The values are those of rows that are there now, so that they are as large; the key alone is new each time.
    """
    told = _row_like(tables)
    with serving.floor(folder, told) as url:
        serving.say("the floor")
        load.post("sign.lua", url, seconds=min(seconds, WARM_UP), petition="floor")
        before = ask("SELECT count(*) FROM bench_floor")
        done = load.post("sign.lua", url, seconds=seconds, petition="floor")
        kept = ask("SELECT count(*) FROM bench_floor") - before
    if kept != done.count(303):
        raise SystemExit(f"the floor answered {done.count(303)} times and kept {kept} rows")
    return done


def sending(folder: Path, size: int, encoding: str, seconds: float) -> float:
    """Requests a second that an endpoint answers which only sends so many bytes from memory."""
    with serving.floor(folder, {"bytes": size}) as url:
        serving.say("the floor")
        load.get(url, "/", encoding, min(seconds, WARM_UP))
        done = load.get(url, "/", encoding, seconds)
    return round(done.answered / done.seconds, 1)


def handing_over(port: int, content: bytes, lines: int, seconds: float) -> float:
    """Letters a second when one ready letter is handed over again and again through so many connections."""
    serving.say("the floor")
    return round(asyncio.run(_hand_over(port, content, lines, seconds)), 1)


async def _hand_over(port: int, content: bytes, lines: int, seconds: float) -> float:
    began = time.monotonic()
    sent = await asyncio.gather(*(_line(port, content, began + seconds) for _ in range(lines)))
    return sum(sent) / (time.monotonic() - began)


async def _line(port: int, content: bytes, until: float) -> int:
    """One connection of the floor: two round trips for each letter, the fewest in which each is answered."""
    reading, writing = await asyncio.open_connection(serving.HOST, port)
    await reading.readline()
    writing.write(b"EHLO localhost\r\n")
    while (await reading.readline())[3:4] == b"-":
        continue
    sent = 0
    while time.monotonic() < until:
        writing.write(b"MAIL FROM:<bounces@example.org>\r\nRCPT TO:<a@example.org>\r\nDATA\r\n")
        replies = [await reading.readline() for _ in range(3)]
        assert [reply[:3] for reply in replies] == [b"250", b"250", b"354"], replies
        writing.write(content + b".\r\n")
        sent += (await reading.readline()).startswith(b"250")
    writing.close()
    return sent


def _row_like(tables: Sequence[str]) -> dict[str, object]:
    columns = [("uuid", None)]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(one)::text FROM {table} AS one LIMIT 1")
            row = json.loads(cursor.fetchone()[0])
            cursor.execute(
                "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s", [table]
            )
            columns += [(kind, row[name]) for name, kind in cursor.fetchall() if row[name] is not None]
        own_key = next(place for place, (kind, value) in enumerate(columns) if kind == "uuid" and value)
        del columns[own_key]
        named = ", ".join(f"c{place} {kind}" for place, (kind, _value) in enumerate(columns))
        cursor.execute("DROP TABLE IF EXISTS bench_floor")
        cursor.execute(f"CREATE TABLE bench_floor ({named}, PRIMARY KEY (c0))")
    arrays = ", ".join(f"%b::{kind}[]" for kind, _value in columns)
    statement = f"INSERT INTO bench_floor SELECT * FROM unnest({arrays})"
    return {"statement": statement, "row": [value for _kind, value in columns]}
