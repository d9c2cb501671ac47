"""People stop letters, and take that back, by the links that stand in every letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from undersigned.kit import access, clock
from undersigned.mail import unsubscribe as declining
from undersigned.pages.link_page import dead_link, private_page, row_behind

#: The body of a one-click request (RFC 8058), which a mail program sends by itself.
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@access.link("unsubscribe")
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Answers to petitions: GET shows the button, POST stops them; so does a mail program's one-click POST."""
    return _decline("unsubscribe", declining.unsubscribe, request, token)


@access.link("never")
@require_http_methods(["GET", "HEAD", "POST"])
def never(request: HttpRequest, token: str) -> HttpResponse:
    """Every letter of ours: GET shows the button, POST stops them for good."""
    return _decline("never", declining.never, request, token)


def _decline(purpose: str, stop: Callable[[str, datetime], None], request: HttpRequest, token: str) -> HttpResponse:
    now = clock.now()
    letter = row_behind(purpose, token, request, now)
    if isinstance(letter, HttpResponse):
        return letter
    context = {"purpose": purpose, "action": request.path}
    try:
        if request.method != "POST":
            declining.person_behind(purpose, token, now)
            return private_page("letters/stop.html", context)
        if "resume" in request.POST:
            declining.resume(purpose, token, now)
            return private_page("letters/resumed.html", context)
        stop(token, now)
    except declining.Unknown:
        return dead_link(expired=True)
    if request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        return HttpResponse("Stopped.\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
    return private_page("letters/stopped.html", context)
