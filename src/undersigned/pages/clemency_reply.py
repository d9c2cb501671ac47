"""Pages and files of the clemency record leave here: made once, kept, and answered with 304 to who has them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from undersigned.clemency import package
from undersigned.clemency.answers import Plain
from undersigned.clemency.questions import Unanswerable

#: Seconds for which a cache may serve what was made here. The record changes with a new version only.
FRESH_FOR = 300
HTML = "text/html; charset=utf-8"
CSV = "text/csv; charset=utf-8"
JSON = "application/json"
PROBLEM = "application/problem+json"
SVG = "image/svg+xml"
PNG = "image/png"
BAD_REQUEST = 400
Asked = ParamSpec("Asked")
Answered = TypeVar("Answered")


@dataclass(frozen=True)
class Made:
    """What an address answers, whoever asks: it depends on the path, the query, the day and the language alone."""

    body: bytes
    kind: str
    status: int = 200
    tag: str = field(init=False)

    def __post_init__(self) -> None:
        """The entity tag (RFC 9110) is the body's hash."""
        object.__setattr__(self, "tag", f'"{hashlib.sha256(self.body).hexdigest()[:32]}"')


@dataclass(frozen=True)
class Here:
    """What the frame of a page asks of a request: where it is."""

    path: str


def kept(most: int) -> Callable[[Callable[Asked, Answered]], Callable[Asked, Answered]]:
    """Make an answer once for the same arguments and language, and keep so many of them in this process."""

    def keeping(make: Callable[Asked, Answered]) -> Callable[Asked, Answered]:
        @lru_cache(maxsize=most)
        def in_language(language: str, *arguments: Asked.args, **named: Asked.kwargs) -> Answered:
            with override(language):
                return make(*arguments, **named)

        @wraps(make)
        def answered(*arguments: Asked.args, **named: Asked.kwargs) -> Answered:
            return in_language(get_language() or settings.LANGUAGE_CODE, *arguments, **named)  # type: ignore[arg-type]  # all are hashable

        return answered

    return keeping


def page(template: str, path: str, context: Mapping[str, Any], status: int = 200) -> Made:
    """A page at a path."""
    html = render_to_string(template, {**context, "request": Here(path)})
    return Made(html.encode(), HTML, status)


def json(value: Plain, status: int = 200) -> Made:
    """A value as JSON."""
    return Made(package.json_text(value).encode(), JSON, status)


def problem(error: Unanswerable) -> Made:
    """A question that cannot be asked, for machines (RFC 9457), with what is possible for each field."""
    told = {"type": "about:blank", "title": str(error), "status": BAD_REQUEST, "errors": error.errors}
    return Made(package.json_text(told).encode(), PROBLEM, BAD_REQUEST)


def reply(request: HttpRequest, made: Made, filename: str = "") -> HttpResponse:
    """What was made, or 304 to whoever has it already."""
    if made.status == BAD_REQUEST:
        return HttpResponse(made.body, made.kind, made.status, headers={"Cache-Control": "no-store"})
    headers = {"Cache-Control": f"public, max-age={FRESH_FOR}, s-maxage={FRESH_FOR}", "ETag": made.tag}
    if made.kind in {CSV, JSON}:
        # Data for other sites' scripts; it is public and carries no one's authority.
        headers["Access-Control-Allow-Origin"] = "*"
    if filename:
        headers["Content-Disposition"] = f'inline; filename="{filename}"'
    if made.tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(made.body, made.kind, made.status, headers=headers)


def site() -> str:
    """The address of the clemency pages as people type it, without the scheme."""
    return f"{settings.UNDERSIGNED_URL.split('://')[-1]}/clemency"
