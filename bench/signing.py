"""How many filled-in forms a second become durable submissions, beside a bare endpoint that inserts as much.

`.venv/bin/python bench/signing.py {sign|sign-mixed|sign-10m} [--seconds N] [--rows N] [--json]` makes a database of
its own, serves it with `undersigned web`, and lets `wrk` post over 64 connections; guard is on, every address is
new, and the clients are in thousands of networks behind a trusted proxy. Afterwards rows are compared with answers.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import serving

folder = serving.begin("signing")

import asked
import beside
import figures
import filled
import load
import prepared
import spent

from undersigned.kit import clock

#: What one form writes.
TABLES = ("signatures_submission", "mail_letter")
ROWS = 10_000_000


@dataclass(frozen=True)
class Signed:
    """What signing for a while came to: forms a second, taken or rightly refused, and what was wrong with it."""

    rate: float
    load: load.Load
    errors: int
    faults: Sequence[str]
    parts: str

    def figure(self, name: str, least: float | None, notes: Sequence[str] = ()) -> figures.Figure:
        """As it is reported, beside its floor."""
        return figures.Figure(
            name,
            "/s",
            self.rate,
            least,
            self.load.p99_ms,
            self.errors,
            round(self.load.cpu, 3),
            [*self.faults, *serving.complaints(folder)],
            [self.load.answers, self.parts, *notes],
        )


def sign(url: str, petition: str, seconds: float, first: int, *, mixed: bool = False) -> Signed:
    """Forms for so long, from the address numbered `first`; then answers are compared with rows."""
    before, spent_before = _rows(petition), spent.now(folder)
    done = load.post("sign.lua", url, seconds=seconds, petition=petition, first=first, mixed=int(mixed))
    parts = spent.on_each(folder, spent_before, done.answered)
    rows, persons, letters = (now - then for now, then in zip(_rows(petition), before, strict=True))
    taken, refused = done.count(303), done.between(400, 499)
    fresh, malformed = load.forms(done.sent, mixed=mixed)
    wanted = {
        "requests without an answer": (done.lost, 0),
        "submissions for acknowledged forms": (rows, taken),
        "letters for acknowledged forms": (letters, taken),
        "refusals of malformed forms": (refused, malformed),
    }
    if taken == done.sent - malformed:
        wanted["different persons for new addresses"] = (persons, fresh)
    faults = [f"{what}: {found:,}, not {right:,}" for what, (found, right) in wanted.items() if found != right]
    right = taken + min(refused, malformed)
    return Signed(round(right / done.seconds, 1) if done.seconds else 0.0, done, done.sent - right, faults, parts)


def _rows(petition: str) -> tuple[int, int, int]:
    """Submissions of the petition, how many persons they are of, and letters."""
    counted: tuple[int, int, int] = beside.ask(
        "SELECT count(*), count(DISTINCT person), (SELECT count(*) FROM mail_letter) "
        "FROM signatures_submission WHERE petition_id = %s",
        petition,
    )
    return counted


def measure(name: str, seconds: float, rows: int, *, with_floor: bool) -> figures.Figure:
    """One of the figures; the plain one is the floor of the others."""
    petition = prepared.petition(clock.now())
    with serving.web(folder) as url:
        serving.say("warming up, then signing")
        sign(url, petition, min(seconds, beside.WARM_UP), first=0)
        plain = sign(url, petition, seconds, first=10_000_000)
        if name == "sign-mixed":
            serving.say("signing with repeats and malformed forms")
            sign(url, petition, min(seconds, beside.WARM_UP), first=15_000_000, mixed=True)
            mixed = sign(url, petition, seconds, first=20_000_000, mixed=True)
            taken = f"{mixed.load.accepted:,.0f}/s were taken, the others refused as malformed"
            return mixed.figure(name, plain.rate, [taken, "the floor is `sign`, in the same run"])
        if name == "sign-10m":
            there = filled.fill(filled.room_for(rows, folder), petition)
            serving.say(f"{there}; signing again")
            sign(url, petition, min(seconds, beside.WARM_UP), first=30_000_000)
            among = sign(url, petition, seconds, first=40_000_000)
            return among.figure(name, plain.rate, [there, "the floor is `sign` in the same run, before"])
    least = beside.inserting(folder, TABLES, seconds).accepted if with_floor and plain.rate else None
    return plain.figure(name, least)


def main() -> int:
    """Measure one, and print it."""
    parser = asked.parser(__doc__, ("sign", "sign-mixed", "sign-10m"))
    parser.add_argument("--rows", type=int, default=ROWS, help="earlier submissions and signatures of sign-10m")
    options = parser.parse_args()
    figure = measure(options.name, options.seconds, options.rows, with_floor=not options.no_floor)
    return asked.answer([figure], json=options.json)


if __name__ == "__main__":
    sys.exit(main())
