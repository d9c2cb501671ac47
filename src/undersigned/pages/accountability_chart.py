"""The days that answers took, month by month, as a picture drawn on the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from undersigned.clemency.drawing import Picture, svg
from undersigned.clemency.specs import FONT, SCHEMA, Look, Theme
from undersigned.responses.accountability import Month

HEIGHT = 220
#: A picture of more months than this could not be read; the table has them all.
MONTHS_AT_MOST = 36


def by_month(months: Sequence[Month], theme: Theme = "light") -> Picture | None:
    """Bars of the middle number of days, with the number of answers above each; None when there is no month."""
    shown = [month for month in months if month.median_days is not None][-MONTHS_AT_MOST:]
    if not shown:
        return None
    told = "; ".join(f"{month.month:%Y-%m}: {month.median_days:.1f}" for month in shown)
    return svg(_spec(shown, Look(theme)), _("Days to an answer, in the middle case, by month"), told)


def _spec(months: Sequence[Month], look: Look) -> dict[str, Any]:
    colours = look.colours
    axis = {"labelColor": colours.muted, "titleColor": colours.muted, "domainColor": colours.rule, "grid": False}
    values = [
        {"month": f"{month.month:%Y-%m}", "days": round(month.median_days or 0, 1), "answers": month.answers}
        for month in months
    ]
    base = {
        "x": {"field": "month", "type": "ordinal", "axis": {**axis, "title": None, "labelAngle": 0}},
        "y": {"field": "days", "type": "quantitative", "axis": {**axis, "title": _("days")}},
    }
    return {
        "$schema": SCHEMA,
        "width": look.pixels - 80,
        "height": HEIGHT,
        "background": colours.paper,
        "config": {"font": FONT, "view": {"stroke": None}},
        "data": {"values": values},
        "layer": [
            {"mark": {"type": "bar", "color": colours.accent, "width": {"band": 0.6}}, "encoding": base},
            {
                "mark": {"type": "text", "dy": -8, "color": colours.ink},
                "encoding": {**base, "text": {"field": "days", "type": "quantitative"}},
            },
        ],
    }
