"""wrk makes the load, is timed while it does, and says what was answered."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from typing import Any

import serving

CONNECTIONS = 64
#: How long an answer may take before it counts as lost.
PATIENCE = 30


@dataclass(frozen=True)
class Load:
    """What the generator saw: `statuses` counts answers, `seconds` is from the first request to the last answer,
    `worked` the processor time in seconds and `cpu` its share of one core.
    """

    sent: int
    answered: int
    seconds: float
    statuses: dict[str, int]
    p99_ms: float
    broken: int
    bad: int
    cpu: float
    worked: float
    received: int

    def count(self, *statuses: int) -> int:
        """How many answers had one of these statuses."""
        return sum(self.statuses.get(str(status), 0) for status in statuses)

    def between(self, first: int, last: int) -> int:
        """How many answers had a status from `first` to `last`."""
        return sum(count for status, count in self.statuses.items() if first <= int(status) <= last)

    @property
    def accepted(self) -> float:
        """Posts that were accepted, a second; for a script that counts its answers."""
        return round(self.count(303) / self.seconds, 1) if self.seconds else 0.0

    @property
    def answers(self) -> str:
        """How many answers of each status, in words."""
        return ", ".join(f"{count:,} × {status}" for status, count in sorted(self.statuses.items()))

    @property
    def lost(self) -> int:
        """Requests without any answer."""
        return self.sent - self.answered + self.broken


def post(script: str, url: str, **told: object) -> Load:
    """Run a script that counts its answers and ends by itself; `told` are its keys."""
    wrk = [serving.program("wrk", "wrk"), "-t1", f"-c{CONNECTIONS}", f"--timeout={PATIENCE}s"]
    longest = float(str(told.get("seconds", 3600))) + PATIENCE
    command = [*wrk, f"-d{int(longest)}s", "-s", script, url, "--"]
    return _run([*command, *(f"{key}={value}" for key, value in told.items())])


def forms(sent: int, *, mixed: bool) -> tuple[int, int]:
    """Of so many forms sent by `sign.lua`: those with a new address, and the malformed ones."""
    if not mixed:
        return sent, 0
    malformed = sent // 20
    repeated = sum(1 for number in range(3, sent + 1) if number % 20 and number % 10 in (1, 4, 7))
    return sent - malformed - repeated, malformed


def get(url: str, path: str, encoding: str, seconds: float) -> Load:
    """Ask for one address for so long."""
    wrk = [serving.program("wrk", "wrk"), "-t1", f"-c{CONNECTIONS}", f"--timeout={PATIENCE}s"]
    keys = [f"path={path}", f"encoding={encoding}"]
    return _run([*wrk, f"-d{max(1, round(seconds))}s", "-s", "read.lua", url, "--", *keys])


def _run(command: list[str]) -> Load:
    began = time.perf_counter()
    running = subprocess.Popen(
        command,
        cwd=serving.HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert running.stdout
        ending = threading.Thread(target=_end_when_answered, args=(running,))
        ending.start()
        with running.stdout:
            said = running.stdout.read()
        _pid, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        ending.join()
    finally:
        if running.returncode is None:
            running.kill()
            running.wait()
    wall = time.perf_counter() - began
    found: dict[str, Any] = next(
        (json.loads(line.removeprefix("BENCH ")) for line in said.splitlines() if line.startswith("BENCH ")), {}
    )
    if not found:
        raise SystemExit(f"the generator failed:\n{said}")
    worked = used.ru_utime + used.ru_stime
    return Load(**found, cpu=worked / wall, worked=worked)


def _end_when_answered(running: subprocess.Popen[str]) -> None:
    assert running.stderr
    with running.stderr as lines:
        for line in lines:
            if line.startswith("all answered"):
                running.send_signal(signal.SIGINT)
            else:
                serving.say(line.rstrip())
