"""A form that the hot path left to us is taken here, or shown again with what is wrong beside its fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.guard import challenge
from undersigned.kit import access, clock, tokens
from undersigned.pages import signing
from undersigned.pages.gather import gathering
from undersigned.pages.link_page import PRIVATE, dead_link, network_behind
from undersigned.pages.petition import shown
from undersigned.pages.problems import problem
from undersigned.pages.sign_form import SignForm
from undersigned.signatures import form, intake

SEE_OTHER, CONFLICT = 303, 409

Again = Callable[[datetime, SignForm], HttpResponse]


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, petition_id: str) -> HttpResponse:
    """Sign a public petition; a GET leads back to its page."""
    if request.method != "POST":
        return HttpResponseRedirect(f"/petitions/{petition_id}")
    return _take(request, petition_id, lambda now, again: shown(petition_id, now, again))


@access.link("gather")
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, token: str) -> HttpResponse:
    """Support a petition by its private link; a GET leads back to its page."""
    try:
        petition_id = tokens.read_id("gather", token)
    except tokens.Forged:
        return dead_link()
    if request.method != "POST":
        return HttpResponseRedirect(f"/gather/{token}", headers=PRIVATE)
    return _take(request, petition_id, lambda now, again: gathering(token, now, again), supports=True)


@access.public
@require_safe
def sent(request: HttpRequest, petition_id: str) -> HttpResponse:
    """Look into your mail: the same for everyone, whatever the address's history."""
    headers = {**PRIVATE, "Cache-Control": "public, max-age=60, s-maxage=60"}
    return HttpResponse(render_to_string("check_email.html"), headers=headers)


def _take(request: HttpRequest, petition_id: str, again: Again, *, supports: bool = False) -> HttpResponse:
    try:
        fields = signing.fields(request.headers.get("Content-Type", ""), request.body)
    except signing.Unreadable as unreadable:
        return problem(unreadable.status)
    now = clock.now()
    try:
        item = signing.submitted(petition_id, fields, network_behind(request), now, gathering=supports)
    except form.BadForm as bad:
        return again(now, SignForm(fields, bad.errors))
    except signing.Challenged:
        return _challenged(petition_id, fields, now, again)
    except signing.TooMany:
        return problem(429)
    match signing.taken([item])[0]:
        case intake.Taken.TAKEN:
            return HttpResponseRedirect(signing.sent_address(petition_id), status=SEE_OTHER)
        case intake.Taken.SPENT:
            return _challenged(petition_id, fields, now, again)
        case intake.Taken.CLOSED:
            reply = again(now, SignForm())
            reply.status_code = CONFLICT if reply.status_code == 200 else reply.status_code
            return reply
        case intake.Taken.GONE:
            return again(now, SignForm())


def _challenged(petition_id: str, fields: dict[str, str], now: datetime, again: Again) -> HttpResponse:
    """The form again, with everything in it and the check that a browser does by itself."""
    form = SignForm(fields)
    form.challenge = challenge.new(petition_id, now)
    return again(now, form)
