"""What authorities owe: petitions at their threshold without an answer, by due date, overdue ones as such."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.kit import access, clock
from undersigned.kit.paging import page_of
from undersigned.pages.cards import cards
from undersigned.pages.memory import EVERY_SECOND
from undersigned.responses import clock as clock_of_answers


@access.public
@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """The longest owed first, in pages of twenty."""
    now = clock.now()
    page = page_of(clock_of_answers.owed().defer("search", "body"), request.GET.get("page"))
    context = {
        "page": page,
        "cards": cards(page.rows),
        "standing": clock_of_answers.standing(now),
        "now": now,
    }
    reply = render(request, "owed.html", context)
    reply["Cache-Control"] = EVERY_SECOND
    return reply
