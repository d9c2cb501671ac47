"""What authorities owe: petitions at their threshold without an answer, by due date, overdue ones as such."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.kit import access, clock
from undersigned.kit.paging import page_of
from undersigned.pages.cards import cards
from undersigned.petitions.models import Petition


@access.public
@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """The longest owed first, in pages of twenty."""
    now = clock.now()
    owing = Petition.objects.awaiting_response().defer("search", "body").select_related("authority")
    page = page_of(owing, request.GET.get("page"))
    overdue = Petition.objects.awaiting_response().filter(due_at__lte=now).count()
    return render(request, "owed.html", {"page": page, "cards": cards(page.rows), "overdue": overdue, "now": now})
