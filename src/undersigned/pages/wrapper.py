"""One ASGI wrapper around the hot path and Django: hosts, origins, body limit, client address, headers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from undersigned.guard.network import client_address, proxies_from
from undersigned.kit.asgi import Application, Event, Receive, Scope, Send

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
        headers = scope["headers"]
        at_most = BODY_AT_MOST_AT_DESK if scope["path"].startswith("/desk") else BODY_AT_MOST
        send = _with_headers(send)
        if not _host_is_ours(headers):
            await _refuse(400, send)
        elif scope["method"] in UNSAFE and _is_foreign(headers):
            await _refuse(403, send)
        elif _declared_length(headers) > at_most:
            await _refuse(413, send)
        else:
            state = {"started": False, "too large": False}
            await self._inner(_from_client(scope), _limited(receive, at_most, state), _noting(send, state))
            if state["too large"] and not state["started"]:
                await _refuse(413, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = await receive()
            if event["type"] == "lifespan.shutdown":
                await self._drain()
                await send({"type": "lifespan.shutdown.complete"})
                return
            await send({"type": "lifespan.startup.complete"})


def _all(headers: list[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key == name]


def _host_is_ours(headers: list[tuple[bytes, bytes]]) -> bool:
    named = _all(headers, b"host")
    domain, _port = split_domain_port(named[0]) if len(named) == 1 else ("", "")
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _is_foreign(headers: list[tuple[bytes, bytes]]) -> bool:
    """Sent from a page of another site, as browsers tell (Fetch Metadata; RFC 6454).

    `Origin: null` is what our own pages without a referrer send, and it carries nobody's authority: there are no
    cookies outside /desk, where Django asks for its own token.
    """
    if "cross-site" in _all(headers, b"sec-fetch-site"):
        return True
    here = _all(headers, b"host")
    return any(origin != "null" and urlsplit(origin).netloc not in here for origin in _all(headers, b"origin"))


def _declared_length(headers: list[tuple[bytes, bytes]]) -> int:
    lengths = _all(headers, b"content-length")
    return max((int(length) for length in lengths if length.isdecimal()), default=0)


def _from_client(scope: Scope) -> Scope:
    """The scope with the client's own address, and without what a client could have claimed about itself."""
    peer = (scope.get("client") or ("", 0))[0]
    headers = scope["headers"]
    trusted = settings.UNDERSIGNED_TRUSTED_PROXIES
    address = client_address(peer, _all(headers, b"x-forwarded-for"), trusted)
    own = client_address(peer, [], trusted)
    behind_proxy = own is not None and any(own in network for network in proxies_from(trusted))
    kept = [
        (key, value)
        for key, value in headers
        if key != b"x-forwarded-for" and (behind_proxy or key != b"x-forwarded-proto")
    ]
    return {**scope, "headers": kept, "client": (str(address or ""), 0), "undersigned.client": address}


def _limited(receive: Receive, at_most: int, state: dict[str, bool]) -> Receive:
    """Reads as long as the body is within its limit; beyond it, the client is as good as gone."""
    read = 0

    async def limited() -> Event:
        nonlocal read
        event = await receive()
        read += len(event.get("body", b""))
        if read > at_most:
            state["too large"] = True
            return {"type": "http.disconnect"}
        return event

    return limited


def _with_headers(send: Send) -> Send:
    always = (*HEADERS, TRANSPORT_SECURITY) if settings.UNDERSIGNED_TLS else HEADERS

    async def with_headers(event: Event) -> None:
        if event["type"] == "http.response.start":
            given = {key.lower() for key, _value in event.get("headers", ())}
            missing = [header for header in always if header[0] not in given]
            event = {**event, "headers": [*event.get("headers", ()), *missing]}
        await send(event)

    return with_headers


def _noting(send: Send, state: dict[str, bool]) -> Send:
    async def noting(event: Event) -> None:
        state["started"] = True
        await send(event)

    return noting


async def _refuse(status: int, send: Send) -> None:
    body = _REFUSALS[status]
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})
