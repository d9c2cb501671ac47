"""A small SMTP server for development and trials keeps every letter in a Maildir, where `/dev/mail` reads."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

LETTER_BYTES = 10_000_000
T = TypeVar("T")
FOLDERS = ("tmp", "new", "cur")


class Maildir:
    """Keeps what arrives: one file per letter, complete from the moment it can be seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one letter; the envelope stands in two headers before it."""
        name = f"{time.time_ns()}.{secrets.token_hex(8)}"
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        head = f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {', '.join(envelope.rcpt_tos)}\r\n"
        unfinished = self._folder / "tmp" / name
        unfinished.write_bytes(head.encode() + content)
        unfinished.rename(self._folder / "new" / name)
        return "250 2.0.0 kept"


class QuickSMTP(SMTP):
    """aiosmtpd's server, acknowledging at once: without that, each letter waits 40 ms for a delayed ACK."""

    def connection_made(self, transport: Any) -> None:
        """Set the socket's options before the first word."""
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_QUICKACK"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        super().connection_made(transport)


class Receiver:
    """An SMTP server in a thread of its own that takes any letter for any address; a context manager."""

    def __init__(self, handler: object, port: int = 0, host: str = "127.0.0.1") -> None:
        """`handler` as aiosmtpd has it, for instance a `Maildir`; with port 0 the system chooses a port."""
        self._handler = handler
        self.host = host
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="receiver", daemon=True)

    def __enter__(self) -> Receiver:
        """Listen; raises OSError when the port is taken."""
        self._thread.start()
        try:
            self._server = self._call(self._loop.create_server(self._protocol, self.host, self.port))
        except OSError:
            self._end_loop()
            raise
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening and hang up on everyone."""
        self._call(self._close())
        self._end_loop()

    def _protocol(self) -> SMTP:
        return QuickSMTP(
            self._handler,
            loop=self._loop,
            data_size_limit=LETTER_BYTES,
            ident="Undersigned trial",
            hostname="localhost",
        )

    async def _close(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
