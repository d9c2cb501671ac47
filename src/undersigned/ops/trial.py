"""`undersigned trial`: a whole site on this machine, seeded, with its own database and mail, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from undersigned.kit import home

HOST = "127.0.0.1"
STARTS_WITHIN = 60.0
STOPS_WITHIN = 20.0


class CannotStart(Exception):
    """The trial cannot begin; the message says what to do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--port", type=int, default=8000, help="where the site answers (default: 8000)")


def run(arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM; every process started here has ended when this returns."""
    folder = home.folder_of(arguments.data)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with ExitStack() as running:
            return _run(folder, arguments.port, running)
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


def _run(folder: Path, port: int, running: ExitStack) -> int:
    _ensure_free(port)
    mail_port = _configure(folder, port)
    say = _Steps(5)
    say("Starting PostgreSQL")
    running.enter_context(home.opened(folder))
    say("Bringing the database up to date")
    _call("migrate")
    say("Loading example petitions")
    links = _call("seed").splitlines()
    say("Starting the mail receiver, the web server and the worker")
    children = {}
    if mail_port:
        children["mail receiver"] = running.enter_context(_child("receive-mail", "--port", str(mail_port)))
    children["web server"] = running.enter_context(
        _child("web", "--workers", "1", "--host", HOST, "--port", str(port))
    )
    children["worker"] = running.enter_context(_child("worker"))
    _wait_for(port, children["web server"])
    say("Ready")
    print(f"\n  The site       http://localhost:{port}/")
    print(f"  The letters    http://localhost:{port}/dev/mail\n")
    for link in links:
        print(f"  {link}")
    print("\n  Ctrl-C stops everything.", flush=True)
    return _watch(children)


class _Steps:
    """Says which step of how many has begun."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0

    def __call__(self, what: str) -> None:
        self._done += 1
        print(f"[{self._done}/{self._total}] {what}", file=sys.stderr, flush=True)


def _ensure_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotStart(f"Port {port} is taken. Choose another one: script/server --port N") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _configure(folder: Path, port: int) -> int:
    """The settings of a trial, beneath what the environment says; returns our mail receiver's port, or 0."""
    chosen = {
        "UNDERSIGNED_TRIAL": "1",
        "UNDERSIGNED_URL": f"http://localhost:{port}",
        "UNDERSIGNED_ORIGIN": "localhost",
        "UNDERSIGNED_HOSTS": "localhost,127.0.0.1,[::1]",
        "UNDERSIGNED_PUBLISH_DELAY": "0",
        "UNDERSIGNED_PUBLISH_BATCH": "1",
        "UNDERSIGNED_LOG_LEVEL": "WARNING",
    }
    home.keep_settings(folder, chosen)
    environment: MutableMapping[str, str] = os.environ  # noqa: TID251  before the settings can be read
    for name, value in chosen.items():
        environment.setdefault(name, value)
    if environment.get("EMAIL_URL") or environment.get("EMAIL_URL_FILE"):
        return 0
    mail_port = _free_port()
    environment["EMAIL_URL"] = f"smtp://{HOST}:{mail_port}"
    return mail_port


def _call(*command: str) -> str:
    """Run one of our commands to its end; what it printed. Raises CannotStart."""
    done = subprocess.run(
        [sys.executable, "-m", "undersigned", *command], stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise CannotStart(f"`undersigned {command[0]}` failed; its message is above.")
    return done.stdout


@contextmanager
def _child(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of our commands as a process, ended on the way out. Ctrl-C in the terminal reaches only this one."""
    process = subprocess.Popen([sys.executable, "-m", "undersigned", *command], start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(port: int, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if web.poll() is not None:
            raise CannotStart("The web server ended; its message is above.")
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise CannotStart(f"The web server did not answer within {STARTS_WITHIN:.0f} seconds.")


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> int:
    while True:
        for name, process in children.items():
            if process.poll() is not None:
                raise CannotStart(f"The {name} has ended (code {process.returncode}); its message is above.")
        time.sleep(0.5)
