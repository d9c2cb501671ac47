"""Pages behind a link from a letter: never stored, never indexed, and telling no other site their address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from undersigned.guard.network import client_address, network_of
from undersigned.guard.verdict import Outcome, Signals
from undersigned.kit import tokens
from undersigned.pages import signing
from undersigned.pages.problems import problem

PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def private_page(template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page only for whoever holds the link."""
    return HttpResponse(render_to_string(template, dict(context)), status=status, headers=PRIVATE)


def dead_link(*, expired: bool = False) -> HttpResponse:
    """404 for a link that was not made here, 410 for one whose life is over; what to do stands on the page."""
    return private_page("dead_link.html", {"expired": expired}, 410 if expired else 404)


def network_behind(request: HttpRequest) -> str:
    """The network a request came from, as guard counts it; the wrapper has put the client's own address there."""
    return network_of(client_address(request.META.get("REMOTE_ADDR", ""), [], ()))


def row_behind(purpose: str, token: str, request: HttpRequest, now: datetime) -> UUID | HttpResponse:
    """The row a link names, or the page to answer with: 404, 410, or 429 for a network that guesses."""
    try:
        return tokens.read_row(purpose, token, now)
    except tokens.Expired:
        return dead_link(expired=True)
    except tokens.Forged:
        verdict = signing.guard.judge(Signals("link", network_behind(request), now))
        return problem(429) if verdict.outcome is Outcome.REFUSE else dead_link()
