"""A form with mistakes comes back at once: its page is made once for the same mistakes, then filled in for each."""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from django.db import connections
from django.http import Http404

from undersigned.kit import clock
from undersigned.kit.reconnect import drop_broken
from undersigned.pages.petition import UNPROCESSABLE, shown
from undersigned.pages.sign_form import SignForm
from undersigned.pages.whole_answer import Answer
from undersigned.signatures.form import country_names

KEPT_AT_MOST = 200
#: Making a page takes Django some 10 ms, and each kind of mistake has its own: what the petition's page shows every
#: second, such as its count, may be as old as this on the page that says what to correct.
FRESH_FOR = 15.0
#: Fields of which every person types something else; on the page that is kept a hole stands for each.
TYPED = ("name", "email", "zip")
_HOLE = re.compile("\ue000([a-z]+)\ue001")
HEADERS = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]


class Key(NamedTuple):
    """What tells one page from another: the petition, the messages, and what was chosen or left empty."""

    petition: str
    errors: tuple[tuple[str, str], ...]
    country: str
    ticked: tuple[str, ...]
    filled: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """A page cut at its holes, and since when it is kept: a text more than holes, or none when there is no page."""

    texts: tuple[bytes, ...]
    holes: tuple[str, ...]
    since: float

    def filled(self, fields: Mapping[str, str]) -> bytes:
        """The page with what was typed in its holes."""
        typed = (html.escape(fields.get(name, "")).encode() for name in self.holes)
        return b"".join(part for pair in zip_longest(self.texts, typed, fillvalue=b"") for part in pair)


class SignAgain:
    """The pages of one process. They are made in one thread with a database connection of its own."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` tells seconds."""
        self._now = now
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._making: dict[Key, asyncio.Task[Kept]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sign-again")

    async def answer(self, petition: str, fields: Mapping[str, str], errors: Mapping[str, str]) -> Answer | None:
        """The form with what was typed and what is wrong with it; None when there is no such petition to sign."""
        key = _key(petition, fields, errors)
        kept = self._kept.get(key)
        if kept is None or self._now() - kept.since > FRESH_FOR:
            kept = await asyncio.shield(self._start(key))
        if not kept.texts:
            return None
        body = kept.filled(fields)
        return Answer(UNPROCESSABLE, [*HEADERS, (b"content-length", str(len(body)).encode())], body)

    async def end(self) -> None:
        """Give back the thread's connection."""
        await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown()

    def _start(self, key: Key) -> asyncio.Task[Kept]:
        if key not in self._making:
            task = asyncio.create_task(self._make(key))
            self._making[key] = task
            task.add_done_callback(lambda _done: self._making.pop(key, None))
        return self._making[key]

    async def _make(self, key: Key) -> Kept:
        page = await asyncio.get_running_loop().run_in_executor(self._thread, _with_holes, key)
        texts, holes = _cut(page) if page is not None else ((), ())
        self._kept.pop(key, None)
        self._kept[key] = kept = Kept(texts, holes, self._now())
        if len(self._kept) > KEPT_AT_MOST:
            self._kept.popitem(last=False)
        return kept


def _key(petition: str, fields: Mapping[str, str], errors: Mapping[str, str]) -> Key:
    country = fields.get("country", "").strip().upper()
    return Key(
        petition,
        tuple((field, str(message)) for field, message in errors.items()),
        country if country in country_names() else "",
        tuple(name for name in ("decline", "news") if name in fields),
        tuple(name for name in TYPED if fields.get(name)),
    )


def _cut(page: str) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """The texts between the holes, and the field that belongs into each hole."""
    parts = _HOLE.split(page)
    return tuple(text.encode() for text in parts[::2]), tuple(parts[1::2])


def _with_holes(key: Key) -> str | None:
    drop_broken()
    fields = {name: f"\ue000{name}\ue001" for name in key.filled} | dict.fromkeys(key.ticked, "on")
    if key.country:
        fields["country"] = key.country
    try:
        reply = shown(key.petition, clock.now(), SignForm(fields, dict(key.errors)))
    except Http404:
        return None
    return reply.content.decode() if reply.status_code == UNPROCESSABLE else None
