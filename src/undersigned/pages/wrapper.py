"""One ASGI wrapper around the hot path and Django: hosts, origins, body limit, client address, headers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from undersigned.guard.network import client_address, is_proxy, packed, written
from undersigned.kit.asgi import Application, Event, Receive, Scope, Send
from undersigned.kit.reconnect import AWAY
from undersigned.pages.busy import busy

logger = logging.getLogger(__name__)
BODY_AT_MOST = 64 * 1024
#: Staff write longer texts than the public.
BODY_AT_MOST_AT_DESK = 512 * 1024
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
TRANSPORT_SECURITY = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_REFUSALS = {
    400: b"This request names no host of this site.\n",
    403: b"This form was sent from another site. Open the page here and send it again.\n",
    413: b"This is larger than anything this site takes. Shorten it and send it again.\n",
}


class Wrapper:
    """Host allow-list, origin check, body limit, the client's address, security headers; and shutting down."""

    def __init__(self, inner: Application, drain: Callable[[], Awaitable[None]]) -> None:
        """`drain` commits what waits before the process ends."""
        self._inner = inner
        self._drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = _told(scope["headers"])
        at_most = BODY_AT_MOST_AT_DESK if scope["path"].startswith("/desk") else BODY_AT_MOST
        reply = _Reply(send)
        if not _is_ours(told.host, tuple(settings.ALLOWED_HOSTS)):
            await _refuse(400, reply)
        elif scope["method"] in UNSAFE and _is_foreign(told):
            await _refuse(403, reply)
        elif told.length > at_most:
            await _refuse(413, reply)
        else:
            # Of a body whose length was told the server reads no more than that.
            body = _Body(receive, at_most) if told.is_chunked else None
            try:
                await self._inner(_from_client(scope, told), body or receive, reply)
            except AWAY as error:
                if reply.has_begun:
                    raise
                logger.warning("The database is away: %s", error)
                await busy(reply)
                return
            if body and body.is_too_large and not reply.has_begun:
                await _refuse(413, reply)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.shutdown":
                await self._drain()
                await send({"type": "lifespan.shutdown.complete"})
                return
            await send({"type": "lifespan.startup.complete"})


class _Told(NamedTuple):
    """What a request's headers say that matters here."""

    host: str
    origins: list[str]
    site: str
    length: int
    is_chunked: bool
    forwarded_for: list[str]


def _told(headers: list[tuple[bytes, bytes]]) -> _Told:
    """The headers that matter, in one walk; no host when there is more than one."""
    hosts, origins, forwarded_for, site, length, is_chunked = [], [], [], "", 0, False
    for key, value in headers:
        if key == b"host":
            hosts.append(value.decode("latin-1"))
        elif key == b"origin":
            origins.append(value.decode("latin-1"))
        elif key == b"x-forwarded-for":
            forwarded_for.append(value.decode("latin-1"))
        elif key == b"sec-fetch-site":
            site = value.decode("latin-1") if site != "cross-site" else site
        elif key == b"content-length" and value.isdigit():
            length = max(length, int(value))
        elif key == b"transfer-encoding":
            is_chunked = True
    return _Told(hosts[0] if len(hosts) == 1 else "", origins, site, length, is_chunked, forwarded_for)


@lru_cache(maxsize=1024)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _is_foreign(told: _Told) -> bool:
    """Sent from a page of another site, as browsers tell (Fetch Metadata; RFC 6454).

    `Origin: null` is what our own pages without a referrer send, and it carries nobody's authority: there are no
    cookies outside /desk, where Django asks for its own token.
    """
    return told.site == "cross-site" or any(_names_another(origin, told.host) for origin in told.origins)


@lru_cache(maxsize=1024)
def _names_another(origin: str, host: str) -> bool:
    try:
        return origin != "null" and urlsplit(origin).netloc != host
    except ValueError:
        return True


def _from_client(scope: Scope, told: _Told) -> Scope:
    """The scope with the client's own address, and without what a client could have claimed about itself."""
    peer = (scope.get("client") or ("", 0))[0]
    trusted = settings.UNDERSIGNED_TRUSTED_PROXIES
    address = client_address(peer, told.forwarded_for, trusted)
    own = packed(peer)
    behind_proxy = own is not None and is_proxy(own, trusted)
    kept = [
        (key, value)
        for key, value in scope["headers"]
        if key != b"x-forwarded-for" and (behind_proxy or key != b"x-forwarded-proto")
    ]
    return {**scope, "headers": kept, "client": (written(address), 0), "undersigned.client": address}


class _Body:
    """Reads a body of unknown length up to its limit; beyond it, the client is as good as gone."""

    def __init__(self, receive: Receive, at_most: int) -> None:
        self._receive = receive
        self._left = at_most
        self.is_too_large = False

    async def __call__(self) -> Event:
        event = await self._receive()
        self._left -= len(event.get("body", b""))
        if self._left < 0:
            self.is_too_large = True
            return {"type": "http.disconnect"}
        return event


class _Reply:
    """Adds the headers that every reply has, and remembers that it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = False

    async def __call__(self, event: Event) -> None:
        if event["type"] == "http.response.start":
            self.has_begun = True
            headers = event.get("headers", ())
            given = {key.lower() for key, _value in headers}
            always = (*HEADERS, TRANSPORT_SECURITY) if settings.UNDERSIGNED_TLS else HEADERS
            event = {**event, "headers": [*headers, *(header for header in always if header[0] not in given)]}
        await self._send(event)


async def _refuse(status: int, send: Send) -> None:
    body = _REFUSALS[status]
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})
