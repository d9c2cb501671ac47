"""The front page: what this is, what is open, what is owed, and what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, FloatField, OuterRef, Subquery, Sum
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from undersigned.kit import access, clock
from undersigned.ledger.models import Log
from undersigned.pages.cards import Card, cards
from undersigned.pages.memory import EVERY_SECOND
from undersigned.petitions.models import Petition, Petitions

SHOWN = 3


@access.public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    now = clock.now()
    lists = _lists(now)
    near = lists.pop("near")
    context = {**lists, **_numbers(now), "first": next(iter(near), None), "near": near[1:], "now": now}
    return HttpResponse(render_to_string("home.html", context, request), headers={"Cache-Control": EVERY_SECOND})


def _lists(now: datetime) -> dict[str, list[Card]]:
    """The few petitions of each list, in one go for their counts."""
    wanted: dict[str, Petitions] = {
        "near": _near(now),
        "newest": Petition.objects.open_at(now).filter(reached_at__isnull=True).order_by("-opened_at", "id"),
        "owed": Petition.objects.awaiting_response(),
        "answered": Petition.objects.responded(),
    }
    rows = {
        name: list(found.defer("search").select_related("authority")[: SHOWN + (name == "near")])
        for name, found in wanted.items()
    }
    near = {petition.pk for petition in rows["near"]}
    rows["newest"] = [petition for petition in rows["newest"] if petition.pk not in near]
    made = iter(cards([petition for found in rows.values() for petition in found]))
    return {name: [next(made) for _petition in found] for name, found in rows.items()}


def _near(now: datetime) -> Petitions:
    """Open petitions without an answer owed yet, those with the largest part of their threshold first."""
    counted = Log.objects.filter(petition_id=OuterRef("pk")).values("count")
    part = Cast(Subquery(counted), FloatField()) / F("threshold")
    return Petition.objects.open_at(now).filter(reached_at__isnull=True).order_by(part.desc(nulls_last=True), "id")


def _numbers(now: datetime) -> dict[str, Any]:
    return {
        "open_now": Petition.objects.open_at(now).count(),
        "signatures": Log.objects.of_petitions().aggregate(all=Sum("count"))["all"] or 0,
        "owed_now": Petition.objects.awaiting_response().count(),
        "answered_so_far": Petition.objects.responded().count(),
    }
