"""Who holds clemency power in each state: a map of squares, drawn on the server, with its table beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.authorities.by_place import ALONE, BOARD, DEPENDS, KINDS, PRESIDENT, SHARED, rows
from undersigned.clemency import drawing
from undersigned.clemency.specs import FONT, SCHEMA, Look
from undersigned.kit import access
from undersigned.pages.clemency_reply import SVG, Made, kept, reply

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STEPS = {"wide": 62, "narrow": 26}
COLUMNS, ROWS = 11, 9
# How large code and letter are in a square, and how far down; on a phone they need the whole of it.
LETTERS = {"wide": ((0.28, 0.38), (0.24, 0.74)), "narrow": ((0.42, 0.33), (0.36, 0.75))}
# Pairs of ground and ink: each ink has a contrast of 4.5 to 1 and more on its ground.
GROUNDS = {
    "light": {ALONE: "#d9dcff", SHARED: "#222fbf", BOARD: "#17182b", DEPENDS: "#f3d9a6", PRESIDENT: "#52566b"},
    "dark": {ALONE: "#2a3166", SHARED: "#a9b9ff", BOARD: "#ecedf4", DEPENDS: "#6b4d12", PRESIDENT: "#b0b5c8"},
}
INKS = {
    "light": {ALONE: "#17182b", SHARED: "#ffffff", BOARD: "#ffffff", DEPENDS: "#17182b", PRESIDENT: "#ffffff"},
    "dark": {ALONE: "#ecedf4", SHARED: "#12131b", BOARD: "#12131b", DEPENDS: "#ecedf4", PRESIDENT: "#12131b"},
}


@access.public
@require_safe
def clemency_power(request: HttpRequest) -> HttpResponse:
    """The map and the table."""
    counted = {kind: sum(row.kind == kind for row in rows()) for kind in KINDS}
    legend = [(*KINDS[kind], count) for kind, count in counted.items()]
    context = {"rows": rows(), "legend": legend, "size": _size("wide"), "small": _size("narrow")}
    return render(request, "who_can_grant/clemency.html", context)


@access.public
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The map as SVG, in light or dark, wide or narrow."""
    dark, narrow = request.GET.get("theme") == "dark", request.GET.get("width") == "narrow"
    return reply(
        request, drawn(Look("dark" if dark else "light", "narrow" if narrow else "wide")), "clemency-power.svg"
    )


@kept(4)
def drawn(look: Look) -> Made:
    """The map in one look."""
    told = _(
        "Each square is a state, district or territory; its letter says who can pardon there. The table says more."
    )
    return Made(drawing.svg(spec(look), _("Who can pardon, state by state"), told).body, SVG)


def _size(width: str) -> tuple[int, int]:
    return COLUMNS * STEPS[width] + 8, ROWS * STEPS[width] + 8


def spec(look: Look) -> dict[str, Any]:
    """The map for Vega-Lite: one square a place, with its code and the letter of its kind."""
    step = STEPS[look.width]
    grounds, inks = GROUNDS[look.theme], INKS[look.theme]
    values = [
        {
            "x": row.place.tile[0] * step,
            "y": row.place.tile[1] * step,
            "code": row.place.short,
            "letter": row.letter,
            "ground": grounds[row.kind],
            "ink": inks[row.kind],
        }
        for row in rows()
    ]
    axes = {"x": _position("x", COLUMNS * step), "y": _position("y", ROWS * step) | {"sort": "descending"}}
    return {
        "$schema": SCHEMA,
        "background": look.colours.paper,
        "padding": 4,
        "width": COLUMNS * step,
        "height": ROWS * step,
        "config": {"view": {"stroke": None}, "font": FONT, "aria": False},
        "data": {"values": values},
        "encoding": axes,
        "layer": [
            {
                "mark": {
                    "type": "rect",
                    "width": step - 2,
                    "height": step - 2,
                    "xOffset": step / 2,
                    "yOffset": step / 2,
                },
                "encoding": {"color": _colour("ground")},
            },
            _words("code", step, *LETTERS[look.width][0]),
            _words("letter", step, *LETTERS[look.width][1]),
        ],
    }


def _position(axis: str, most: int) -> dict[str, Any]:
    return {
        "field": axis,
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, most], "nice": False, "zero": False},
    }


def _colour(field: str) -> dict[str, Any]:
    return {"field": field, "type": "nominal", "scale": None}


def _words(field: str, step: int, size: float, down: float) -> dict[str, Any]:
    mark = {"type": "text", "fontSize": round(step * size), "dx": step / 2, "dy": step * down, "fontWeight": "bold"}
    return {"mark": mark, "encoding": {"text": {"field": field}, "color": _colour("ink")}}
