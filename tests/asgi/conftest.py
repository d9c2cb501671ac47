"""The ASGI application asked as a browser would, in this process, with real commits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from undersigned.asgi import django
from undersigned.pages.admission import Admission
from undersigned.pages.hot import HotPath
from undersigned.pages.memory import PageMemory
from undersigned.pages.wrapper import Wrapper

Answer = TypeVar("Answer")
HOST = "http://petitions.example"


@pytest.fixture
def ask(transactional_db) -> Callable[[Callable[[httpx.AsyncClient], Awaitable[Answer]]], Answer]:
    """Run a conversation with an application of its own, and end it as a server would."""

    def run(conversation: Callable[[httpx.AsyncClient], Awaitable[Answer]], peer: str = "192.0.2.1") -> Answer:
        async def whole() -> Answer:
            hot = HotPath(PageMemory(Admission(django)))
            transport = httpx.ASGITransport(Wrapper(hot, hot.drain), client=(peer, 1234))
            async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
                answer = await conversation(client)
            await hot.drain()
            await sync_to_async(connections.close_all)()
            return answer

        return asyncio.run(whole())

    return run
