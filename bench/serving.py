"""The whole service for a benchmark: database, web, worker and floor on loopback, and all of it ended after."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

from undersigned.kit import home

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"
STARTS_WITHIN = 60.0
STOPS_WITHIN = 30.0
#: What servers say when nothing that was measured is wrong: of themselves, of a request that was refused, and of a
#: process that had to be killed when all was over.
ORDINARY = ("[INFO]", "WARNING django.request:", "refused to gracefully stop")
PROGRAM = str(Path(sys.executable).with_name("undersigned"))

#: The processes that run for this benchmark, by name; each leads a session of its own.
started: dict[str, int] = {}
_running = ExitStack()
atexit.register(_running.close)


class Missing(Exception):
    """A program that the benchmark needs is not installed; the message says how to install it."""


def begin(name: str, **chosen: str) -> Path:
    """Start a database of our own, durable as in service, and set up Django on it; the folder of it all.

    `chosen` are settings, beneath what the environment says. Whatever is started ends with this process.
    """
    end_on_signals()
    folder = Path(tempfile.mkdtemp(prefix=f"bench-{name}-"))
    _running.callback(shutil.rmtree, folder, ignore_errors=True)
    environment: MutableMapping[str, str] = os.environ  # noqa: TID251  before the settings can be read
    for theirs in ("DATABASE_URL", "DATABASE_URL_FILE", "UNDERSIGNED_DATA", "UNDERSIGNED_URL", "EMAIL_URL"):
        environment.pop(theirs, None)
    settings = {
        "UNDERSIGNED_URL": f"http://localhost:{free_port()}",
        "UNDERSIGNED_ORIGIN": "localhost",
        "UNDERSIGNED_HOSTS": HOST,
        "UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.0/8",
        "UNDERSIGNED_LOG_LEVEL": "WARNING",
        **chosen,
    }
    for key, value in settings.items():
        environment.setdefault(key, value)
    home.choose_settings()
    say("starting PostgreSQL and making the tables")
    _running.enter_context(home.opened(folder))
    subprocess.run([PROGRAM, "migrate"], check=True)
    django.setup()
    return folder


def end_on_signals() -> None:
    """Ctrl-C and SIGTERM end this process and all it started, even where whoever started it ignores Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)


def _end(*_signal: object) -> None:
    """The first one counts: a second must not cut short the ending of the servers."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_signal: None)
    raise SystemExit(130)


def say(what: str) -> None:
    """Tell whoever waits what happens now."""
    print(f"· {what}", file=sys.stderr, flush=True)


def program(name: str, package: str) -> str:
    """Where a program is; raises Missing, saying which Debian package has it."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Missing(f"{name} is missing; on Debian: apt install {package}")
    return found


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as held:
        held.bind((HOST, 0))
        return int(held.getsockname()[1])


@contextmanager
def web(folder: Path) -> Iterator[str]:
    """`undersigned web` with its own defaults; the address it answers at."""
    url = os.environ["UNDERSIGNED_URL"]  # noqa: TID251  as this run chose it
    port = url.rpartition(":")[2]
    with process([PROGRAM, "web", "--port", port], folder / "web.log") as serving:
        answers(f"http://{HOST}:{port}/help", serving, folder / "web.log")
        yield f"http://{HOST}:{port}"


@contextmanager
def worker(folder: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """`undersigned worker`, with these settings besides."""
    with process([PROGRAM, "worker"], folder / "worker.log", settings) as working:
        yield working


@contextmanager
def floor(folder: Path, told: Mapping[str, object]) -> Iterator[str]:
    """The bare endpoint of `floor.py`, served as the product is; its address."""
    port = free_port()
    environment = {"BENCH_FLOOR": json.dumps(told), "PYTHONPATH": str(HERE)}
    with process([sys.executable, str(HERE / "floor.py"), str(port)], folder / "floor.log", environment) as serving:
        answers(f"http://{HOST}:{port}/", serving, folder / "floor.log")
        yield f"http://{HOST}:{port}"


@contextmanager
def process(
    command: list[str], log: Path, settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process named as its log, out of Ctrl-C's reach, told to end on the way out and killed when it does not."""
    with ExitStack() as files:
        output = files.enter_context(log.open("ab"))
        environment = {**os.environ, **(settings or {})}  # noqa: TID251  handed on
        running = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, start_new_session=True, cwd=HERE
        )
        started[log.stem] = running.pid
        try:
            yield running
        finally:
            del started[log.stem]
            running.terminate()
            try:
                running.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()


def answers(url: str, serving: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers; ends the run with what it said when it ended instead."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if serving.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"the server did not start:\n{log.read_text()}")


def listens(port: int) -> None:
    """Wait until somebody listens on a port of this machine."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit(f"nobody listens on port {port}")


def processor_seconds(process: int) -> float:
    """The processor time that a running process has used; its children's too, once they have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def complaints(folder: Path) -> list[str]:
    """What the servers complained of while they ran: the first such line of each."""
    found = []
    for log in sorted(folder.glob("*.log")):
        lines = log.read_text(errors="replace").splitlines()
        said = [line for line in lines if not any(ordinary in line for ordinary in ORDINARY)]
        if said:
            found.append(f"{log.name} ({len(said)} lines): {said[0][:200]}")
    return found
