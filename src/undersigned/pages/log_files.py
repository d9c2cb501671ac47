"""The files of the public logs as answers to HTTP: which address gives which bytes, kept how long."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass

from undersigned.ledger import serve
from undersigned.ledger.serve import TEXT, Keep, Missing, Served
from undersigned.ledger.witnesses import published_policy
from undersigned.petitions.models import Petition, State
from undersigned.tlog.tile import BadPath

NO_STORE = "no-store"
_LOG = re.compile(r"/(?:petitions/([a-z0-9]{12})|register)/(checkpoint|tile/[^?]{0,200})", re.ASCII)
_PETITION = re.compile(r"/petitions/([a-z0-9]{12})/(anchor|text)", re.ASCII)
_HEADS = re.compile(r"/register/heads/(latest|0|[1-9][0-9]{0,17})", re.ASCII)

FIRST_LINES = {400: b"This is not the address of a tile.\n", 404: b"Nothing is published here.\n"}
GONE = b"The petition was removed from this site; its log is still served.\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body of an answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def answer(path: str, zipped: bool) -> Answer | None:
    """The answer to a GET of this path, `zipped` where that pays; None when no file of a log has such an address.

    400 for what looks like a tile and is none, 404 for what is not published (never to be remembered by caches),
    410 for the text of a removed petition.
    """
    found = _which(path)
    if found is None:
        return None
    try:
        served = found()
    except BadPath:
        return _refusal(400, FIRST_LINES[400])
    except Missing:
        return _refusal(404, FIRST_LINES[404])
    except _Removed:
        return _refusal(410, GONE)
    return _full(served, zipped)


def names_a_file(path: str) -> bool:
    """Whether a file of a log may be at this path; asks no database."""
    return _which(path) is not None


class _Removed(Exception):
    """The petition's text is no longer shown."""


def _which(path: str) -> Callable[[], Served] | None:
    if match := _LOG.fullmatch(path):
        petition, what = match.groups()
        if what == "checkpoint":
            return lambda: serve.checkpoint(petition)
        return lambda: serve.resource(petition, what)
    if match := _PETITION.fullmatch(path):
        petition, what = match.groups()
        return lambda: serve.anchor(petition) if what == "anchor" else _text(petition)
    if match := _HEADS.fullmatch(path):
        which = match[1]
        return lambda: serve.heads(None if which == "latest" else int(which))
    return _ONCE.get(path)


def _text(petition_id: str) -> Served:
    """The published text, whose SHA-256 the log's first entry holds."""
    petition = Petition.objects.defer("search").filter(pk=petition_id, opened_at__isnull=False).first()
    if petition is None:
        raise Missing("there is no such public petition")
    if petition.state == State.REMOVED:
        raise _Removed
    return Served(petition.published_text, TEXT, Keep.FRESH)


_ONCE: dict[str, Callable[[], Served]] = {
    "/.well-known/tlog-policy": lambda: Served(published_policy().encode(), TEXT, Keep.FRESH),
    "/.well-known/undersigned-keys": lambda: Served(serve.public_keys().encode(), TEXT, Keep.FRESH),
}


def _full(served: Served, zipped: bool) -> Answer:
    headers = [
        ("Content-Type", served.media_type),
        ("Cache-Control", served.keep.value),
        ("Access-Control-Allow-Origin", "*"),
    ]
    body = served.body
    if served.compress:
        headers.append(("Vary", "Accept-Encoding"))
        if zipped:
            body = gzip.compress(body, 1, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
    return Answer(200, [*headers, ("Content-Length", str(len(body)))], body)


def _refusal(status: int, body: bytes) -> Answer:
    headers = [("Content-Type", TEXT), ("Cache-Control", NO_STORE), ("Content-Length", str(len(body)))]
    return Answer(status, headers, body)
