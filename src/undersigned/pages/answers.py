"""Published answers: the list of them, and each with what it rests on and every petition it answers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.kit import access, clock
from undersigned.kit.paging import page_of
from undersigned.mail.campaigns import sent_about
from undersigned.pages.cards import cards
from undersigned.pages.memory import ANY_QUERY, EVERY_SECOND
from undersigned.petitions.models import Petition
from undersigned.responses import survey
from undersigned.responses.models import Response
from undersigned.responses.reading import read


@access.public
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """All published answers, the latest first, in pages of twenty."""
    published = Response.objects.published().defer("body").select_related("authority")
    page = page_of(published.prefetch_related("coverage"), request.GET.get("page"))
    reply = render(request, "answers.html", {"page": page})
    reply["Cache-Control"] = EVERY_SECOND
    return reply


@access.public
@require_safe
def answer(request: HttpRequest, response_id: str, language: str = "") -> HttpResponse:
    """One published answer, in its own language or another it is given in; 404 for any other."""
    found = Response.objects.published().select_related("authority").filter(pk=response_id).first()
    if found is None:
        raise Http404(_("There is no such answer."))
    now = clock.now()
    covered = Petition.objects.public().defer("search").select_related("authority")
    shown = cards(covered.filter(pk__in=found.coverage.values("petition_id")).order_by("-opened_at", "id"))
    reading = read(found, [card.petition for card in shown], now, language)
    if reading is None:
        raise Http404(_("This answer is not given in that language."))
    context = {
        "reading": reading,
        "cards": shown,
        "sent": sent_about(found.pk),
        "survey": survey.results(response=found),
        "switch": f"/responses/{found.pk}/",
        "now": now,
    }
    reply = render(request, "answer.html", context)
    reply["Cache-Control"], reply["No-Vary-Search"] = EVERY_SECOND, ANY_QUERY
    return reply
