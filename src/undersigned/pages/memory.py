"""Public pages are served from memory: made once for everyone, and kept as long as their headers allow."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.urls import Resolver404, resolve
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from undersigned.kit.asgi import Application, Event, Receive, Scope, Send, body_of
from undersigned.pages.whole_answer import Answer, Form, Life, encoding_for, in_encoding

#: What a page says that changes with the count: kept for a second, served a moment longer while it is made anew,
#: and for a minute when it cannot be made (RFC 9111, RFC 5861).
EVERY_SECOND = "public, max-age=2, s-maxage=1, stale-while-revalidate=2, stale-if-error=60"
#: Whatever stands behind "?" makes no difference (draft-ietf-httpbis-no-vary-search): a link shared with a tracking
#: mark behind it is still the same page.
ANY_QUERY = "params"

BYTES_AT_MOST = 64 * 2**20
#: What a page may depend on: nothing else of the request reaches it.
PASSED_ON = (b"host", b"accept-language", b"x-forwarded-proto")
BROKEN = b"Something broke on our side. It has been noted. Try again in a few minutes.\n"

logger = logging.getLogger(__name__)


class Key(NamedTuple):
    """What tells one page from another."""

    path: str
    query: bytes
    language: str


@dataclass
class Kept:
    """An answer that is kept, since when, and its forms as they were asked for."""

    answer: Answer
    life: Life
    since: float
    forms: dict[bytes, Form] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The bytes it takes, its compressed forms reckoned at half."""
        return len(self.answer.body) * 3 // 2

    def form(self, encoding: bytes) -> Form:
        """The answer in an encoding, made when it is first asked for."""
        if encoding not in self.forms:
            self.forms[encoding] = in_encoding(self.answer, encoding)
        return self.forms[encoding]


class PageMemory:
    """A shared cache (RFC 9111) before Django, in one process, for the pages that anyone may see.

    At most one request at a time makes a page; while it does, others get the one before, or wait for it. What is
    not said to be `public` is never kept, and no cookie reaches what is.
    """

    def __init__(self, inner: Application, now: Callable[[], float] = time.monotonic) -> None:
        """`inner` makes the pages; `now` tells seconds."""
        self._inner = inner
        self._now = now
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0
        self._making: dict[Key, asyncio.Task[Answer]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or make the page and remember it, or hand on what is not for everyone."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._inner(scope, receive, send)
            return
        headers = dict(scope["headers"])
        key = Key(scope["path"], scope["query_string"], _language(headers.get(b"accept-language", b"")))
        kept = self._find(key)
        if kept is None and not _is_public(scope["path"]):
            await self._inner(scope, receive, send)
            return
        found: Kept | Answer | None = kept
        if kept is None or self._age(kept) > kept.life.fresh + kept.life.stale:
            found = await self._made(key, scope)
        elif self._age(kept) > kept.life.fresh:
            self._start(key, scope)
        match found:
            case Kept():
                await _serve(found, int(self._age(found)), headers, scope, send)
            case Answer():
                await found.send(scope, send)
            case None:
                await self._inner(scope, receive, send)

    def _age(self, kept: Kept) -> float:
        return self._now() - kept.since

    async def _made(self, key: Key, scope: Scope) -> Kept | Answer | None:
        """The page, made now or by who is making it: kept, or as it was answered to whom it was made for.

        None when it was made for another and is not for everyone: then each has to make its own.
        """
        is_first = key not in self._making
        answer = await asyncio.shield(self._start(key, scope))
        if answer.life is not None:
            return self._find(key)
        if not answer.has_failed:
            return answer if is_first else None
        before = self._find(key)
        usable = before is not None and self._age(before) <= before.life.fresh + before.life.if_error
        return before if usable else answer

    def _start(self, key: Key, scope: Scope) -> asyncio.Task[Answer]:
        """The task that makes the page: the one under way, or a new one."""
        if key not in self._making:
            task = asyncio.create_task(self._make(key, _for_everyone(scope)))
            self._making[key] = task
            task.add_done_callback(lambda _done: self._making.pop(key, None))
        return self._making[key]

    async def _make(self, key: Key, scope: Scope) -> Answer:
        try:
            answer = await _asked(self._inner, scope)
        except Exception:
            logger.exception("A page could not be made: %s", key.path)
            return Answer(500, [(b"content-type", b"text/plain; charset=utf-8")], BROKEN)
        if not answer.has_failed:
            self._keep(key._replace(query=b"") if _ignores_query(answer) else key, answer)
        return answer

    def _find(self, key: Key) -> Kept | None:
        kept = self._kept.get(key)
        if kept is None and key.query:
            key = key._replace(query=b"")
            kept = self._kept.get(key)
            if kept is None or not _ignores_query(kept.answer):
                return None
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def _keep(self, key: Key, answer: Answer) -> None:
        if before := self._kept.pop(key, None):
            self._size -= before.size
        if answer.life is None:
            return
        self._kept[key] = kept = Kept(answer, answer.life, self._now())
        self._size += kept.size
        while self._size > BYTES_AT_MOST:
            _key, oldest = self._kept.popitem(last=False)
            self._size -= oldest.size


def _ignores_query(answer: Answer) -> bool:
    return answer.header(b"no-vary-search") == ANY_QUERY


async def _asked(inner: Application, scope: Scope) -> Answer:
    """The whole answer of an application to a request without a body."""
    start: Event = {}
    body = bytearray()

    async def send(event: Event) -> None:
        if event["type"] == "http.response.start":
            start.update(event)
        else:
            body.extend(event.get("body", b""))

    await inner(scope, body_of(b""), send)
    return Answer(start["status"], list(start.get("headers", ())), bytes(body))


def _for_everyone(scope: Scope) -> Scope:
    """The request without whatever would make its answer one person's."""
    headers = [(key, value) for key, value in scope["headers"] if key in PASSED_ON]
    return {**scope, "method": "GET", "headers": headers}


@lru_cache(maxsize=4096)
def _is_public(path: str) -> bool:
    try:
        declared = getattr(resolve(path).func, "access", None)
    except Resolver404:
        return False
    return declared is not None and declared.kind == "public"


@lru_cache(maxsize=1024)
def _language(accepted: bytes) -> str:
    """The language of the site that a client would rather have; the site's own when it wants none of ours."""
    for code, _weight in parse_accept_lang_header(accepted.decode("latin-1")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return ""


async def _serve(kept: Kept, age: int, headers: dict[bytes, bytes], scope: Scope, send: Send) -> None:
    form = kept.form(encoding_for(headers.get(b"accept-encoding", b"")))
    is_known = form.is_known(headers.get(b"if-none-match", b""))
    told = form.unchanged if is_known else form.headers
    if age > 0:
        told = [*told, (b"age", str(age).encode())]
    sent = b"" if is_known or scope["method"] == "HEAD" else form.body
    await send({"type": "http.response.start", "status": 304 if is_known else 200, "headers": told})
    await send({"type": "http.response.body", "body": sent})
