"""How answers stand, in public: owed, overdue, in time, by authority and month; as pages and as data."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.clemency.specs import Theme
from undersigned.kit import access, clock
from undersigned.pages.accountability_chart import by_month
from undersigned.responses import accountability as record
from undersigned.responses import survey
from undersigned.responses.accountability import Ending, Month, Record

FRESH_FOR = 300
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
)


@access.public
@require_safe
def accountability(request: HttpRequest) -> HttpResponse:
    """The figures of every authority, what is overdue by name, and how each petition over its threshold ended."""
    now = clock.now()
    endings = record.endings(now)
    months = record.months(endings)
    context = {
        "now": now,
        "records": record.records(now),
        "overdue": sorted((one for one in endings if one.overdue_days), key=lambda one: -one.overdue_days),
        "endings": endings[:200],
        "months": months,
        "chart": bool(months),
        "survey": survey.results(),
        "predecessor": record.PREDECESSOR,
        "predecessor_source": record.PREDECESSOR_SOURCE,
    }
    reply = render(request, "accountability.html", context)
    reply["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    return reply


@access.public
@require_safe
def chart(request: HttpRequest, theme: Theme) -> HttpResponse:
    """The days by month as SVG."""
    picture = by_month(record.months(record.endings(clock.now())), theme)
    if picture is None:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={FRESH_FOR}"}
    return HttpResponse(picture.body, content_type="image/svg+xml", headers=headers)


@access.public
@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """The same as data."""
    now = clock.now()
    endings = record.endings(now)
    reply = JsonResponse(
        {
            "at": now.isoformat(),
            "authorities": [_record(one) for one in record.records(now)],
            "months": [_month(one) for one in record.months(endings)],
            "petitions": [_ending(one) for one in endings],
        }
    )
    reply["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    return reply


@access.public
@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Every petition over its threshold as a row."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for ending in record.endings(clock.now()):
        writer.writerow({name: _cell(value) for name, value in _ending(ending).items()})
    return HttpResponse(
        file.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="answers.csv"',
            "Cache-Control": f"public, max-age={FRESH_FOR}",
        },
    )


def _cell(value: Any) -> Any:
    """What a spreadsheet shows as it stands: a text that begins like a formula is kept from being one."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value


def _ending(one: Ending) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in COLUMNS}
    for name in ("reached", "promised", "due", "answered"):
        values[name] = values[name].isoformat() if values[name] else None
    values["days"] = round(one.days, 2) if one.days is not None else None
    return values


def _month(one: Month) -> dict[str, Any]:
    return {"month": f"{one.month:%Y-%m}", "answers": one.answers, "median_days": one.median_days}


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
