"""People sign and confirm while web, worker and PostgreSQL are killed at random moments; then all is counted.

`python tests/faults/sign.py --kills 50` starts servers of its own, on loopback, and ends them all. What is killed
is started again at once, as a service manager would. In the end: every form that was acknowledged is stored and got
its letter; every button that was acknowledged is a signature, published exactly once; the log checks. The time from
each kill until a form that was sent after it is taken again is measured.
"""
# ruff: noqa: E402  the rooms can only be imported once Django is set up

from __future__ import annotations

import argparse
import json
import random
import signal
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import django

from undersigned.kit import home
from undersigned.kit.progress import bar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
home.choose_settings()
django.setup()

from faults.crowd import Crowd, crowd_before
from faults.servers import Site
from postoffice import MailServer
from undersigned.mail.receiver import Receiver
from wait import until

AGAIN_WITHIN = 5.0
CALM_WITHIN = 600.0
REPLIES = {"303", "503", "ConnectionResetError", "ConnectionRefusedError", "RemoteDisconnected", "BrokenPipeError"}


def kills_of(site: Site) -> dict[str, Callable[[], object]]:
    """Everything that may be killed, and how."""
    return {
        "web": site.kill_web,
        "web process": site.kill_web_process,
        "worker": site.kill_worker,
        "PostgreSQL": site.kill_database,
        "backend": site.kill_backend,
    }


def disturb(site: Site, crowd: Crowd, victims: list[str], chance: random.Random) -> dict[str, list[float]]:
    """Kill one after the other at random moments under load; how long each kept the site from taking forms."""
    took: dict[str, list[float]] = {}
    pause = threading.Event()
    for victim in bar(victims, "kills"):
        pause.wait(chance.uniform(0.2, 1.5))
        since = time.monotonic()
        kills_of(site)[victim]()
        until(
            lambda since=since: crowd.recovered(since) is not None,
            f"taking forms after the {victim} was killed",
            60,
        )
        took.setdefault(victim, []).append(crowd.recovered(since) or 0.0)
    return took


def settle(site: Site, crowd: Crowd, within: float = CALM_WITHIN) -> None:
    """Wait until all that is owed was done, then hold what is stored against what was promised."""
    crowd.stop_signing()
    until(lambda: crowd.is_through, "a letter to everyone acknowledged, and an answer to every button", within)
    nothing_waits = "SELECT count(*) = 0 FROM mail_letter WHERE state = 'waiting'"
    until(lambda: site.ask(nothing_waits)[0], "the last letter’s way", within)
    until(lambda: crowd.is_through, "an answer to the last button", within)
    crowd.stop()
    everything_placed = "SELECT count(*) = 0 FROM ledger_intent WHERE placed_at IS NULL"
    until(lambda: site.ask(everything_placed)[0], "the last signature’s publication", within)


def verdict(site: Site, crowd: Crowd) -> dict[str, int]:
    """Nothing lost, nothing doubled; fails when there is. The figures of the run, the petitioner left out."""
    here = f"WHERE petition_id = '{site.petition}'"
    stored, persons = site.ask(f"SELECT count(*) - 1, count(DISTINCT person) - 1 FROM signatures_submission {here}")
    signed, signers = site.ask(f"SELECT count(*), count(DISTINCT person) FROM signatures_signature {here}")
    count, size = site.ask(f"SELECT count, size FROM ledger_log {here}")
    figures = {
        "stored": stored,
        "acknowledged": len(crowd.acknowledged),
        "letters": crowd.letters,
        "of them repeats": crowd.letters - len(crowd.links),
        "confirmed": len(crowd.confirmed),
        "signatures": signed - 1,
        "published": count - 1,
    }
    said = str(figures)
    assert crowd.acknowledged <= crowd.letters_to, f"a letter that is owed was never sent: {said}"
    assert len(crowd.letters_to) == persons == len(crowd.links), f"a form is lost, or its letter: {said}"
    assert signed == signers == len(crowd.confirmed) + 1, f"a signature is lost or doubled: {said}"
    # The log begins with an entry that is no signature.
    assert (count, size) == (signed, signed + 1), f"the log counts other signatures than there are: {said}"
    until(lambda: published(site) == signed, f"{signed} on the page")
    site.run("log", "check")
    return figures


def published(site: Site) -> int:
    """The count that the site shows."""
    return int(json.loads(site.request("GET", f"/petitions/{site.petition}/count.json").text)["signatures"])


def report(took: dict[str, list[float]], crowd: Crowd, figures: dict[str, int], seconds: float) -> None:
    """What happened, in figures."""
    print(
        f"{sum(map(len, took.values()))} kills, {seconds:.0f} s; "
        + ", ".join(f"{n:,} {w}" for w, n in figures.items())
    )
    print("forms were answered: " + ", ".join(f"{said} {n:,}" for said, n in sorted(crowd.answers.items())))
    print("buttons were answered: " + ", ".join(f"{said} {n:,}" for said, n in sorted(crowd.presses.items())))
    for victim, times in sorted(took.items()):
        middle, most = statistics.median(times), max(times)
        print(f"{victim:<12} killed {len(times):>3} times: back in {middle:.2f} s, longest {most:.2f} s")


def main() -> int:
    """Kill, settle, count; 1 when it took more than five seconds to be there again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--signers", type=int, default=16, help="how many sign at the same moment (16)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chance, began, post = random.Random(options.seed), time.monotonic(), MailServer()
    with Receiver(post) as receiver, Site(receiver.port) as site:
        victims = [list(kills_of(site))[number % 5] for number in range(options.kills)]
        chance.shuffle(victims)
        with crowd_before(site, post, options.signers, options.signers // 2) as crowd:
            took = disturb(site, crowd, victims, chance)
            seconds = time.monotonic() - began
            settle(site, crowd)
            report(took, crowd, verdict(site, crowd), seconds)
        complaints = site.complaints()
    print(
        f"{len(complaints)} errors in the web server’s log" + "".join(f"\n  {one[:200]}" for one in complaints[:5])
    )
    slow = max(max(times) for times in took.values())
    unkind = set(crowd.answers) - REPLIES
    if slow > AGAIN_WITHIN or unkind:
        print(f"not as promised: at most {slow:.2f} s, and answers {sorted(unkind)}")
    return int(slow > AGAIN_WITHIN or bool(unkind))


if __name__ == "__main__":
    sys.exit(main())
