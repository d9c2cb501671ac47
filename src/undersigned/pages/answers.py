"""Published answers: the list of them, and each with what it rests on and every petition it answers."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.clemency import exhibits as record
from undersigned.kit import access, clock
from undersigned.kit.paging import page_of
from undersigned.mail.campaigns import sent_about
from undersigned.pages.cards import cards
from undersigned.petitions.models import Petition
from undersigned.responses import survey
from undersigned.responses.following import course
from undersigned.responses.models import Exhibit, Response
from undersigned.responses.referring import referrals_of
from undersigned.responses.render import html

FRESH_FOR = 60


@access.public
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """All published answers, the latest first, in pages of twenty."""
    published = Response.objects.published().defer("body").select_related("authority")
    page = page_of(published.prefetch_related("coverage"), request.GET.get("page"))
    return render(request, "answers.html", {"page": page})


@access.public
@require_safe
def answer(request: HttpRequest, response_id: str) -> HttpResponse:
    """One published answer; 404 for an unknown or unpublished one."""
    found = Response.objects.published().select_related("authority").filter(pk=response_id).first()
    if found is None:
        raise Http404(_("There is no such answer."))
    now = clock.now()
    covered = Petition.objects.public().defer("search").select_related("authority")
    shown = cards(covered.filter(pk__in=found.coverage.values("petition_id")).order_by("-opened_at", "id"))
    referred = [card.petition.pk for card in shown if card.petition.referred_at]
    context = {
        "answer": found,
        "body": html(found.body),
        "exhibits": [(exhibit, _changed(exhibit, now)) for exhibit in found.exhibits.all()],
        "cards": shown,
        "course": course(found, now),
        "referrals": referrals_of(referred) if referred else [],
        "sent": sent_about(found.pk),
        "survey": survey.results(response=found),
        "now": now,
    }
    reply = render(request, "answer.html", context)
    reply["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    return reply


def _changed(exhibit: Exhibit, now: datetime) -> bool:
    """A figure from the record that the record would give otherwise today; never true of what is no figure."""
    return exhibit.record is not None and bool(record.changes(record.restored(exhibit.record), now.date()))
