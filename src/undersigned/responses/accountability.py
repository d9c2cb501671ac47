"""How every petition over the threshold ended, and how each authority stands with its answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, Sum
from django.db.models.functions import Coalesce

from undersigned.authorities.models import Authority
from undersigned.mail.models import Campaign
from undersigned.petitions.models import PUBLIC_STATES, Change, Petition
from undersigned.petitions.models import State as Life
from undersigned.petitions.reasons import reasons
from undersigned.responses import clock, survey
from undersigned.responses.models import Coverage, Outcome, Referral, Response, State, Way

#: What the predecessor published of its own survey (share of yes, in percent), as a line of reference.
#: Open Government Partnership self-assessment of March 2013, as copied at PREDECESSOR_SOURCE.
PREDECESSOR = {"again": 86, "helpful": 66, "learned": 50}
PREDECESSOR_SOURCE = (
    "https://stratml.hyperbase.com/OGP-USNAP20130329/goal1-obj1-perf1-9753049b-5765-47dc-af86-5e39cc0ff45f.html"
)


@dataclass(frozen=True)
class Ending:
    """One petition over its threshold: when that was, what was promised, and what came of it.

    A removed one keeps its line, without its words; days overdue were counted until its removal.
    """

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
    removed: datetime | None = None
    removed_because: str = ""

    @property
    def in_time(self) -> bool | None:
        """The answer came by the date first promised; None while that is open."""
        if self.answered is None:
            return False if self.overdue_days else None
        return self.answered <= self.promised

    @property
    def outcome_name(self) -> str:
        """What was answered, in words; empty where nothing was."""
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def reason_of_removal(self) -> str:
        """Why it was removed, in the words for everyone."""
        return reasons()[self.removed_because].public if self.removed_because else ""


@dataclass(frozen=True)
class Elsewhere:
    """A petition recorded elsewhere that was over its threshold there: what became of it there, and here."""

    petition: str
    title: str
    authority: str
    source: str
    created: datetime | None
    signatures: int
    threshold: int
    status: str
    answered_at: str
    response: str
    outcome: str

    @property
    def outcome_name(self) -> str:
        """What was answered here, in words; empty where nothing was."""
        return str(Outcome(self.outcome).label) if self.outcome else ""


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
    """Every petition that was ever over its threshold, the latest reached first; none can be taken out.

    Days are from the threshold to the answer.
    """
    over = Petition.objects.filter(
        state__in=(*PUBLIC_STATES, Life.REMOVED), reached_at__isnull=False, due_at__isnull=False
    )
    if authority:
        over = over.filter(authority_id=authority)
    rows = list(
        over.annotate(promised=Coalesce(Min("extensions__due_before"), "due_at"))
        .order_by("-reached_at", "id")
        .defer("body", "search", "finding", "facts")
    )
    first = _first_answers([row.pk for row in rows])
    removed = [row.pk for row in rows if row.state == Life.REMOVED]
    why = dict(Change.objects.filter(petition__in=removed, to_state=Life.REMOVED).values_list("petition", "reason"))
    return [_ending(row, first.get(row.pk), why.get(row.pk, ""), now) for row in rows]


def _first_answers(petitions: list[str]) -> dict[str, Response]:
    covered = (
        Coverage.objects.filter(petition_id__in=petitions, response__state=State.PUBLISHED)
        .select_related("response")
        .defer("response__body")
        .order_by("-response__published_at")
    )
    return {row.petition_id: row.response for row in covered}


def _ending(row: Petition, response: Response | None, why: str, now: datetime) -> Ending:
    assert row.reached_at and row.due_at
    given, gone = row.responded_at, row.stated_at if row.state == Life.REMOVED else None
    return Ending(
        petition=row.pk,
        title="" if gone else row.title,
        authority=row.authority_id,
        reached=row.reached_at,
        promised=row.promised,  # type: ignore[attr-defined]  # annotated by `endings`
        due=row.due_at,
        answered=given,
        response=response.pk if response else "",
        outcome=response.outcome if response else "",
        referred=row.referred_at is not None,
        days=(given - row.reached_at) / timedelta(days=1) if given else None,
        overdue_days=row.days_overdue(gone or now),
        removed=gone,
        removed_because=why,
    )


def elsewhere(authority: str | None = None) -> list[Elsewhere]:
    """Petitions recorded elsewhere that were over their threshold there, the latest first; never on our clock."""
    over = Petition.objects.public().exclude(recorded_source="")
    over = over.filter(recorded_threshold__isnull=False, recorded_count__gte=F("recorded_threshold"))
    if authority:
        over = over.filter(authority_id=authority)
    rows = list(
        over.defer("body", "search", "finding", "facts").order_by(F("created_at").desc(nulls_last=True), "id")
    )
    first = _first_answers([row.pk for row in rows if row.responded_at])
    return [_elsewhere(row, first.get(row.pk)) for row in rows]


def _elsewhere(row: Petition, response: Response | None) -> Elsewhere:
    return Elsewhere(
        petition=row.pk,
        title=row.title,
        authority=row.authority_id,
        source=row.recorded_source,
        created=row.created_at,
        signatures=row.recorded_count or 0,
        threshold=row.recorded_threshold or 0,
        status=row.recorded_status,
        answered_at=row.recorded_response_url,
        response=response.pk if response else "",
        outcome=response.outcome if response else "",
    )


def records(now: datetime, authority: str | None = None) -> list[Record]:
    """Every authority that takes petitions or ever owed or gave an answer, by name; or the one."""
    reached = Petition.objects.filter(reached_at__isnull=False).values("authority_id")
    answered = Response.objects.published().order_by().values("authority_id")
    shown = Authority.objects.filter(Q(takes_petitions=True) | Q(pk__in=reached) | Q(pk__in=answered))
    if authority:
        shown = shown.filter(pk=authority)
    return [record(slug, name, now) for slug, name in shown.order_by("name").values_list("pk", "name")]


def record(authority: str, name: str, now: datetime) -> Record:
    """How one authority stands at this moment."""
    published = Response.objects.published().filter(authority_id=authority)
    sent = Campaign.objects.filter(kind="response", subject_id__in=published.values("pk")).aggregate(n=Sum("sent"))
    return Record(
        authority=authority,
        name=name,
        standing=clock.standing(now, authority),
        responses=published.count(),
        letters=int(sent["n"] or 0),
        referrals={str(Way(way).label): n for way, n in ways(authority).items()},
        survey=survey.results(authority),
    )


def ways(authority: str | None = None) -> dict[str, int]:
    """How far the referrals that were made have come: how many at each step."""
    made = Referral.objects.made_by(authority) if authority else Referral.objects.all()
    counted = dict(made.order_by().values_list("way").annotate(n=Count("id")))
    return {way.value: counted[way] for way in Way if way in counted}


def referred(authority: str | None = None) -> list[Referral]:
    """The referrals that were made of petitions anyone may read, the latest first, with their replies."""
    made = Referral.objects.made_by(authority) if authority else Referral.objects.order_by("-made_at")
    shown = made.filter(petition__state__in=PUBLIC_STATES)
    return list(shown.select_related("petition", "by", "to_authority", "reply").defer("petition__search"))
