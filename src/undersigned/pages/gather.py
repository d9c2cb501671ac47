"""A petition that is not public yet, as those with its private link see it: read, and support."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from undersigned.authorities.finding import from_dict
from undersigned.kit import access, clock, tokens
from undersigned.pages.link_page import PRIVATE, dead_link, private_page
from undersigned.pages.sign_form import SignForm
from undersigned.petitions.models import Petition, State
from undersigned.petitions.reasons import reasons
from undersigned.signatures import tally


@access.link("gather")
@require_safe
def gather(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the private link; the public page once there is one; 404 for a link not made here."""
    return gathering(token, clock.now())


def gathering(token: str, now: datetime, form: SignForm | None = None) -> HttpResponse:
    """The private page as a response that depends on nothing of the request, with the form's status."""
    found = petition_behind(token)
    if found is None or found.state == State.DRAFT:
        return dead_link()
    if found.state in (State.LAPSED, State.REMOVED):
        return dead_link(expired=True)
    if found.is_public:
        return HttpResponseRedirect(f"/petitions/{found.pk}", headers=PRIVATE)
    form = form or SignForm()
    context = {
        "petition": found,
        "now": now,
        "issues": list(found.issues.all()),
        "count": tally.standing([found.pk])[found.pk],
        "signable": found.takes_supporters(now),
        "form": form,
        "action": f"/gather/{token}/sign",
        "finding": from_dict(found.finding) if found.finding else None,
        "rejection": reasons().get(found.rejection),
    }
    return private_page("gather.html", context, form.status)


def petition_behind(token: str) -> Petition | None:
    """The petition a supporters' link leads to; None when the link was not made here."""
    try:
        petition_id = tokens.read_id("gather", token)
    except tokens.Forged:
        return None
    return Petition.objects.select_related("authority").defer("search").filter(pk=petition_id).first()
