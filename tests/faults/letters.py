"""Two workers send an answer while they are killed, the database restarts and the mail server misbehaves.

`python tests/faults/letters.py --kills 50` makes a database of its own. Time runs fast for the workers, so that
waits of minutes pass in a second. In the end everyone has the answer once: repeats are bounded by the kills and by
the letters that the mail server took without saying so.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import django

from undersigned.kit import home, postgres

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
FAST_FORWARD = 120
LINES = 8
#: The second kill in every ten and the seventh: the database is restarted, in order or as in a crash.
RESTARTS = {1: "fast", 6: "immediate"}
WORKER = """
import threading, time, django
from datetime import UTC, datetime, timedelta
django.setup()
from undersigned.mail import deliver, smtp, worker
began = {began}
clock = lambda: datetime.fromtimestamp(began + (time.time() - began) * {speed}, UTC)

class Impatient(smtp.Line):
    def __init__(self, server, reply_seconds, verdict_seconds):
        super().__init__(server, 3, 3)  # real seconds, enough for a busy machine

smtp.Line = Impatient
pace = deliver.Pace(lines={lines}, batch=60, lease=timedelta(minutes=20), verdict_seconds=4 * {speed},
                    rest_seconds=0.05, longest_rest_seconds=0.2, mark_seconds=0.5, recover_seconds=0.2)
with worker.pool() as pool:
    deliver.Delivery(pool, clock, smtp.configured(), pace, worker.notes()).run(threading.Event())
"""

_open = ExitStack()
_folder = Path(_open.enter_context(tempfile.TemporaryDirectory(prefix="soak-letters-")))
for _name in ("DATABASE_URL", "DATABASE_URL_FILE"):
    os.environ.pop(_name, None)
os.environ["UNDERSIGNED_LOG_LEVEL"] = "WARNING"
home.choose_settings()
_open.enter_context(home.opened(_folder))
django.setup()

from django.core.management import call_command
from django.db import connection

from postoffice import MailServer, campaign, check_mail, until
from undersigned.mail.models import Campaign
from undersigned.mail.receiver import Receiver


class Unruly(MailServer):
    """A mail server that refuses, drops and stalls at random, and always refuses every 97th signer."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance
        self.calm = False
        self.unsaid = 0
        self.to_recipient = self.judge

    def judge(self, address: str) -> str | None:
        if int(address[6 : address.index("@")]) % 97 == 0:
            return "550 5.1.1 no such user"
        if self.calm:
            return None
        return self.chance.choices(
            [None, "450 4.2.0 busy", "421 4.3.2 going away", "452 4.3.1 full"], [97, 1.5, 0.7, 0.8]
        )[0]

    async def handle_DATA(self, server, session, envelope):
        event = (
            None
            if self.calm
            else self.chance.choices(["", "drop", "stall", "451", "unsaid"], [97, 1, 0.1, 1, 0.5])[0]
        )
        if event == "unsaid":
            self.unsaid += 1
            await super().handle_DATA(server, session, envelope)
            event = "drop"
        self.to_letter = lambda address: {"451": "451 4.7.0 later"}.get(event, event)
        return await super().handle_DATA(server, session, envelope)


def worker(port: int, began: float) -> subprocess.Popen:
    environment = {**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    program = WORKER.format(began=began, speed=FAST_FORWARD, lines=LINES)
    return subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.DEVNULL)


def restart_database(how: str) -> None:
    server = postgres.get_server(_folder / "postgres", cleanup_mode=None)
    arguments = ["-D", str(server.pgdata), "-m", how, "-w", "restart"]
    connection.close()
    connection.close_pool()
    subprocess.run(
        [server.bin_path / "pg_ctl", *arguments],
        check=True,
        user=server.system_user,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def disturb(workers: list[subprocess.Popen], server: Unruly, start, kills: int, chance: random.Random) -> None:
    """Kill a worker, restart the database, start another worker; again and again."""
    pause = threading.Event()
    for kill in range(kills):
        due = len(server.received) + chance.randrange(20, 120)
        patience = time.monotonic() + 5
        while len(server.received) < due and time.monotonic() < patience:
            pause.wait(0.001)
        victim = workers.pop(chance.randrange(2))
        victim.kill()
        victim.wait()
        if kill % 10 in RESTARTS:
            restart_database(RESTARTS[kill % 10])
        workers.append(start())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--signers", type=int, default=0, help="default: 200 for each kill")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    options = parser.parse_args()
    chance, began = random.Random(options.seed), time.time()
    print(f"seed {options.seed}", flush=True)
    call_command("migrate", verbosity=0)
    signers = [
        f"signer{number}@host{number % 40}.example" for number in range(options.signers or 200 * options.kills)
    ]
    answer = campaign(datetime.fromtimestamp(began, UTC), *signers)
    server = Unruly(chance)
    with Receiver(server) as running:
        workers = [worker(running.port, began), worker(running.port, began)]
        try:
            disturb(workers, server, lambda: worker(running.port, began), options.kills, chance)
            server.calm = True
            until(lambda: Campaign.objects.get(pk=answer.pk).stage == "done", 300)
        finally:
            for process in workers:
                process.kill()
                process.wait()
    return verdict(server, signers, answer, options.kills)


def verdict(server: Unruly, signers: list[str], answer: Campaign, kills: int) -> int:
    """Everyone once, but for the repeats that cannot be helped."""
    check_mail()
    answer.refresh_from_db()
    got = Counter(to for _, to, _ in server.received)
    ids = {
        (server.letter(number)["Message-ID"], server.received[number][1]) for number in range(len(server.received))
    }
    wanted = {to for to in signers if int(to[6 : to.index("@")]) % 97}
    repeats = sum(got.values()) - len(got)
    print(
        f"{len(signers)} signers, {kills} kills: {answer.sent} sent, {answer.failed} failed, {answer.stage}; "
        f"{repeats} repeats, {server.unsaid} letters taken without a word"
    )
    assert answer.stage == "done"
    assert set(got) == wanted, f"{len(wanted - set(got))} without a letter, {len(set(got) - wanted)} too many"
    assert answer.sent == len(wanted)
    assert len(ids) == len(got), "a repeat has another Message-ID"
    assert repeats <= kills + server.unsaid, "more repeats than kills and unsaid letters"
    return 0


if __name__ == "__main__":
    with _open:
        sys.exit(main())
