"""The plain ASGI endpoints of sign and confirm: the straight way only, all else goes on to Django's pages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from django.db import connections

from undersigned.guard.network import network_of
from undersigned.kit import clock, tokens
from undersigned.kit.asgi import Application, Receive, Scope, Send, body_of
from undersigned.kit.reconnect import AWAY, keep_unbroken, renew
from undersigned.pages import signing
from undersigned.pages.busy import busy
from undersigned.pages.problems import problem
from undersigned.pages.sign_again import SignAgain
from undersigned.pages.whole_answer import Answer
from undersigned.signatures import form
from undersigned.signatures.confirm import Confirmed, Press, confirm
from undersigned.signatures.groups import Full, GroupCommit
from undersigned.signatures.intake import Submitted, Taken

Item = TypeVar("Item")
Result = TypeVar("Result")

_SIGN = re.compile(r"/petitions/([a-z0-9]{12})/sign")
_GATHER = re.compile(r"/gather/([A-Za-z0-9_-]{1,100})/sign")
_CONFIRM = re.compile(r"/confirm/([A-Za-z0-9_-]{1,100})")


class HotPath:
    """Sign and confirm beside Django: one group commit for each, made for one event loop."""

    def __init__(self, django: Application) -> None:
        """`django` answers everything that is not straightforward."""
        self._django = django
        self._again = SignAgain()
        self._taking: GroupCommit[Submitted, Taken] = GroupCommit(
            _fresh(signing.taken), finish=connections.close_all, away=AWAY
        )
        self._confirming: GroupCommit[Press, Confirmed] = GroupCommit(
            _fresh(confirm), finish=connections.close_all, away=AWAY
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a POST to one of the hot addresses, or hand it on with its body."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._django(scope, receive, send)
            return
        path = scope["path"]
        if not (found := _SIGN.fullmatch(path) or _GATHER.fullmatch(path) or _CONFIRM.fullmatch(path)):
            await self._django(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            return
        try:
            answer = await self._answer(found, scope, body)
        except Full:
            await busy(send)
            return
        if answer:
            await answer.send(scope, send)
        else:
            await self._django(scope, body_of(body), send)

    async def drain(self) -> None:
        """Commit what waits, as the process shuts down."""
        await asyncio.gather(self._taking.drain(), self._confirming.drain(), self._again.end())

    async def _answer(self, found: re.Match[str], scope: Scope, body: bytes) -> Answer | None:
        """What to answer, after the commit where there is one; None when a page of Django has something to say."""
        now, network = clock.now(), network_of(scope["undersigned.client"])
        if found.re is _CONFIRM:
            return await self._confirm(found[1], network)
        gathering = found.re is _GATHER
        try:
            fields = signing.fields(dict(scope["headers"]).get(b"content-type", b"").decode("latin-1"), body)
        except signing.Unreadable as unreadable:
            return _problem(unreadable.status)
        try:
            petition = tokens.read_id("gather", found[1]) if gathering else found[1]
            item = signing.submitted(petition, fields, network, now, gathering=gathering)
        except form.BadForm as bad:
            return None if gathering else await self._again.answer(petition, fields, bad.errors)
        except (tokens.Forged, signing.Challenged, signing.TooMany):
            return None
        taken = await self._taking.join(item)
        return _see(signing.sent_address(petition)) if taken is Taken.TAKEN else None

    async def _confirm(self, token: str, network: str) -> Answer | None:
        try:
            press = signing.pressed(token, network, clock.now())
        except (tokens.Forged, tokens.Expired, signing.TooMany):
            return None
        address = signing.address_after(await self._confirming.join(press))
        return _see(address) if address else None


def _fresh(commit: Callable[[Sequence[Item]], Sequence[Result]]) -> Callable[[Sequence[Item]], Sequence[Result]]:
    """The same commit, letting go of a database connection that broke, so that the next group gets a new one."""

    def committed(batch: Sequence[Item]) -> Sequence[Result]:
        keep_unbroken()
        try:
            return commit(batch)
        except AWAY:
            renew()
            raise

    committed.__name__ = commit.__name__
    return committed


@cache
def _problem(status: int) -> Answer:
    """The page of a problem, made once: whoever sends such bytes is seldom a person."""
    reply = problem(status)
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
    return Answer(status, [*headers, (b"content-length", str(len(reply.content)).encode())], reply.content)


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None when the client went away before its end."""
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        if not event.get("more_body"):
            return bytes(body)


def _see(location: str) -> Answer:
    """303: see there."""
    headers = [(b"location", location.encode()), (b"content-length", b"0"), (b"cache-control", b"no-store")]
    return Answer(303, headers, b"")
