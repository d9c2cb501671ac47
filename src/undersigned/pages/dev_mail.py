"""In a trial, the letters its mail server received are read here; outside a trial these addresses do not exist."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from undersigned.kit import access
from undersigned.mail import received

SHOWN = 50


def _folder() -> Path:
    return Path(settings.UNDERSIGNED_DATA) / "mail"


@access.public
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The letters received, the latest first; `?to=` shows those to one address."""
    to = request.GET.get("to", "").strip()
    keys = received.keys(_folder())
    letters = [letter for key in keys[: 20 * SHOWN] if (letter := received.read(_folder(), key)) is not None]
    shown = [letter for letter in letters if not to or to.lower() in letter.to.lower()][:SHOWN]
    return render(request, "dev_mail/inbox.html", {"letters": shown, "total": len(keys), "to": to})


@access.public
@require_safe
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """One letter: its headers and its plain text, links and all."""
    found = received.read(_folder(), key)
    if found is None:
        raise Http404
    return render(request, "dev_mail/letter.html", {"letter": found})


@access.public
@require_safe
def html(request: HttpRequest, key: str) -> HttpResponse:
    """The same letter's HTML, as a mail program gets it; nothing in it can run."""
    found = received.read(_folder(), key)
    if found is None:
        raise Http404
    return HttpResponse(found.html, headers={"Content-Security-Policy": "default-src 'none'; sandbox allow-popups"})


urlpatterns: list[URLPattern] = [
    path("dev/mail", inbox, name="dev_mail"),
    path("dev/mail/<str:key>", letter, name="dev_letter"),
    path("dev/mail/<str:key>/html", html, name="dev_letter_html"),
]
