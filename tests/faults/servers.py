"""A site on loopback whose processes may be killed: what ends is started again, as by a service manager."""

from __future__ import annotations

import http.client
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from shutil import disk_usage
from urllib.parse import urlencode

import psycopg

from undersigned.kit import home, postgres
from wait import until

HOST = "127.0.0.1"
TESTS = Path(__file__).resolve().parent.parent
PROGRAM = str(Path(sys.executable).with_name("undersigned"))
LOOKS_EVERY_SECONDS = 0.05
ENDS_WITHIN = 20
#: Processes are killed here, not the machine: a disk that others keep busy would only be measured too.
SHARED_MEMORY = Path("/dev/shm")
ROOM = 2**30  # containers have little of it
IN_MEMORY = str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() and disk_usage(SHARED_MEMORY).free > ROOM else None
#: The worker as it is, but letters that a killed one had in hand are another's after seconds instead of minutes.
HASTY_WORKER = """
import argparse, functools, sys, django
from datetime import timedelta
django.setup()
from undersigned.mail import deliver, worker as mail_worker
from undersigned.ops import worker
pace = deliver.Pace(
    lease=timedelta(seconds=6), verdict_seconds=2, reply_seconds=2, recover_seconds=1, rest_seconds=0.1
)
mail_worker.AFTER_ERROR_SECONDS = 0.5
mail_worker.run = functools.partial(mail_worker.run, pace=pace)
sys.exit(worker.run(argparse.Namespace()))
"""
PREPARE = """
import argparse, django
django.setup()
from undersigned.ops import migrate
assert migrate.run(argparse.Namespace()) == 0
import make
from undersigned.kit import clock
print(*(make.petition("open", now=clock.now()).pk for _ in range(2)))
"""


def ended(process: int) -> bool:
    """No such process, or only its name is left."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def children(process: int) -> list[int]:
    """The processes that a process started."""
    try:
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


class Site:
    """Database, web and worker; a context manager that ends every process it started."""

    def __init__(self, mail_port: int, *, hasty: bool = False, folder: Path | None = None, **settings: str) -> None:
        """`hasty`: a killed worker's letters wait for seconds; `folder`: where the data is, or one of its own."""
        self.open = ExitStack()
        self.folder = folder or Path(
            self.open.enter_context(tempfile.TemporaryDirectory(prefix="soak-sign-", dir=IN_MEMORY))
        )
        self.petition = self.other = ""
        self.starts: dict[str, int] = {"web": 0, "worker": 0}
        self._hasty = hasty
        self._at_work: dict[str, subprocess.Popen[bytes]] = {}
        self._closing = threading.Event()
        self.port = _free_port()
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("UNDERSIGNED_", "DATABASE"))
        }
        self.environment = {
            **kept,
            **home.new_secrets(),
            "DJANGO_SETTINGS_MODULE": "undersigned.settings",
            "PYTHONPATH": str(TESTS),
            "EMAIL_URL": f"smtp://{HOST}:{mail_port}",
            "UNDERSIGNED_DATA": str(self.folder),
            "UNDERSIGNED_URL": f"http://{HOST}:{self.port}",
            "UNDERSIGNED_ORIGIN": "faults.example",
            "UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.0/8",
            "UNDERSIGNED_PUBLISH_DELAY": "0",
            "UNDERSIGNED_PUBLISH_BATCH": "1",
            "UNDERSIGNED_LOG_LEVEL": "WARNING",
            **settings,
        }

    def __enter__(self) -> Site:
        """The site answers, and two petitions are open for signatures; the petitioner's own is counted."""
        try:
            url = self.open.enter_context(postgres.running(self.folder / "postgres"))
            self.environment["DATABASE_URL"] = self.url = url
            self.server = postgres.get_server(self.folder / "postgres", cleanup_mode=None, start=False)
            self.petition, self.other = self._prepared()
            self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)
            self._keeper.start()
            until(self.answers, "the site’s start")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        """Everything that was started here has ended."""
        self._closing.set()
        if hasattr(self, "_keeper"):
            self._keeper.join()
        for process in self._at_work.values():
            _end(process)
        self._stop_database()
        self.open.close()

    # What is asked of it.

    def run(self, *command: str) -> str:
        """One of our commands, to its end; what it printed. Fails when the command does."""
        ran = subprocess.run(
            [PROGRAM, *command], env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"undersigned {command[0]}: {ran.stdout[-1000:]}\n{ran.stderr[-3000:]}"
        return ran.stdout

    def ask(self, query: str) -> tuple:
        """The first row of an answer of the database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(query).fetchone()
            assert row is not None
            return row

    def do(self, *statements: str) -> None:
        """Change the database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def request(self, method: str, path: str, body: str = "", timeout: float = 60) -> http.client.HTTPResponse:
        """Ask the site on a connection of its own, from a network that was not seen before; the answer, read."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers())
            answer = connection.getresponse()
            answer.text = answer.read().decode("utf-8", "replace")
            return answer
        finally:
            connection.close()

    def sign(self, petition: str, name: str) -> int:
        """Send somebody's form; the status of the answer."""
        form = {"name": "Ana Signer", "email": f"{name}@example.net", "zip": "53703", "country": "US"}
        return self.request("POST", f"/petitions/{petition}/sign", urlencode(form)).status

    def answers(self) -> bool:
        """The petition's page is shown."""
        try:
            return self.request("GET", f"/petitions/{self.petition}").status == 200
        except OSError:
            return False

    def complaints(self) -> list[str]:
        """The lines in the web's log that tell of an error nobody expected."""
        lines = (self.folder / "web.log").read_text(errors="replace").splitlines()
        return [line for line in lines if " ERROR " in line or line.startswith("Traceback")]

    # What is done to it.

    def kill_web(self) -> None:
        """All processes of the web server at once, as when its machine dies."""
        _kill_group(self._at_work["web"])

    def kill_web_process(self) -> bool:
        """Only the process that answers, which its parent starts again; False when none was found."""
        serving = children(self._at_work["web"].pid)
        if serving:
            os.kill(serving[-1], signal.SIGKILL)
        return bool(serving)

    def kill_worker(self) -> None:
        """The worker, wherever it was."""
        _kill_group(self._at_work["worker"])

    def kill_database(self) -> None:
        """Every process of PostgreSQL at once; then it is started, and recovers."""
        data = self.server.pgdata
        postmaster = int((data / "postmaster.pid").read_text().splitlines()[0])
        of_it = [postmaster, *children(postmaster)]
        for one in of_it:
            if not ended(one):
                os.kill(one, signal.SIGKILL)
        until(lambda: all(ended(one) for one in of_it), "the database’s end")
        # Its number may be left for a moment, and would be taken for a server that still runs.
        for lock in (data / "postmaster.pid", *data.glob(".s.PGSQL.*.lock")):
            lock.unlink(missing_ok=True)
        self.start_database()

    def kill_backend(self) -> None:
        """One process of PostgreSQL, at which it ends all others and recovers by itself."""
        postmaster = int((self.server.pgdata / "postmaster.pid").read_text().splitlines()[0])
        os.kill(secrets.choice(children(postmaster)), signal.SIGKILL)

    def start_database(self) -> None:
        """As it was started before; returns when it takes connections."""
        data = self.server.pgdata
        told = shlex.split((data / "postmaster.opts").read_text())[1:]
        at = told.index("-D") if "-D" in told else None
        options = told if at is None else told[:at] + told[at + 2 :]
        subprocess.run(
            [
                self.server.bin_path / "pg_ctl",
                "-w",
                "-D",
                data,
                "-l",
                data / "log",
                "-o",
                shlex.join(options),
                "start",
            ],
            check=True,
            user=self.server.system_user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _stop_database(self) -> None:
        """The one that runs now, of which whoever started the first one does not know."""
        if postgres.is_running(self.folder / "postgres"):
            data = self.server.pgdata
            stop = [self.server.bin_path / "pg_ctl", "-w", "-D", data, "-m", "fast", "stop"]
            subprocess.run(stop, check=True, user=self.server.system_user, stdout=subprocess.DEVNULL)

    # What keeps it up.

    def _keep(self) -> None:
        while True:
            for name in self.starts:
                running = self._at_work.get(name)
                if running is None or running.poll() is not None:
                    self._at_work[name] = self._start(name)
            if self._closing.wait(LOOKS_EVERY_SECONDS):
                return

    def _prepared(self) -> list[str]:
        """Tables, facts and petitions; the ids of these."""
        ran = subprocess.run(
            [sys.executable, "-c", PREPARE],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return ran.stdout.split()

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        self.starts[name] += 1
        command = (
            [PROGRAM, "web", "--workers", "1", "--port", str(self.port)] if name == "web" else [PROGRAM, "worker"]
        )
        if name == "worker" and self._hasty:
            command = [sys.executable, "-c", HASTY_WORKER]
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )


def headers() -> dict[str, str]:
    """Those of a browser somewhere in the world, behind our proxy."""
    network = ".".join(str(secrets.randbelow(254) + 1) for _ in range(3))
    return {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": f"{network}.9"}


def _free_port() -> int:
    with socket.socket() as held:
        held.bind((HOST, 0))
        return int(held.getsockname()[1])


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDS_WITHIN)
    _kill_group(process)
