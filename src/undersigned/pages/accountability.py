"""How answers stand, in public: owed, overdue, in time, by authority and month; as pages and as data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.authorities.models import Authority
from undersigned.clemency import drawing
from undersigned.clemency.charts import Chart
from undersigned.clemency.specs import Look
from undersigned.kit import access, clock
from undersigned.pages.accountability_charts import charts, facts
from undersigned.pages.clemency_charts import figured
from undersigned.responses import accountability as record
from undersigned.responses import by_month, survey
from undersigned.responses.accountability import Ending, Record

#: The figures of many petitions: made anew at most every ten seconds, and by one request while others get the last.
SHARED = "public, max-age=60, s-maxage=10, stale-while-revalidate=60, stale-if-error=600"
LISTED, ELSEWHERE_LISTED, REFERRALS_LISTED = 200, 50, 100
COLUMNS = (
    "petition",
    "title",
    "authority",
    "reached",
    "promised",
    "due",
    "answered",
    "response",
    "outcome",
    "referred",
    "days",
    "overdue_days",
    "in_time",
    "removed",
    "removed_because",
)


@access.public
@require_safe
def accountability(request: HttpRequest, authority: str = "") -> HttpResponse:
    """The figures of one authority or of all, what is overdue by name, and how each petition ended."""
    now, only = clock.now(), _known(authority)
    endings, elsewhere, referred = record.endings(now, only), record.elsewhere(only), record.referred(only)
    asked = f"authority={authority}" if authority else ""
    context = {
        "now": now,
        "authority": authority,
        "records": record.records(now, only),
        "overdue": sorted((one for one in endings if one.overdue_days), key=lambda one: -one.overdue_days),
        "endings": endings[:LISTED],
        "charts": [
            figured(chart, f"/accountability/charts/{slug}", asked)
            for slug, chart in charts(facts(endings, only)).items()
        ],
        "elsewhere": elsewhere[:ELSEWHERE_LISTED],
        "elsewhere_in_all": len(elsewhere),
        "referrals": referred[:REFERRALS_LISTED],
        "survey": survey.results(only),
        "predecessor": record.PREDECESSOR,
        "predecessor_source": record.PREDECESSOR_SOURCE,
        "asked": f"?{asked}" if asked else "",
    }
    return _kept(render(request, "accountability.html", context))


@access.public
@require_safe
def chart(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One chart as SVG, or its table as CSV or JSON; 404 for a chart that has nothing to show."""
    now, only = clock.now(), _known(request.GET.get("authority", ""))
    found = charts(facts(record.endings(now, only), only)).get(slug)
    if found is None:
        raise Http404(_("There is no such chart, or it has nothing to show yet."))
    if kind == "csv":
        return _csv([column.name for column in found.columns], found.rows, f"{slug}.csv")
    return _kept(_json(found, now) if kind == "json" else _picture(found, request))


def _picture(found: Chart, request: HttpRequest) -> HttpResponse:
    dark, narrow = request.GET.get("theme") == "dark", request.GET.get("width") == "narrow"
    look = Look("dark" if dark else "light", "narrow" if narrow else "wide")
    drawn = drawing.svg(found.spec(look), found.title, found.description)
    return HttpResponse(drawn.body, content_type="image/svg+xml")


def _json(found: Chart, now: datetime) -> JsonResponse:
    return JsonResponse(
        {
            "chart": found.slug,
            "title": found.title,
            "description": found.description,
            "at": now.isoformat(),
            "columns": [{"name": column.name, "title": column.label} for column in found.columns],
            "rows": [dict(row) for row in found.rows],
        }
    )


@access.public
@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """The same as data."""
    now, only = clock.now(), _known(request.GET.get("authority", ""))
    endings = record.endings(now, only)
    data = {
        "at": now.isoformat(),
        "authorities": [_record(one) for one in record.records(now, only)],
        "months": [{**asdict(one), "month": f"{one.month:%Y-%m}"} for one in by_month.answers(endings)],
        "owed_and_answered": [{**asdict(one), "month": f"{one.month:%Y-%m}"} for one in by_month.flow(endings)],
        "survey_by_month": [_said(one) for one in by_month.survey(only)],
        "letters_by_month": [{"month": f"{month:%Y-%m}", "letters": n} for month, n in by_month.letters(only)],
        "referrals": [_referral(one) for one in record.referred(only)],
        "petitions": [_ending(one) for one in endings],
        "recorded_elsewhere": [_flat(asdict(one)) for one in record.elsewhere(only)],
    }
    return _kept(JsonResponse(data))


@access.public
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Every petition over its threshold as a row."""
    only = _known(request.GET.get("authority", ""))
    return _csv(COLUMNS, (_ending(one) for one in record.endings(clock.now(), only)), "answers.csv")


@access.public
@require_safe
def elsewhere_csv(request: HttpRequest) -> HttpResponse:
    """Every petition recorded elsewhere that was over its threshold there as a row."""
    rows = [asdict(one) for one in record.elsewhere(_known(request.GET.get("authority", "")))]
    names = list(record.Elsewhere.__dataclass_fields__)
    return _csv(names, map(_flat, rows), "recorded-elsewhere.csv")


def _known(authority: str) -> str | None:
    """The authority that was asked for, None for all; raises Http404 for one that is not there."""
    if not authority:
        return None
    if "\x00" in authority or not Authority.objects.filter(pk=authority).exists():
        raise Http404(_("There is no such authority."))
    return authority


def _kept(reply: HttpResponse) -> HttpResponse:
    reply["Cache-Control"] = SHARED
    return reply


def _csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]], filename: str) -> HttpResponse:
    file = io.StringIO()
    writer = csv.DictWriter(file, names, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return _kept(HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8", headers=headers))


def _cell(value: Any) -> Any:
    """What a spreadsheet shows as it stands: a text that begins like a formula is kept from being one."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _ending(one: Ending) -> dict[str, Any]:
    values = _flat({name: getattr(one, name) for name in COLUMNS})
    values["days"] = round(one.days, 2) if one.days is not None else None
    values["removed_because"] = one.reason_of_removal
    return values


def _said(one: by_month.Said) -> dict[str, Any]:
    return {
        "month": f"{one.month:%Y-%m}",
        "question": one.question.value,
        "answers": one.answers,
        "yes": round(one.share, 4),
    }


def _referral(one: Any) -> dict[str, Any]:
    reply = getattr(one, "reply", None)
    return {
        "petition": one.petition_id,
        "by": one.by_id,
        "to": one.to,
        "made": one.made_at.isoformat(),
        "stands": one.way,
        "since": one.changed_at.isoformat(),
        "reply": reply.outcome if reply else None,
        "reply_on": reply.said_on.isoformat() if reply else None,
    }


def _record(one: Record) -> dict[str, Any]:
    return {
        "authority": one.authority,
        "name": one.name,
        **vars(one.standing),
        "responses": one.responses,
        "letters_sent": one.letters,
        "referrals": one.referrals,
        "survey": [
            {"question": str(result.question), "answers": result.answers, "yes": round(result.share, 4)}
            for result in one.survey
        ],
    }
