"""A petition as anyone reads it: its text, its count, its history, and the form that signs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from undersigned.authorities.finding import from_dict
from undersigned.authorities.places import place_of
from undersigned.kit import access, clock
from undersigned.mail.campaigns import sent_about
from undersigned.pages.memory import ANY_QUERY, EVERY_SECOND
from undersigned.pages.problems import gone
from undersigned.pages.sign_form import SignForm
from undersigned.pages.when_signed import drawn
from undersigned.petitions.models import Change, Petition, State
from undersigned.responses.models import Response
from undersigned.responses.referring import referrals_of
from undersigned.signatures import counts, statistics
from undersigned.signatures.form import HOME, country_names

#: The same for everyone, and whatever stands behind "?".
SHARED = {"Cache-Control": EVERY_SECOND, "No-Vary-Search": ANY_QUERY}
OK, UNPROCESSABLE = 200, 422

_SAID = {
    State.SUPPORTING: lazy("Began to gather supporters"),
    State.MODERATING: lazy("Had enough supporters; went to a moderator"),
    State.OPEN: lazy("Approved by a moderator; opened for signatures"),
    State.CLOSED: lazy("Closed for signatures"),
}


@dataclass(frozen=True)
class Event:
    """Something that happened to a petition: when, in words, and perhaps where to read more."""

    when: datetime
    what: str
    link: str = ""


@access.public
@require_safe
def petition(request: HttpRequest, petition_id: str) -> HttpResponse:
    """The page of a public petition; 404 for an unknown or private one, 410 for a removed one."""
    return shown(petition_id, clock.now())


@access.public
@require_safe
def count(request: HttpRequest, petition_id: str) -> HttpResponse:
    """The published count as JSON, small and cacheable: what the page's script asks for."""
    found = _for_machines(petition_id)
    if isinstance(found, JsonResponse):
        return found
    if found.is_recorded_elsewhere:
        body = {"signatures": found.recorded_count, "recorded_elsewhere": True}
    else:
        published = counts.published_count(petition_id)
        body = {"signatures": published.signatures, "threshold": found.threshold, "log_size": published.log_size}
    return JsonResponse(body, headers=SHARED)


@access.public
@require_safe
def where_and_when(request: HttpRequest, petition_id: str) -> HttpResponse:
    """Where and when people signed, as JSON: cells of ten and more, complete hours (UTC), an hour old at most."""
    found = _for_machines(petition_id)
    if isinstance(found, JsonResponse):
        return found
    if found.is_recorded_elsewhere:
        empty: dict[str, Any] = {"recorded_elsewhere": True, "places": [], "days": [], "hours": []}
        return JsonResponse(empty, headers=SHARED)
    disclosed = statistics.of(petition_id, clock.now())
    body = {
        "made_at": disclosed.made_at.isoformat(),
        "complete_until": disclosed.complete_until.isoformat(),
        "smallest_cell": statistics.SMALLEST_CELL,
        "places": [
            {"country": one.country, "state": one.state, "signatures": one.standing} for one in disclosed.places
        ],
        "days": [{"day": one.on.isoformat(), "signatures": one.standing} for one in disclosed.days],
        "hours": [{"begins": one.begins.isoformat(), "signatures": one.standing} for one in disclosed.hours],
    }
    return JsonResponse(body, headers=SHARED)


def _for_machines(petition_id: str) -> Petition | JsonResponse:
    """The petition that anyone may read, or the problem that stands in its way."""
    try:
        found = public_petition(petition_id)
    except Http404 as error:
        return _problem(404, str(error))
    return found or _problem(410, _("This petition was removed from the site."))


def _problem(status: int, title: str) -> JsonResponse:
    """A problem as machines read it (RFC 9457)."""
    body = {"status": status, "title": title}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def public_petition(petition_id: str) -> Petition | None:
    """The petition that anyone may read, None when it was removed; raises Http404 for any other."""
    found = (
        Petition.objects.select_related("authority")
        .defer("search")
        .filter(pk=petition_id, state__in=(State.OPEN, State.CLOSED, State.REMOVED))
        .first()
    )
    if found is None:
        raise Http404(_("There is no such petition."))
    return found if found.is_public else None


def shown(petition_id: str, now: datetime, form: SignForm | None = None) -> HttpResponse:
    """The page as a response that depends on nothing of the request; 422 with a form that has errors, 429 with
    one that has a challenge.

    Raises Http404 when there is no such public petition.
    """
    found = public_petition(petition_id)
    if found is None:
        return gone(_("This petition was removed from the site."))
    form = form or SignForm()
    html = render_to_string("petition.html", _context(found, now, form))
    headers = SHARED if form.status == OK else {"Cache-Control": "no-store"}
    return HttpResponse(html, status=form.status, headers=headers)


def _context(found: Petition, now: datetime, form: SignForm) -> dict[str, Any]:
    answers = list(Response.objects.covering(found.pk).select_related("authority").prefetch_related("coverage"))
    context: dict[str, Any] = {
        "petition": found,
        "now": now,
        "issues": list(found.issues.all()),
        "answers": answers,
        "sent": sum(sent_about(answer.pk) for answer in answers),
        "events": sorted(_events(found, answers), key=lambda event: event.when),
        "referrals": referrals_of([found.pk]) if found.referred_at else [],
        "extensions": list(found.extensions.all()) if found.due_at else [],
        "links": not found.is_recorded_elsewhere,
        "finding": from_dict(found.finding) if found.finding else None,
    }
    if not found.is_recorded_elsewhere:
        disclosed = statistics.of(found.pk, now)
        context |= {
            "count": counts.published_count(found.pk).signatures,
            "places": [(place_name(cell.country, cell.state), cell.standing) for cell in disclosed.places],
            "place_columns": (_("Place"), _("Signatures")),
            "when_signed": drawn(found, disclosed, now),
            "signable": found.takes_signatures(now),
            "form": form,
            "action": f"/petitions/{found.pk}/sign",
        }
    return context


def _events(found: Petition, answers: Sequence[Response]) -> Iterator[Event]:
    """Everything that happened, what comes first in a petition's life before what comes later in it."""
    if found.created_at:
        yield Event(found.created_at, _("Started"))
    if found.is_recorded_elsewhere:
        if found.closes_at:
            yield Event(found.closes_at, _("Closed for signatures"))
    else:
        for change in Change.objects.filter(petition=found, to_state__in=_SAID):
            yield Event(change.made_at, str(_SAID[State(change.to_state)]))
    if found.reached_at:
        yield Event(found.reached_at, _("Reached the threshold; an answer is owed"))
    if found.referred_at:
        yield Event(found.referred_at, _("Referred to another office"))
    for answer in answers:
        if answer.published_at:
            said = _("Answered: %(outcome)s") % {"outcome": answer.get_outcome_display()}
            yield Event(answer.published_at, said, f"/responses/{answer.pk}")


def place_name(country: str, state: str) -> str:
    """The name of a state of the home country, or of a country; the code where no name is known."""
    if country == HOME and state:
        place = place_of(f"{country}-{state}")
        return place.name if place else state
    return str(country_names().get(country, country))
