"""The shapes of ASGI 3, as everything that answers beside Django uses them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def body_of(body: bytes) -> Receive:
    """A receive that gives this body, whole, and then waits for ever: the client stays connected."""
    events = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Event:
        for event in events:
            return event
        never: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        return await never

    return receive
