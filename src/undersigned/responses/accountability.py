"""How every petition over the threshold ended, and how each authority stands with its answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Sum
from django.db.models.functions import Coalesce

from undersigned.mail.models import Campaign
from undersigned.petitions.models import Petition
from undersigned.responses import clock, survey
from undersigned.responses.models import Coverage, Referral, Response, State, Way

#: What the predecessor published of its own survey (share of yes, in percent), as a line of reference.
#: Open Government Partnership self-assessment of March 2013, as copied at
#: https://stratml.hyperbase.com/OGP-USNAP20130329/goal1-obj1-perf1-9753049b-5765-47dc-af86-5e39cc0ff45f.html
PREDECESSOR = {"again": 86, "helpful": 66, "learned": 50}
PREDECESSOR_SOURCE = (
    "https://stratml.hyperbase.com/OGP-USNAP20130329/goal1-obj1-perf1-9753049b-5765-47dc-af86-5e39cc0ff45f.html"
)


@dataclass(frozen=True)
class Ending:
    """One petition over its threshold: when that was, what was promised, and what came of it."""

    petition: str
    title: str
    authority: str
    reached: datetime
    promised: datetime
    due: datetime
    answered: datetime | None
    response: str
    outcome: str
    referred: bool
    days: float | None
    overdue_days: int

    @property
    def in_time(self) -> bool | None:
        """The answer came by the date first promised; None while that is open."""
        if self.answered is None:
            return False if self.overdue_days else None
        return self.answered <= self.promised


@dataclass(frozen=True)
class Month:
    """The answers given in one month, and the middle of the days they took."""

    month: date
    answers: int
    median_days: float | None


@dataclass(frozen=True)
class Record:
    """How one authority stands."""

    authority: str
    name: str
    standing: clock.Standing
    responses: int
    letters: int
    referrals: dict[str, int]
    survey: list[survey.Result]


def endings(now: datetime, authority: str | None = None) -> list[Ending]:
    """Every public petition over its threshold, the latest reached first; days are from threshold to answer."""
    over = Petition.objects.public().filter(reached_at__isnull=False, due_at__isnull=False)
    if authority:
        over = over.filter(authority_id=authority)
    rows = list(
        over.annotate(promised=Coalesce(Min("extensions__due_before"), "due_at"))
        .order_by("-reached_at", "id")
        .only("id", "title", "authority_id", "reached_at", "due_at", "responded_at", "referred_at")
    )
    first = _first_answers([row.pk for row in rows])
    return [_ending(row, first.get(row.pk), now) for row in rows]


def _first_answers(petitions: list[str]) -> dict[str, Response]:
    covered = (
        Coverage.objects.filter(petition_id__in=petitions, response__state=State.PUBLISHED)
        .select_related("response")
        .order_by("-response__published_at")
    )
    return {row.petition_id: row.response for row in covered}


def _ending(row: Petition, response: Response | None, now: datetime) -> Ending:
    assert row.reached_at and row.due_at
    given = row.responded_at
    return Ending(
        petition=row.pk,
        title=row.title,
        authority=row.authority_id,
        reached=row.reached_at,
        promised=row.promised,  # type: ignore[attr-defined]  # annotated by `endings`
        due=row.due_at,
        answered=given,
        response=response.pk if response else "",
        outcome=response.outcome if response else "",
        referred=row.referred_at is not None,
        days=(given - row.reached_at) / timedelta(days=1) if given else None,
        overdue_days=row.days_overdue(now),
    )


def months(found: Iterable[Ending]) -> list[Month]:
    """The answered ones by the month of their answer, the earliest first; months without one are left out."""
    by_month: dict[date, list[float]] = {}
    for ending in found:
        if ending.answered is not None and ending.days is not None:
            by_month.setdefault(ending.answered.date().replace(day=1), []).append(ending.days)
    return [Month(month, len(days), clock.quantile(sorted(days), 0.5)) for month, days in sorted(by_month.items())]


def records(now: datetime) -> list[Record]:
    """Every authority that takes petitions or ever owed or gave an answer, by name."""
    authorities = Petition._meta.get_field("authority").related_model._default_manager
    rows = authorities.order_by("name").values_list("pk", "name", "takes_petitions")
    found = [record(slug, name, now) for slug, name, _takes in rows]
    shown = {slug for slug, _name, takes in rows if takes}
    return [one for one in found if one.authority in shown or one.responses or one.standing.owed]


def record(authority: str, name: str, now: datetime) -> Record:
    """How one authority stands at this moment."""
    published = Response.objects.published().filter(authority_id=authority)
    sent = Campaign.objects.filter(kind="response", subject_id__in=published.values("pk")).aggregate(n=Sum("sent"))
    ways = Referral.objects.made_by(authority).order_by().values("way").annotate(n=Count("id"))
    return Record(
        authority=authority,
        name=name,
        standing=clock.standing(now, authority),
        responses=published.count(),
        letters=int(sent["n"] or 0),
        referrals={str(Way(row["way"]).label): row["n"] for row in ways},
        survey=survey.results(authority),
    )
