"""The plain ASGI endpoints of sign and confirm: the straight way only, all else goes on to Django's pages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import parse_qsl

from django.db import connections

from undersigned.guard.network import network_of
from undersigned.kit import clock, tokens
from undersigned.kit.asgi import Application, Receive, Scope, Send, body_of
from undersigned.pages import signing
from undersigned.pages.busy import busy
from undersigned.signatures import form
from undersigned.signatures.confirm import Confirmed, Press, confirm
from undersigned.signatures.groups import Full, GroupCommit
from undersigned.signatures.intake import Submitted, Taken

Item = TypeVar("Item")
Result = TypeVar("Result")

FIELDS_AT_MOST = 20
_SIGN = re.compile(r"/petitions/([a-z0-9]{12})/sign")
_GATHER = re.compile(r"/gather/([A-Za-z0-9_-]{1,100})/sign")
_CONFIRM = re.compile(r"/confirm/([A-Za-z0-9_-]{1,100})")


class HotPath:
    """Sign and confirm beside Django: one group commit for each, made for one event loop."""

    def __init__(self, django: Application) -> None:
        """`django` answers everything that is not straightforward."""
        self._django = django
        self._taking: GroupCommit[Submitted, Taken] = GroupCommit(
            _fresh(signing.taken), finish=connections.close_all
        )
        self._confirming: GroupCommit[Press, Confirmed] = GroupCommit(_fresh(confirm), finish=connections.close_all)

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
            location = await self._locate(found, scope, body)
        except Full:
            await busy(send)
            return
        if location:
            await _see(location, send)
        else:
            await self._django(scope, body_of(body), send)

    async def drain(self) -> None:
        """Commit what waits, as the process shuts down."""
        await asyncio.gather(self._taking.drain(), self._confirming.drain())

    async def _locate(self, found: re.Match[str], scope: Scope, body: bytes) -> str | None:
        """Where to send the person after the commit; None when a page has something to say."""
        now, network = clock.now(), network_of(scope["undersigned.client"])
        if found.re is _CONFIRM:
            return await self._confirm(found[1], network)
        try:
            gathering = found.re is _GATHER
            petition = tokens.read_id("gather", found[1]) if gathering else found[1]
            item = signing.submitted(petition, _fields(scope, body), network, now, gathering=gathering)
        except (form.BadForm, tokens.Forged, signing.Challenged, signing.TooMany, ValueError):
            return None
        taken = await self._taking.join(item)
        return signing.sent_address(petition) if taken is Taken.TAKEN else None

    async def _confirm(self, token: str, network: str) -> str | None:
        try:
            press = signing.pressed(token, network, clock.now())
        except (tokens.Forged, tokens.Expired, signing.TooMany):
            return None
        return signing.address_after(await self._confirming.join(press))


def _fresh(commit: Callable[[Sequence[Item]], Sequence[Result]]) -> Callable[[Sequence[Item]], Sequence[Result]]:
    """The same commit, letting go of a database connection that broke, so that the next group gets a new one."""

    def committed(batch: Sequence[Item]) -> Sequence[Result]:
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()
        return commit(batch)

    committed.__name__ = commit.__name__
    return committed


def _fields(scope: Scope, body: bytes) -> dict[str, str]:
    """The form's fields; raises ValueError for anything but an URL-encoded form in UTF-8."""
    kind = dict(scope["headers"]).get(b"content-type", b"")
    if kind.split(b";")[0].strip().lower() != b"application/x-www-form-urlencoded":
        raise ValueError("not an URL-encoded form")
    return dict(
        parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_AT_MOST)
    )


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


async def _see(location: str, send: Send) -> None:
    headers = [(b"location", location.encode()), (b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
