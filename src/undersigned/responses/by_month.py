"""How answers, their letters and what signers say of them went, month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from undersigned.mail.models import Campaign
from undersigned.responses import clock
from undersigned.responses.accountability import Ending
from undersigned.responses.models import Question, Response, Tally
from undersigned.responses.survey import SHOWN_FROM


@dataclass(frozen=True)
class Month:
    """The answers given in one month: how many, and the days they took in the middle case and the slowest tenth."""

    month: date
    answers: int
    median_days: float | None
    slowest_tenth_days: float | None


@dataclass(frozen=True)
class Flow:
    """What came to be owed in one month, and what was answered in it: how many, and how many of them in time."""

    month: date
    reached: int
    answered: int
    in_time: int


@dataclass(frozen=True)
class Said:
    """What was said to one question in one month: how many answered it, and which share of them said yes."""

    month: date
    question: Question
    answers: int
    share: float


def answers(found: Iterable[Ending]) -> list[Month]:
    """The answered ones by the month of their answer, the earliest first; months without one are left out."""
    by_month: dict[date, list[float]] = {}
    for ending in found:
        if ending.answered is not None and ending.days is not None:
            by_month.setdefault(_first(ending.answered), []).append(ending.days)
    return [_month(month, sorted(days)) for month, days in sorted(by_month.items())]


def _month(month: date, days: Sequence[float]) -> Month:
    return Month(month, len(days), clock.quantile(days, 0.5), clock.quantile(days, 0.9))


def flow(found: Sequence[Ending]) -> list[Flow]:
    """How many reached their threshold and were answered by month, the earliest first; idle months are left out."""
    reached = Counter(_first(one.reached) for one in found)
    answered = Counter(_first(one.answered) for one in found if one.answered)
    in_time = Counter(_first(one.answered) for one in found if one.answered and one.in_time)
    return [Flow(month, reached[month], answered[month], in_time[month]) for month in sorted({*reached, *answered})]


def _first(moment: datetime) -> date:
    return moment.date().replace(day=1)


def letters(authority: str | None = None) -> list[tuple[date, int]]:
    """Letters of published answers that were sent, by the month in which their answer was published."""
    published = Response.objects.published()
    if authority:
        published = published.filter(authority_id=authority)
    sent = (
        Campaign.objects.filter(kind="response", subject_id__in=published.values("pk"))
        .annotate(month=TruncMonth("created_at"))
        .values_list("month")
        .annotate(n=Sum("sent"))
        .order_by("month")
    )
    return [(month.date(), int(n)) for month, n in sent]


def survey(authority: str | None = None) -> list[Said]:
    """What was said by month and question, the earliest first; where under ten answered, nothing is shown."""
    rows = Tally.objects.all()
    if authority:
        rows = rows.filter(response__authority_id=authority)
    counted = rows.values_list("month", "question").annotate(said_yes=Sum("yes"), said_no=Sum("no"))
    return [
        Said(month, Question(question), yes + no, yes / (yes + no))
        for month, question, yes, no in counted.order_by("month", "question")
        if yes + no >= SHOWN_FROM
    ]
