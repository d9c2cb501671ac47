"""A crowd waits in line before Django, which admits as many as there are database connections for them."""

from __future__ import annotations

import asyncio

from django.conf import settings

from undersigned.kit.asgi import Application, Receive, Scope, Send
from undersigned.pages.busy import busy

WAITING_AT_MOST = 256
#: Connections of this process that are never Django's: signing, confirming, forms with mistakes, two for log files.
HELD_BY_OTHERS = 5


class Admission:
    """Admits requests to Django, each of which may hold one connection; without it a crowd would wait in vain."""

    def __init__(
        self, django: Application, at_once: int | None = None, waiting_at_most: int = WAITING_AT_MOST
    ) -> None:
        """At most `at_once` requests inside (what the pool leaves, when not given), `waiting_at_most` before it."""
        self._django = django
        self._inside = asyncio.Semaphore(at_once or max(1, settings.UNDERSIGNED_POOL - HELD_BY_OTHERS))
        self._waiting_at_most = waiting_at_most
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer when it is this request's turn; 503 at once when too many wait."""
        if scope["type"] != "http" or scope["path"].startswith(settings.STATIC_URL):
            await self._django(scope, receive, send)
        elif self._waiting >= self._waiting_at_most:
            await busy(send)
        else:
            await self._admit(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._waiting += 1
        try:
            await self._inside.acquire()
        finally:
            self._waiting -= 1
        try:
            await self._django(scope, receive, send)
        finally:
            self._inside.release()
