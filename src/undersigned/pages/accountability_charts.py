"""How answers stand is drawn: each chart with its title, its description in words and its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.clemency import specs
from undersigned.clemency.charts import Cell, Chart, Column
from undersigned.clemency.record import Mark
from undersigned.clemency.sentences import number
from undersigned.clemency.specs import Bar, Look, Spec
from undersigned.responses import accountability, by_month
from undersigned.responses.accountability import PREDECESSOR, Ending
from undersigned.responses.by_month import Said
from undersigned.responses.models import Outcome, Question, Way

#: A picture of more months than this could not be read; the table has them all.
MONTHS_DRAWN = 12
Rows = Sequence[Mapping[str, Cell]]


@dataclass(frozen=True)
class Facts:
    """What is drawn, of one authority or of all."""

    endings: Sequence[Ending]
    letters: Sequence[tuple[date, int]]
    ways: Mapping[str, int]
    said: Sequence[Said]


def facts(endings: Sequence[Ending], authority: str | None) -> Facts:
    """Ask the record; `endings` are those of the same authority, or of all."""
    return Facts(endings, by_month.letters(authority), accountability.ways(authority), by_month.survey(authority))


def charts(given: Facts) -> dict[str, Chart]:
    """Every chart that has something to show, by its slug."""
    found = (
        _standing(given),
        _flow(given),
        _days(given),
        _outcomes(given),
        _letters(given),
        _referrals(given),
        *_survey(given),
    )
    return {chart.slug: chart for chart in found if chart is not None}


def _chart(
    slug: str,
    title: str,
    description: str,
    columns: tuple[Column, ...],
    rows: Rows,
    bars: Sequence[Bar],
    rule: float | None = None,
) -> Chart | None:
    """A chart of bars with its table; None when there is nothing to show."""

    def spec(look: Look) -> Spec:
        return specs.bars(look, bars, rule)

    return Chart(slug, title, description, columns, tuple(rows), (), spec) if bars else None


def _bar(label: str, value: float, written: str, *, strong: bool = True) -> Bar:
    return Bar(label, value, written, Mark.VERIFIED, strong)


def _counted(slug: str, title: str, description: str, what: str, counts: Sequence[tuple[str, int]]) -> Chart | None:
    """A chart of numbers of petitions, letters or referrals, one bar for each name."""
    return _chart(
        slug,
        title,
        description,
        (Column("name", what), Column("number", _("Number"), numeric=True)),
        [{"name": name, "number": n} for name, n in counts],
        [_bar(name, n, number(n)) for name, n in counts],
    )


def _standing(given: Facts) -> Chart | None:
    counted = Counter(_where(one) for one in given.endings)
    names = {
        "owed": _("Owed, not due yet"),
        "overdue": _("Overdue"),
        "in-time": _("Answered in time"),
        "late": _("Answered late"),
        "removed": _("Removed without an answer"),
    }
    return _counted(
        "standing",
        _("Petitions over the threshold"),
        _(
            "Every petition that ever reached its threshold, by where its answer stands. In time is told by "
            "the date first promised."
        ),
        _("Where the answer stands"),
        [(name, counted[code]) for code, name in names.items()] if given.endings else [],
    )


def _where(one: Ending) -> str:
    if one.answered is not None:
        return "in-time" if one.in_time else "late"
    if one.removed is not None:
        return "removed"
    return "overdue" if one.overdue_days else "owed"


def _month(month: date) -> str:
    return date_format(month, "F Y")


def _days(given: Facts) -> Chart | None:
    months = by_month.answers(given.endings)
    return _chart(
        "days",
        _("Days to an answer, by month"),
        _(
            "From the threshold to the answer, by the month of the answer: half of the answers took at most so "
            "many days, and nine in ten at most so many as the lighter bar says."
        ),
        (
            Column("month", _("Month")),
            Column("answers", _("Answers"), numeric=True),
            Column("median_days", _("Days, middle case"), numeric=True),
            Column("slowest_tenth_days", _("Days, slowest tenth from"), numeric=True),
        ),
        [
            {
                "month": f"{one.month:%Y-%m}",
                "answers": one.answers,
                "median_days": _rounded(one.median_days),
                "slowest_tenth_days": _rounded(one.slowest_tenth_days),
            }
            for one in months
        ],
        [bar for one in months[-MONTHS_DRAWN:] for bar in _two_bars(one)],
    )


def _flow(given: Facts) -> Chart | None:
    months = by_month.flow(given.endings)
    return _chart(
        "flow",
        _("Owed and answered, by month"),
        _("How many petitions reached their threshold in each month and, as the lighter bar, were answered."),
        (
            Column("month", _("Month")),
            Column("reached", _("Reached their threshold"), numeric=True),
            Column("answered", _("Answered"), numeric=True),
            Column("in_time", _("Of them in time"), numeric=True),
        ),
        [
            {
                "month": f"{one.month:%Y-%m}",
                "reached": one.reached,
                "answered": one.answered,
                "in_time": one.in_time,
            }
            for one in months
        ],
        [bar for one in months[-MONTHS_DRAWN:] for bar in _owed_and_answered(one)],
    )


def _owed_and_answered(one: by_month.Flow) -> Iterator[Bar]:
    yield _bar(_month(one.month), one.reached, number(one.reached))
    told = {"n": number(one.answered), "in_time": number(one.in_time)}
    yield _bar(_("answered"), one.answered, _("%(n)s, %(in_time)s in time") % told, strong=False)


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 1)


def _two_bars(one: by_month.Month) -> Iterator[Bar]:
    median, slow = one.median_days or 0, one.slowest_tenth_days or 0
    told = {"days": f"{median:,.1f}", "n": number(one.answers)}
    written = ngettext("%(days)s days, %(n)s answer", "%(days)s days, %(n)s answers", one.answers) % told
    yield _bar(_month(one.month), median, written)
    if one.answers > 1:
        yield _bar(_("nine in ten"), slow, _("%(days)s days") % {"days": f"{slow:,.1f}"}, strong=False)


def _outcomes(given: Facts) -> Chart | None:
    counted = Counter(one.outcome for one in given.endings if one.outcome)
    return _counted(
        "outcomes",
        _("What was answered"),
        _("Petitions over the threshold that were answered, by the outcome of their first answer."),
        _("Outcome"),
        [(str(outcome.label), counted[outcome]) for outcome in Outcome if counted[outcome]],
    )


def _letters(given: Facts) -> Chart | None:
    return _chart(
        "letters",
        _("Letters sent with answers"),
        _("How many signers each month’s answers were sent to: one letter for each person and answer."),
        (Column("month", _("Month")), Column("number", _("Letters"), numeric=True)),
        [{"month": f"{month:%Y-%m}", "number": n} for month, n in given.letters],
        [_bar(_month(month), n, number(n)) for month, n in given.letters[-MONTHS_DRAWN:]],
    )


def _referrals(given: Facts) -> Chart | None:
    return _counted(
        "referrals",
        _("Referrals, and what became of them"),
        _("Petitions that were handed on to another authority or an office outside, by how far they have come."),
        _("Where it stands"),
        [(str(Way(way).label).capitalize(), n) for way, n in given.ways.items()],
    )


def _survey(given: Facts) -> Iterator[Chart | None]:
    for question in Question:
        said = [one for one in given.said if one.question == question]
        reference = PREDECESSOR[question.value]
        described = _(
            "The share of signers who said yes, by month; months with fewer than ten answers are left out. The "
            "upright line marks what the predecessor published of its survey in March 2013: %(percent)s percent."
        )
        yield _chart(
            f"survey-{question.value}",
            str(question.label),
            described % {"percent": reference},
            (
                Column("month", _("Month")),
                Column("answers", _("Answers"), numeric=True),
                Column("percent", _("Said yes, percent"), numeric=True),
            ),
            [
                {"month": f"{one.month:%Y-%m}", "answers": one.answers, "percent": round(one.share * 100, 1)}
                for one in said
            ],
            [_share(one) for one in said[-MONTHS_DRAWN:]],
            float(reference),
        )


def _share(one: Said) -> Bar:
    told = {"percent": f"{one.share * 100:.0f}", "n": number(one.answers)}
    return _bar(_month(one.month), one.share * 100, _("%(percent)s %% of %(n)s") % told)
