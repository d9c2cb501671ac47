"""How fast an answer reaches its signers: enlisting them, and sending through SMTP to a C sink.

`.venv/bin/python bench/letters.py --signers 1000000 --wave 100000` makes a database of its own with so many signers
over three petitions that overlap, enlists them for one answer, and lets one worker process send the first wave of
it to `smtp-sink` (Debian: in the package postfix, which need not run). The floor is measured in the same run:
as many connections handing over one ready letter again and again, without a database.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import django

from undersigned.kit import home

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PETITIONS = ("aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc")
#: Which part of the signers signed each petition: most of them one, some two.
SHARES = ((0.0, 0.5), (0.3, 0.8), (0.6, 1.0))
FLOOR_LETTERS = 20_000
WORKER = """
import json, resource, time, django
django.setup()
from undersigned.kit import clock
from undersigned.mail import deliver, smtp, worker
with worker.pool() as pool:
    began = time.perf_counter()
    delivery = deliver.Delivery(pool, clock.now, smtp.configured(), deliver.Pace(lines={lines}))
    done = delivery.run(deliver.threading.Event(), until_empty=True)
    took = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({{"sent": done.sent, "refused": done.refused, "seconds": took, "mib": used.ru_maxrss / 1024,
                  "cpu": used.ru_utime + used.ru_stime}}))
"""

_open = ExitStack()
_folder = _open.enter_context(tempfile.TemporaryDirectory(prefix="bench-letters-"))
for _name in ("DATABASE_URL", "DATABASE_URL_FILE"):
    os.environ.pop(_name, None)  # noqa: TID251  never the deployment's database
home.choose_settings()
_open.enter_context(home.opened(Path(_folder)))
django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from undersigned.authorities.catalogue import load_authorities
from undersigned.kit.crypto import person_of, sealer
from undersigned.kit.ids import uuid7
from undersigned.kit.progress import bar
from undersigned.mail import campaigns, compose, smtp
from undersigned.mail.addresses import domain_of
from undersigned.mail.letters import email_bound_to, name_bound_to
from undersigned.mail.models import Campaign
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.signatures import audience

COLUMNS = (
    "key, petition_id, person, email, name, salt, domain, country, state, zip3, declines_answer, wants_news, "
    "is_petitioner, confirmed_at"
)
TEXT = "The President can pardon federal offences alone. Both men are prisoners of a state.\n\n" * 8


def fill(signers: int) -> int:
    """The petitions and their signers; how many signatures that is."""
    load_authorities()
    known = {
        "authority_id": "us.white-house",
        "title": "x",
        "body": "x",
        "opened_at": NOW,
        "recorded_source": "bench",
    }
    made = [
        Petition(id=petition, recorded_id=petition, recorded_count=0, recorded_status="closed", **known)
        for petition in PETITIONS
    ]
    with transaction.atomic():
        lifecycle.record(made, {}, NOW)
    seal, signatures = sealer().seal, 0
    with connection.cursor() as cursor, cursor.copy(f"COPY signatures_signature ({COLUMNS}) FROM STDIN") as copy:
        for petition, (first, last) in zip(PETITIONS, SHARES, strict=True):
            for number in bar(range(int(first * signers), int(last * signers)), f"signing {petition}"):
                key, address = uuid7(NOW), f"signer{number}@example{number % 50}.org"
                email, name = seal(address, email_bound_to(key)), seal("Ana Signer", name_bound_to(key))
                row = (key, petition, person_of(address), email, name, email, domain_of(address))
                copy.write_row((*row, "US", "WI", "537", False, False, False, NOW))
                signatures += 1
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE signatures_signature")
    return signatures


def enlist(wave: int) -> tuple[Campaign, float]:
    """One answer to all three petitions, its audience enlisted; the campaign, and how long that took."""
    html = "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n"))
    answer = {"title": "No power here", "text": TEXT, "html": html}
    campaign = campaigns.start(
        "response", subject_id="dddddddddddd", petitions=PETITIONS, now=NOW, first_wave=wave, **answer
    )
    began = time.perf_counter()
    audience.enlist_waiting(NOW)
    return campaign, time.perf_counter() - began


@contextmanager
def sink(program: str) -> Iterator[int]:
    """A running smtp-sink; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *user, f"127.0.0.1:{port}", "100"])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


def floor(port: int, lines: int) -> float:
    """Letters a second when nothing is done but to hand over one ready letter."""
    letter = uuid7(NOW)
    body = compose.CampaignBody(
        "dddddddddddd", False, {"en": compose.Body("No power here", TEXT, f"<p>{TEXT}</p>")}
    )
    subject, text, html = compose.write(letter, "response", "en", "Ana Signer", {}, body)
    content = compose.encode(letter, "a@example.org", subject, text, html, "https://x.example/unsubscribe/x", NOW)
    sender = compose.bounce_address(letter)

    def send() -> None:
        line = smtp.Line(smtp.Server("127.0.0.1", port), 30, 30)
        for _ in range(FLOOR_LETTERS // lines):
            line.send(sender, "a@example.org", content, nullcontext())
        line.close()

    threads = [threading.Thread(target=send) for _ in range(lines)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return FLOOR_LETTERS / (time.perf_counter() - began)


def send(port: int, lines: int) -> dict[str, float]:
    """What one worker process did."""
    environment = {**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{port}", "UNDERSIGNED_LOG_LEVEL": "WARNING"}  # noqa: TID251
    ran = subprocess.run(
        [sys.executable, "-c", WORKER.format(lines=lines)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    done: dict[str, float] = json.loads(ran.stdout)
    return done


def main() -> int:
    """Fill, enlist, send, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--signers", type=int, default=100_000)
    parser.add_argument("--wave", type=int, default=0, help="send so many of the letters (default: all)")
    parser.add_argument("--lines", type=int, default=16)
    parser.add_argument("--sink", default=shutil.which("smtp-sink", path=f"{os.environ['PATH']}:/usr/sbin"))  # noqa: TID251
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    if not options.sink:
        print("smtp-sink is missing; on Debian: apt install postfix (no configuration).", file=sys.stderr)
        return 2
    call_command("migrate", verbosity=0)
    signatures = fill(options.signers)
    campaign, enlisting = enlist(options.wave)
    with sink(options.sink) as port:
        bare = floor(port, options.lines)
        done = send(port, options.lines)
    campaign.refresh_from_db()
    assert campaign.total == options.signers, "not one letter each"
    assert campaign.sent == done["sent"] == (options.wave or options.signers), "not every letter went"
    figures = {
        "signers": options.signers,
        "signatures over three petitions": signatures,
        "enlisting, s": round(enlisting, 1),
        "letters per second, one worker": round(done["sent"] / done["seconds"]),
        "floor: ready letters per second": round(bare),
        "worker's processor time per letter, µs": round(done["cpu"] / done["sent"] * 1e6),
        "worker's memory at most, MiB": round(done["mib"]),
        "connections": options.lines,
    }
    for name, value in figures.items():
        print(f"{name:<42} {value:>10,}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    with _open:
        sys.exit(main())
