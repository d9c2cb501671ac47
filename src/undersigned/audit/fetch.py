"""How published files are brought over HTTP: connections kept, answers limited, several at once."""

import http.client
import ssl
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from time import sleep
from typing import Self
from urllib.parse import urlsplit

TIMEOUT = 30
TRIES = 3
SMALL = 1_000_000
"""Bytes that any single small file may have."""
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
"""Hosts to which bytes travel faster than they can be compressed."""

_PASSING = {429, 500, 502, 503, 504}


class Unreachable(Exception):
    """Something could not be fetched, so nothing is known about it."""


class Absent(Unreachable):
    """The site says that there is no such file; `removed` when it says that there was one (410)."""

    def __init__(self, message: str, removed: bool = False) -> None:
        super().__init__(message)
        self.removed = removed


class Site(AbstractContextManager["Site"]):
    """One site, read by GET; each thread keeps its own connection."""

    def __init__(self, base: str, workers: int = 4, wait: Callable[[float], None] = sleep) -> None:
        """`base` is `https://host[/prefix]`; raises Unreachable for any other scheme."""
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Unreachable(f"not the address of a site: {base!r}")
        self._parts = parts
        self._encodings = "identity" if parts.hostname in LOOPBACK else "gzip, identity"
        self._local = threading.local()
        self._opened: list[http.client.HTTPConnection] = []
        self._pool = ThreadPoolExecutor(workers)
        self.wait = wait

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for connection in self._opened:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def get(self, path: str, at_most: int = SMALL) -> bytes:
        """The body at a path below the base, uncompressed; raises Absent or Unreachable, naming the address."""
        for attempt in range(TRIES):
            try:
                return self._get(path, at_most)
            except Absent:
                raise
            except (OSError, http.client.HTTPException, Unreachable) as error:
                self._drop()
                if attempt == TRIES - 1:
                    raise Unreachable(f"{self._parts.geturl()}{path}: {error or type(error).__name__}") from error
                self.wait(0.2 * 4**attempt)
        raise AssertionError("the loop above returns or raises")

    def in_order(self, jobs: Iterable[Callable[[], bytes]], ahead: int = 32) -> Iterator[bytes]:
        """The results of these jobs in their order, up to `ahead` of them under way; raises what a job raises."""
        under_way: deque[Future[bytes]] = deque()
        try:
            for job in jobs:
                under_way.append(self._pool.submit(job))
                if len(under_way) > ahead:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for future in under_way:
                future.cancel()

    def _get(self, path: str, at_most: int) -> bytes:
        connection = self._connection()
        connection.request(
            "GET",
            self._parts.path.rstrip("/") + path,
            headers={"Accept-Encoding": self._encodings, "Accept": "*/*"},
        )
        answer = connection.getresponse()
        body = answer.read(at_most + 1)
        if len(body) > at_most:
            raise Unreachable(f"the answer is longer than {at_most} bytes")
        if answer.status in (404, 410):
            raise Absent(f"{self._parts.geturl()}{path}: {answer.status} {answer.reason}", answer.status == 410)
        if answer.status != 200:
            where = f" to {answer.headers['Location']}" if answer.headers.get("Location") else ""
            kind = Unreachable if answer.status in _PASSING else Absent
            raise kind(f"{self._parts.geturl()}{path}: {answer.status} {answer.reason}{where}")
        return _inflated(body, at_most) if answer.headers.get("Content-Encoding") == "gzip" else body

    def _connection(self) -> http.client.HTTPConnection:
        kept: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if kept is not None:
            return kept
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            made: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            made = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        self._local.connection = made
        self._opened.append(made)
        return made

    def _drop(self) -> None:
        kept: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if kept is not None:
            kept.close()
            self._local.connection = None


def _inflated(body: bytes, at_most: int) -> bytes:
    inflate = zlib.decompressobj(31)
    try:
        plain = inflate.decompress(body, at_most + 1)
    except zlib.error as error:
        raise Unreachable(f"the answer cannot be decompressed: {error}") from error
    if len(plain) > at_most or not inflate.eof:
        raise Unreachable(f"the answer is longer than {at_most} bytes, or cut short")
    return plain
