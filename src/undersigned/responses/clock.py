"""What is owed by when: answers due and overdue, and how long the given ones took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min
from django.db.models.functions import Coalesce

from undersigned.petitions.models import Petition, Petitions


def owed(authority: str | None = None) -> Petitions:
    """Petitions over the threshold without an answer, the earliest due first; overdue ones stay until answered."""
    waiting = Petition.objects.awaiting_response().select_related("authority")
    return waiting.filter(authority_id=authority) if authority else waiting


def due(now: datetime, authority: str | None = None) -> Petitions:
    """Those whose date has not come."""
    return owed(authority).filter(due_at__gt=now)


def overdue(now: datetime, authority: str | None = None) -> Petitions:
    """Those whose date has passed, the longest overdue first."""
    return owed(authority).filter(due_at__lte=now)


@dataclass(frozen=True)
class Standing:
    """How an authority stands with its answers; days are from the threshold to the answer, both published."""

    owed: int
    overdue: int
    answered: int
    in_time: int
    median_days: float | None
    slowest_tenth_days: float | None


def standing(now: datetime, authority: str | None = None) -> Standing:
    """The figures of an authority, or of all: answered counts petitions over the threshold with an answer."""
    answered = Petition.objects.filter(reached_at__isnull=False, responded_at__isnull=False)
    if authority:
        answered = answered.filter(authority_id=authority)
    times = answered.annotate(promised=Coalesce(Min("extensions__due_before"), "due_at")).values_list(
        "reached_at", "responded_at", "promised"
    )
    days = sorted((given - reached) / timedelta(days=1) for reached, given, _by in times if reached and given)
    return Standing(
        owed=owed(authority).count(),
        overdue=overdue(now, authority).count(),
        answered=len(days),
        in_time=sum(1 for _reached, given, by in times if given and by and given <= by),
        median_days=quantile(days, 0.5),
        slowest_tenth_days=quantile(days, 0.9),
    )


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which this share of the ordered values lies, between neighbours by proportion."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
