"""Files of the public logs, answered before Django: an outsider's audit asks for thousands of them."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from undersigned.kit.asgi import Application, Receive, Scope, Send
from undersigned.kit.reconnect import drop_broken
from undersigned.pages.log_files import Answer, answer, names_a_file
from undersigned.pages.whole_answer import takes_gzip

THREADS = 2
"""Each holds one database connection; a tile is one short query."""

logger = logging.getLogger(__name__)


class LogDoor:
    """Answers GET and HEAD for log files in threads of its own, and hands everything else on."""

    def __init__(self, inner: Application) -> None:
        """`inner` answers what is no file of a log."""
        self._inner = inner
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="log-files")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not names_a_file(scope["path"]):
            await self._inner(scope, receive, send)
            return
        accepted = b",".join(value for key, value in scope["headers"] if key == b"accept-encoding")
        run = asyncio.get_running_loop().run_in_executor
        found = await run(self._threads, _answered, scope["path"], takes_gzip(accepted))
        if found is None:
            await self._inner(scope, receive, send)
            return
        headers = [(key.lower().encode(), value.encode("latin-1")) for key, value in found.headers]
        await send({"type": "http.response.start", "status": found.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else found.body})


def _answered(path: str, zipped: bool) -> Answer | None:
    drop_broken()
    return answer(path, zipped)
