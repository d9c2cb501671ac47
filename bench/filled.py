"""Rows of earlier days: millions of submissions and signatures, as large as real ones, put into the database."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import prepared
import serving
from django.db import connection

from undersigned.kit import clock
from undersigned.kit.progress import bar

GROUP = 100_000
#: What a submission and a signature take together on disk with their indexes and the log of their writing, at most.
BYTES = 2200
#: Disk that is left free.
SPARE = 5 << 30
#: Earlier rows: half of them under the petition that will be signed, the rest under nine others.
OTHERS = 9
_UUID = """(lpad(to_hex({since} + number), 12, '0') || '7' || substr(md5(number::text), 1, 3)
            || '8' || substr(md5(number::text), 5, 15))::uuid"""
_SEALED = "substr(sha256(('{what}' || number)::bytea) || sha256(('more' || number)::bytea), 1, {size})"
_COLUMNS = f"""
    {_UUID},
    CASE WHEN mod(number, 2) = 0 THEN %(petition)s ELSE (%(others)s::text[])[1 + mod(number, {OTHERS})] END,
    sha256(('person' || number)::bytea), {_SEALED.format(what="email", size=60)},
    {_SEALED.format(what="name", size=42)}"""
KEYS = ("petition", "others", "since", "now", "first", "last")
SUBMISSIONS = f"""
INSERT INTO signatures_submission
    (id, petition_id, person, email, name, country, state, zip3, declines_answer, wants_news, starts_petition)
SELECT {_COLUMNS.format(since="%(since)s::bigint")}, 'US', 'WI', '537', false, false, false
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS number
"""
SIGNATURES = f"""
INSERT INTO signatures_signature
    (key, petition_id, person, email, name, salt, domain, country, state, zip3, declines_answer, wants_news,
     is_petitioner, confirmed_at)
SELECT {_COLUMNS.format(since="%(since)s::bigint")},
    substr(sha256(number::text::bytea) || sha256(('salt' || number)::bytea) || sha256(number::text::bytea), 1, 93),
    substr(sha256(number::text::bytea), 1, 8), 'US', 'WI', '537', false, false, false, %(now)s
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS number
"""


def room_for(rows: int, folder: Path) -> int:
    """So many rows, or as many as the disk can hold."""
    fit = max(0, shutil.disk_usage(folder).free - SPARE) // BYTES
    return min(rows, fit // GROUP * GROUP)


def fill(rows: int, petition: str) -> str:
    """So many submissions, and as many signatures; what that took, in words.

    They are inserted by the server itself, without checking each row's petition anew: that is quicker than COPY,
    which would have to send what `sha256` can make.
    """
    now = clock.now()
    others = [prepared.petition(now, f"Keep the ferry of pier {number} running") for number in range(OTHERS)]
    since = int(now.timestamp() * 1000) - 3 * 86_400_000
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in (SUBMISSIONS, SIGNATURES):
            for first in bar(range(0, rows, GROUP), "earlier rows"):
                last = min(first + GROUP, rows) - 1
                told = (petition, others, since, now, first, last)
                cursor.execute(statement, dict(zip(KEYS, told, strict=True)))
        cursor.execute("SET session_replication_role = DEFAULT")
        serving.say("VACUUM ANALYZE and a checkpoint")
        cursor.execute("VACUUM ANALYZE signatures_submission, signatures_signature")
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    took = time.perf_counter() - began
    return f"among {rows:,} submissions and signatures ({size / 1e9:.1f} GB), loaded in {took:,.0f} s"
