"""Pages of the We the People API v1 are read here: bytes in, petitions and faults out."""

from __future__ import annotations

import html
import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: What a petition's status can be there; https://petitions.whitehouse.gov/developers named these.
STATUSES = frozenset({"open", "closed", "pending response", "responded", "removed"})
#: Longer texts are no petitions; the site took 120 and 800 characters, and a few it holds are a little longer.
LONGEST_TITLE, LONGEST_BODY = 1_000, 20_000
MOST_SIGNATURES = 2**31 - 1
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

#: Control characters, signs that turn the reading direction, halves of characters, private and non-characters.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
#: With its semicolon only: in an address, `&copy=2` is no copyright sign.
_ENTITY = re.compile(r"&#?\w{1,32};")
_STRING_OR_BAD_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity|-?[0-9]{4000,})')
_ID = re.compile(r"[0-9a-f]{24}|[0-9]{1,12}", re.IGNORECASE)


class Unreadable(Exception):
    """A file is no page of petitions; says which file, where in it, and why."""

    def __init__(self, file: str, where: str, why: str) -> None:
        super().__init__(f"{file}, {where}: {why}" if where else f"{file}: {why}")
        self.file, self.where, self.why = file, where, why


class Fault(ValueError):
    """One row cannot be taken; the message says why."""


@dataclass(frozen=True)
class Found:
    """One petition as the other site recorded it, its text cleaned; `issues` are the names used there."""

    id: str
    title: str
    body: str
    status: str
    count: int
    threshold: int | None
    url: str
    issues: tuple[str, ...]
    created: datetime | None
    deadline: datetime | None
    response_url: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a page: where it stands, and the petition in it or why there is none."""

    where: str
    found: Found | None
    fault: str = ""


def read_page(data: bytes, file: str) -> list[Row]:
    """Every row of one page, in order. `file` is only for messages. Raises Unreadable, and nothing else."""
    page = _envelope(_json(data, file), file)
    return [_row(value, f"{file}, results[{place}]") for place, value in enumerate(page)]


def _json(data: bytes, file: str) -> object:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(file, f"byte {error.start}", "this is not UTF-8") from error
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(file, f"line {error.lineno}, column {error.colno}", f"no JSON: {error.msg}") from error
    except RecursionError as error:
        raise Unreadable(file, "", "no page of petitions: it is nested too deeply") from error
    except ValueError as error:
        raise Unreadable(file, _place_of_number(text), f"no JSON: {error}") from error


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _place_of_number(text: str) -> str:
    """Where the first number stands that Python's reader takes and JSON does not, or that is too long for it."""
    for match in _STRING_OR_BAD_NUMBER.finditer(text):
        if match[1]:
            before = text[: match.start()]
            return f"line {before.count(chr(10)) + 1}, column {match.start() - before.rfind(chr(10))}"
    return ""


def _envelope(page: object, file: str) -> list[Any]:
    """The rows of a page whose envelope is that of API v1; raises Unreadable."""
    if not isinstance(page, dict):
        raise Unreadable(file, "at the top", f"expected an object with metadata and results, found {_kind(page)}")
    metadata, rows = page.get("metadata"), page.get("results")
    if not isinstance(metadata, dict):
        raise Unreadable(file, "metadata", f"expected an object, found {_kind(metadata)}")
    for section, key, wanted in (
        ("responseInfo", "status", "200"),
        ("requestInfo", "apiVersion", "1"),
        ("requestInfo", "resource", "petitions"),
    ):
        inner = metadata.get(section)
        said = inner.get(key, wanted) if isinstance(inner, dict) else wanted
        if str(said) != wanted:
            raise Unreadable(file, f"metadata.{section}.{key}", f"expected {wanted}, found {_shown(said)}")
    if not isinstance(rows, list):
        raise Unreadable(file, "results", f"expected a list, found {_kind(rows)}")
    return rows


def _row(value: object, where: str) -> Row:
    try:
        if not isinstance(value, dict):
            raise Fault("not an object")
        return Row(where, _found(value))
    except Fault as fault:
        return Row(where, None, str(fault))


def _found(row: Mapping[str, Any]) -> Found:
    if row.get("type", "petition") != "petition":
        raise Fault("not a petition")
    identifier = row.get("id")
    written = str(identifier) if isinstance(identifier, str | int) and not isinstance(identifier, bool) else ""
    if not _ID.fullmatch(written):
        raise Fault("no usable id")
    status = row.get("status")
    if not isinstance(status, str) or status not in STATUSES:
        raise Fault("unknown status")
    count = _whole(row.get("signatureCount"))
    if count is None or not 0 <= count <= MOST_SIGNATURES:
        raise Fault("no usable signature count")
    threshold = _whole(row.get("signatureThreshold"))
    return Found(
        id=written.lower(),
        title=_title(row.get("title")),
        body=_body(row.get("body")),
        status=status,
        count=count,
        threshold=threshold if threshold is not None and 0 < threshold <= MOST_SIGNATURES else None,
        url=_address(row.get("url")),
        issues=_names(row.get("issues")),
        created=_moment(row.get("created")),
        deadline=_moment(row.get("deadline")),
        response_url=_response(row.get("response")),
    )


def _response(value: object) -> str:
    """Where the answer was published; an object with its address, or an empty list where there was none."""
    return _address(value.get("url")) if isinstance(value, dict) else ""


def _title(value: object) -> str:
    title = " ".join(_clean(value).split())
    if not title:
        raise Fault("no title")
    if len(title) > LONGEST_TITLE:
        raise Fault("a title longer than any petition's")
    return title


def _body(value: object) -> str:
    body = _clean(value).strip()
    if len(body) > LONGEST_BODY:
        raise Fault("a text longer than any petition's")
    return body


def _clean(value: object) -> str:
    """Plain text: entities resolved once, line ends as \\n, NFC, nothing that is not text; "" for no text."""
    if not isinstance(value, str):
        return ""
    plain = _ENTITY.sub(lambda entity: html.unescape(entity[0]), value).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _NOT_TEXT.sub("", plain))


def _names(value: object) -> tuple[str, ...]:
    """The issues' names, each once."""
    rows = value if isinstance(value, list) else []
    names = [" ".join(_clean(row.get("name")).split()) for row in rows if isinstance(row, dict)]
    return tuple(dict.fromkeys(filter(None, names)))


def _address(value: object) -> str:
    """A web address that can be shown as a link; "" for anything else."""
    address = value.strip() if isinstance(value, str) else ""
    return address if re.fullmatch(r"https?://[!-~]{1,1000}", address) else ""


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value == int(value) else None
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"[0-9]{1,12}", value) else None
    return value if isinstance(value, int) else None


def _moment(value: object) -> datetime | None:
    """A moment from its Unix seconds; None where none, or none that can be, is given."""
    seconds = _whole(value)
    if seconds is None or not EARLIEST.timestamp() <= seconds < LATEST.timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
    return names.get(type(value), "a number")


def _shown(value: object) -> str:
    return repr(value)[:60]
