"""A whole answer: how long its headers let everyone have it, and its bytes in the encoding a client takes."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import brotli

from undersigned.kit.asgi import Scope, Send

ONE_AT_MOST = 2 * 2**20
WORTH_COMPRESSING = 512
BROTLI_QUALITY, GZIP_LEVEL = 5, 6

Header = tuple[bytes, bytes]

_COMPRESSES = re.compile(r"text/|application/(json|javascript|problem\+json|xml)|image/svg")
_DIRECTIVE = re.compile(r"([a-z-]+)(?:=([0-9]+))?")
_NOT_AT_ALL = re.compile(rb"q=0(\.0{0,3})?")


class Life(NamedTuple):
    """For how many seconds an answer is fresh, may be served while a new one is made, and if none can be made."""

    fresh: int
    stale: int
    if_error: int


class Form(NamedTuple):
    """An answer in one encoding: headers and body to send, and the headers of 304 for who has it already."""

    headers: list[Header]
    body: bytes
    unchanged: list[Header]
    tag: bytes

    def is_known(self, known: bytes) -> bool:
        """What a client says it has (If-None-Match, RFC 9110) includes this form."""
        if not known:
            return False
        return known.strip() == b"*" or self.tag in {one.strip().removeprefix(b"W/") for one in known.split(b",")}


@dataclass(frozen=True)
class Answer:
    """What an application answered: status, headers, the whole body."""

    status: int
    headers: list[Header]
    body: bytes

    async def send(self, scope: Scope, send: Send) -> None:
        """Give it to a client as it is."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body})

    def header(self, name: bytes) -> str:
        """The value of a header, empty when there is none."""
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == name), "")

    @property
    def has_failed(self) -> bool:
        """The fault is ours, and an older answer is better than this one."""
        return self.status >= 500

    @property
    def life(self) -> Life | None:
        """How long shared caches may give it to everyone (RFC 9111, RFC 5861); None without `s-maxage`."""
        told = dict(_DIRECTIVE.findall(self.header(b"cache-control").lower()))
        varies = {name.strip().lower() for name in self.header(b"vary").split(",") if name.strip()}
        is_shared = self.status == 200 and "public" in told and varies <= {"accept-language", "accept-encoding"}
        fresh = int(told.get("s-maxage") or 0)
        if not is_shared or not fresh or self.header(b"set-cookie") or len(self.body) > ONE_AT_MOST:
            return None
        stale, if_error = told.get("stale-while-revalidate"), told.get("stale-if-error")
        return Life(fresh, int(stale or 0), int(if_error or 0))


def in_encoding(answer: Answer, encoding: bytes) -> Form:
    """An answer's bytes and headers in an encoding, each with an entity tag of its own (RFC 9110, 8.8.3)."""
    body, tag = answer.body, hashlib.sha256(answer.body).hexdigest()[:32]
    headers = [(key.lower(), value) for key, value in answer.headers]
    headers = [(key, value) for key, value in headers if key not in (b"content-length", b"etag", b"vary")]
    if encoding and len(body) >= WORTH_COMPRESSING and _COMPRESSES.match(answer.header(b"content-type")):
        body = _compressed(body, encoding)
        tag = f"{tag}-{encoding.decode()}"
        headers.append((b"content-encoding", encoding))
    quoted = f'"{tag}"'.encode()
    headers += [(b"etag", quoted), (b"vary", b"accept-language, accept-encoding")]
    unchanged = [one for one in headers if one[0] in (b"cache-control", b"etag", b"vary", b"no-vary-search")]
    return Form([*headers, (b"content-length", str(len(body)).encode())], body, unchanged, quoted)


@lru_cache(maxsize=1024)
def encoding_for(accepted: bytes) -> bytes:
    """The best encoding a client takes (Accept-Encoding): br, gzip, or empty for none."""
    offered = _offered(accepted)
    return next((name for name in (b"br", b"gzip") if name in offered), b"")


def takes_gzip(accepted: bytes) -> bool:
    """Whether a client takes gzip (Accept-Encoding)."""
    return b"gzip" in _offered(accepted)


def _offered(accepted: bytes) -> set[bytes]:
    offered = set()
    for part in accepted.lower().split(b","):
        name, _semicolon, weight = part.partition(b";")
        if not _NOT_AT_ALL.fullmatch(weight.replace(b" ", b"")):
            offered.add(name.strip())
    return offered


def _compressed(body: bytes, encoding: bytes) -> bytes:
    if encoding == b"br":
        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    return gzip.compress(body, GZIP_LEVEL, mtime=0)
