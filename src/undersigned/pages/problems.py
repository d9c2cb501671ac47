"""Pages for what went wrong: each says what happened, what it means, and where to go from here."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from undersigned.kit.reconnect import AWAY, renew
from undersigned.pages.busy import AGAIN_IN_SECONDS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Problem:
    """What the page of a status says: a heading and what to do."""

    title: str | StrPromise
    advice: str | StrPromise


PROBLEMS: dict[int, Problem] = {
    400: Problem(
        lazy("We could not read that request"),
        lazy("Something in it was damaged or incomplete. Go back, check what you entered, and send it again."),
    ),
    403: Problem(
        lazy("You cannot do this from here"),
        lazy("The request came from another site, or this page is not for you. Open the page here and try again."),
    ),
    404: Problem(
        lazy("There is no such page"),
        lazy("If you typed the address, check it. If you followed a link from a letter, copy the whole link."),
    ),
    405: Problem(
        lazy("This page cannot be used in that way"),
        lazy("Go back to the page before, and use the button there."),
    ),
    410: Problem(
        lazy("This was removed"),
        lazy("It was here once and was taken off the site. What other people started is still here."),
    ),
    413: Problem(
        lazy("That was too much at once"),
        lazy("The form you sent is larger than anything this site takes. Shorten it and send it again."),
    ),
    415: Problem(
        lazy("We cannot read that kind of file"),
        lazy("Send the form from the page itself, as your browser does by default."),
    ),
    429: Problem(
        lazy("Too many tries"),
        lazy("Many requests came from where you are. Wait a few minutes, then try again. Nothing was lost."),
    ),
    500: Problem(
        lazy("Something broke on our side"),
        lazy("It is not your fault, and it has been noted. Try again in a few minutes."),
    ),
    503: Problem(
        lazy("We are not able to answer right now"),
        lazy("The site is under heavy load or being worked on. Try again in a few minutes. Nothing was lost."),
    ),
}


def problem(status: int, title: str = "", advice: str = "") -> HttpResponse:
    """The page for a status; a title or advice of one's own takes the place of the usual one. Reads no database."""
    known = PROBLEMS.get(status) or PROBLEMS[500 if status >= 500 else 400]
    context = {"status": status, "title": title or known.title, "advice": advice or known.advice}
    html = render_to_string("problem.html", context)
    return HttpResponse(html, status=status, headers={"Cache-Control": "no-store"})


def gone(title: str) -> HttpResponse:
    """410: it was here once."""
    return problem(410, title)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return problem(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return problem(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return problem(404)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500; 503 when the database is away, and then the next request gets a new connection."""
    if not isinstance(sys.exception(), AWAY):
        return problem(500)
    renew()
    reply = problem(503)
    reply["Retry-After"] = AGAIN_IN_SECONDS.decode()
    return reply


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a form of the desk gets when its token is missing or old (settings.CSRF_FAILURE_VIEW)."""
    return problem(403, _("This form has expired"), _("Go back, load the page anew, and send the form again."))
