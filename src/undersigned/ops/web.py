"""`undersigned web`: granian serves the pages."""

from __future__ import annotations

import argparse
import os
import sys

from django.db import connection
from granian.constants import Interfaces, Loops
from granian.server import Server

from undersigned.ops import identity, ready

#: A request that never ends must not keep a process from ending.
STOPS_WITHIN_SECONDS = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and how many processes."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000)
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--workers", type=int, default=cores, help="processes (default: one for each core)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; then answer what waits, commit it, and end."""
    try:
        ready.ensure("UNDERSIGNED_PROMISE_KEY")
        identity.verify()
        ready.ensure_static_files()
    except identity.WrongIdentity as error:
        print(error, file=sys.stderr)
        return 2
    # The server forks: a pool of connections and its threads would not survive that.
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend
    # There is a process for each core: if each shared its matrices among all, they would wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251  read by numpy, when the first text is read
    serve("undersigned.asgi:application", arguments)
    return 0


def serve(application: str, arguments: argparse.Namespace) -> None:
    """Serve an ASGI application, named as `module:name`; benchmarks serve their floors in the same way."""
    Server(
        application,
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=arguments.workers,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPS_WITHIN_SECONDS,
        log_access=False,
    ).serve()
