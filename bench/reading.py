"""How many petition pages and counts a second are served, beside the same bytes sent from memory.

`.venv/bin/python bench/reading.py {page|count} [--seconds N] [--signers N] [--encoding gzip] [--json]` makes a
database of its own with one petition that has signatures of many places, serves it with `undersigned web`, and lets
`wrk` ask for it over 64 connections. What is served is looked at before and after: whole, compressed, with a count.
"""
# ruff: noqa: E402  the rooms can only be imported once the settings know their database

from __future__ import annotations

import gzip
import http.client
import json
import sys
from urllib.parse import urlsplit

import serving

folder = serving.begin("reading")

import asked
import beside
import figures
import load
import prepared
import spent

from undersigned.kit import clock

PATHS = {"page": "/petitions/{}", "count": "/petitions/{}/count.json"}
TRIED = "gzip, br", "br", "gzip", "identity"


def fetch(url: str, path: str, encoding: str) -> tuple[http.client.HTTPResponse, bytes]:
    """One answer, its body as it was sent."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    line.request("GET", path, headers={"Accept-Encoding": encoding, "X-Forwarded-For": "198.51.100.7"})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer, body


def faults_of(url: str, name: str, path: str, signers: int) -> list[str]:
    """What is wrong with what is served."""
    answer, body = fetch(url, path, "gzip")
    found = [] if answer.status == 200 else [f"the answer is {answer.status}"]
    if answer.getheader("set-cookie"):
        found.append("a public page sets a cookie")
    if answer.getheader("content-encoding") == "gzip":
        body = gzip.decompress(body)
    elif name == "page":
        found.append("the page is not compressed though gzip was asked for")
    shown = json.loads(body)["signatures"] if name == "count" else None
    if shown not in (None, signers) or (name == "page" and f"{signers:,}" not in body.decode()):
        found.append(f"the count is not {signers:,}")
    if name == "page" and prepared.TITLE not in body.decode():
        found.append("the title is missing")
    return found


def measure(name: str, seconds: float, signers: int, encoding: str, *, with_floor: bool) -> figures.Figure:
    """One of the figures."""
    now = clock.now()
    petition = prepared.petition(now)
    prepared.sign(petition, signers, now)
    path = PATHS[name].format(petition)
    with serving.web(folder) as url:
        wrong = faults_of(url, name, path, signers)
        sizes = {way: len(fetch(url, path, way)[1]) for way in TRIED}
        serving.say("warming up, then reading")
        load.get(url, path, encoding, min(seconds, beside.WARM_UP))
        before = spent.now(folder)
        done = load.get(url, path, encoding, seconds)
        parts = spent.on_each(folder, before, done.answered)
        wrong += [f"afterwards {fault}" for fault in faults_of(url, name, path, signers) if not wrong]
        size = len(fetch(url, path, encoding)[1])
    least = beside.sending(folder, size, encoding, seconds) if with_floor else None
    if done.received < size * done.answered:
        wrong.append(f"{done.answered:,} answers brought {done.received:,} bytes, fewer than {size:,} each")
    if done.bad + done.broken:
        wrong.append(f"{done.bad} answers were errors and {done.broken} connections broke")
    return figures.Figure(
        name,
        "/s",
        round(done.answered / done.seconds, 1),
        least,
        done.p99_ms,
        done.bad + done.broken,
        round(done.cpu, 3),
        [*wrong, *serving.complaints(folder)],
        ["bytes by what is accepted: " + ", ".join(f"{way} {size:,}" for way, size in sizes.items()), parts],
    )


def main() -> int:
    """Measure one, and print it."""
    parser = asked.parser(__doc__, sorted(PATHS))
    parser.add_argument("--signers", type=int, default=1500)
    parser.add_argument("--encoding", default="gzip", help="what Accept-Encoding says (default: gzip)")
    options = parser.parse_args()
    with_floor = not options.no_floor
    figure = measure(options.name, options.seconds, options.signers, options.encoding, with_floor=with_floor)
    return asked.answer([figure], json=options.json)


if __name__ == "__main__":
    sys.exit(main())
