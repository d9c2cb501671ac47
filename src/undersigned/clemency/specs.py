"""Pictures are described here for Vega-Lite: bars in words and numbers, in light and dark, narrow and wide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from undersigned.clemency.record import Mark

Spec = dict[str, Any]
Theme = Literal["light", "dark"]
Width = Literal["narrow", "wide"]
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
# Faces that are on most machines and measure alike, since a picture cannot bring its own.
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
PIXELS: Mapping[Width, int] = {"narrow": 288, "wide": 720}
EDGE = 4
FOOT_LINE = 31
#: How many letters of a size, in pixels, stand in a line of a card.
LARGE, SMALL = 46, 38
LETTERS: Mapping[int, int] = {LARGE: 44, SMALL: 54}
DASH = [4, 3]


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a theme; each pair that carries meaning has a contrast of 3 to 1, text of 4.5 to 1."""

    paper: str
    ink: str
    muted: str
    rule: str
    accent: str
    quiet: str
    gap: str


COLOURS: Mapping[Theme, Colours] = {
    "light": Colours("#ffffff", "#17182b", "#52566b", "#dcdad1", "#222fbf", "#7c8196", "#efeee8"),
    "dark": Colours("#12131b", "#ecedf4", "#b0b5c8", "#353949", "#a9b9ff", "#7c8299", "#232634"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is drawn: its theme and its width."""

    theme: Theme = "light"
    width: Width = "wide"

    @property
    def colours(self) -> Colours:
        """The theme's colours."""
        return COLOURS[self.theme]

    @property
    def pixels(self) -> int:
        """The whole picture's width."""
        return PIXELS[self.width]

    @property
    def narrow(self) -> bool:
        """True where labels stand above their bars, because there is no room beside them."""
        return self.width == "narrow"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length (None: not known), what is written at its end, its mark, and its weight."""

    label: str
    value: float | None
    written: str
    mark: Mark
    strong: bool = True


def _config(look: Look, size: int = 13) -> Spec:
    colours = look.colours
    return {
        "aria": False,  # the title, the description and the table beside it say all of it
        "background": colours.paper,
        "font": FONT,
        "padding": EDGE,
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours.muted,
            "labelFontSize": size,
            "titleColor": colours.muted,
            "titleFontSize": size,
            "titleFontWeight": "normal",
            "gridColor": colours.rule,
            "domainColor": colours.muted,
            "tickColor": colours.muted,
        },
        "title": {
            "color": colours.ink,
            "fontSize": size + 1,
            "subtitleColor": colours.muted,
            "subtitleFontSize": size,
            "anchor": "start",
            "offset": 8,
        },
        "text": {"color": colours.ink, "fontSize": size},
    }


def _framed(look: Look, body: Spec, size: int = 13) -> Spec:
    return {"$schema": SCHEMA, "config": _config(look, size), **body}


def _look_of_a_bar(look: Look) -> Spec:
    colours = look.colours
    quiet = {"test": "!datum.strong", "value": colours.quiet}
    hollow = {"test": "datum.hollow", "value": colours.paper}
    return {
        "fill": {"condition": [hollow, quiet], "value": colours.accent},
        "stroke": {"condition": quiet, "value": colours.accent},
        "strokeDash": {"condition": {"test": "datum.hollow", "value": DASH}, "value": [1, 0]},
    }


def _rows(bars: Sequence[Bar]) -> list[Spec]:
    return [
        {
            "place": place,
            "label": bar.label,
            "value": bar.value,
            "end": bar.value or 0,
            "written": bar.written,
            "hollow": bar.mark in {Mark.UNVERIFIED, Mark.PARTIAL},
            "strong": bar.strong,
        }
        for place, bar in enumerate(bars)
    ]


def bars(look: Look, given: Sequence[Bar], rule: float | None = None, size: int = 13, pixels: int = 0) -> Spec:
    """Bars lying one above the other, with their labels and figures; hollow and dashed where not verified.

    `rule` draws a tick on each bar at one value, for comparing it with that; `size` is that of the letters.
    """
    pixels = pixels or look.pixels
    step = size * 3.1 if look.narrow else size * 1.9
    thick = size * 1.05
    below = thick * 0.62 if look.narrow else 0
    length: Spec = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, _longest(look, given, rule, size, pixels)], "nice": False},
    }
    shape = {"type": "bar", "height": thick, "yOffset": below, "strokeWidth": 1.5}
    written = {"type": "text", "align": "left", "baseline": "middle", "dx": 6, "dy": below}
    at_the_end = {"x": length | {"field": "end"}, "text": {"field": "written"}}
    layers: list[Spec] = [
        {"mark": shape, "encoding": {"x": length, **_look_of_a_bar(look)}},  # draws no bar where there is no value
        *([] if rule is None else _ticked(look, rule, thick, below, written, at_the_end)),
        {"mark": written, "encoding": at_the_end},
        _labels(look, thick),
    ]
    place = {"field": "place", "type": "ordinal", "axis": None, "scale": {"domain": list(range(len(given)))}}
    names = _names(look, given, size)
    body = {
        "width": pixels - names - 2 * EDGE,
        "height": round(step * len(given)),
        # The sizes are known, so that the renderer need not find them by measuring all letters twice.
        "autosize": "none",
        "padding": {"left": names + EDGE, "right": EDGE, "top": EDGE, "bottom": EDGE},
        "data": {"values": _rows(given)},
        "encoding": {"y": place},
        "layer": layers,
    }
    return _framed(look, body, size)


def _names(look: Look, given: Sequence[Bar], size: int) -> int:
    """The room for the labels beside the bars."""
    return 0 if look.narrow else round(max(len(bar.label) for bar in given) * size * 0.52) + 10


def _longest(look: Look, given: Sequence[Bar], rule: float | None, size: int, pixels: int) -> float:
    """Where the scale must end for what is written at each bar's end to fit beside it."""
    plot = pixels - 2 * EDGE - _names(look, given, size)
    needed = [(bar.value or 0) / max(0.2, 1 - (len(bar.written) * size * 0.58 + 10) / plot) for bar in given]
    return max(*needed, rule or 0, 1e-9)


def _labels(look: Look, thick: float) -> Spec:
    text: Spec = {"type": "text", "align": "left" if look.narrow else "right", "baseline": "middle"}
    if look.narrow:
        text |= {"dy": -thick * 0.62, "color": look.colours.muted}
    else:
        text |= {"dx": -8}
    return {
        "mark": text,
        "encoding": {"x": {"datum": 0, "type": "quantitative", "axis": None}, "text": {"field": "label"}},
    }


def _ticked(look: Look, value: float, thick: float, below: float, written: Spec, encoding: Spec) -> list[Spec]:
    """A tick on each bar, and a rim in the colour of the paper that keeps the figures on it readable."""
    tick = {"type": "tick", "orient": "vertical", "thickness": 1.5, "size": thick + 3, "yOffset": below}
    return [
        {
            "mark": tick | {"color": look.colours.ink},
            "encoding": {"x": {"datum": value, "type": "quantitative", "axis": None}},
        },
        {"mark": written | {"stroke": look.colours.paper, "strokeWidth": 5}, "encoding": encoding},
    ]


@dataclass(frozen=True, slots=True)
class Panel:
    """One row of upright bars over the years (year, figure, hollow); years without a figure are shaded.

    `note` says what shaded or hollow means, where a year is so.
    """

    title: str
    values: Sequence[tuple[int, int | None, bool]]
    note: str
    height: int = 130


def card(
    look: Look, lines: Sequence[str], given: Sequence[Bar], foot: Sequence[str], size: tuple[int, int]
) -> Spec:
    """A picture for sharing: the sentence in large letters, a few bars, and lines at the foot."""
    large = LARGE if max(map(len, lines)) <= LETTERS[LARGE] else SMALL
    drawn = bars(look, given, size=28, pixels=size[0] - 120)
    config = dict(drawn["config"])
    config["title"] = config["title"] | {"fontSize": large, "lineHeight": large * 1.25, "offset": 36}
    at_the_foot = {
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "text": list(foot),
            "lineHeight": FOOT_LINE,
            "x": 0,
            "y": {"expr": "height"},
            "dy": 36,
            "fontSize": 24,
            "align": "left",
            "color": look.colours.muted,
        },
        "encoding": {"y": None},
    }
    layers = [*drawn["layer"], at_the_foot]
    return {
        **drawn,
        "config": config,
        "title": {"text": list(lines)},
        "layer": layers,
        "width": size[0],
        "height": size[1],
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 60, "right": 60, "top": 56, "bottom": 44},
    }


def years(look: Look, panels: Sequence[Panel]) -> Spec:
    """Upright bars by fiscal year, one panel under the other on the same years."""
    found = [year for panel in panels for year, _, _ in panel.values]
    domain = [min(found) - 0.5, max(found) + 0.5]
    inner = look.pixels - 62 + 6
    spec = {"vconcat": [_panel(look, panel, domain, inner) for panel in panels], "spacing": 22}
    return _framed(look, spec)


def _panel(look: Look, panel: Panel, domain: list[float], inner: int) -> Spec:
    colours = look.colours
    span = domain[1] - domain[0]
    width = max(1.4, inner / span * 0.72)
    across = {
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": {"format": "d", "grid": False, "title": None, "values": _ticks(look, domain)},
    }
    up = {
        "field": "value",
        "type": "quantitative",
        "axis": {"title": None, "tickCount": 4, "minExtent": 46, "maxExtent": 46, "format": ",d"},
    }
    known = [{"year": year, "value": value, "hollow": part, "strong": True} for year, value, part in panel.values]
    gaps = [{"start": start - 0.5, "end": end + 0.5} for start, end in _gaps(panel.values)]
    shaded = {
        "data": {"values": gaps},
        "mark": {"type": "rect", "color": colours.gap, "stroke": colours.quiet, "strokeWidth": 0.5},
        "encoding": {"x": across | {"field": "start"}, "x2": {"field": "end"}},
    }
    drawn = {
        "data": {"values": [row for row in known if row["value"] is not None]},
        "mark": {"type": "bar", "width": width, "strokeWidth": min(1.0, width / 4)},
        "encoding": {"x": across | {"field": "year"}, "y": up, **_look_of_a_bar(look)},
    }
    return {
        "title": {"text": panel.title, "subtitle": panel.note},
        "width": inner,
        "height": panel.height,
        "layer": [shaded, drawn] if gaps else [drawn],
    }


def _ticks(look: Look, domain: list[float]) -> list[int]:
    span = domain[1] - domain[0]
    step = next(step for step, most in ((2, 9), (4, 20), (10, 60), (20, 400)) if span <= most)
    if look.narrow and span > 9:
        step *= 2
    return [year for year in range(1900, 2200) if year % step == 0 and domain[0] < year < domain[1]]


def _gaps(values: Sequence[tuple[int, int | None, bool]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for year, value, _ in values:
        if value is None and found and found[-1][1] == year - 1:
            found[-1] = (found[-1][0], year)
        elif value is None:
            found.append((year, year))
    return found


def shared(spec: Spec, title: str, under: str) -> Spec:
    """A picture that stands alone: with its title, a line under it, and room around."""
    return {**spec, "title": {"text": title, "subtitle": under}, "autosize": "pad", "padding": 4 * EDGE}


def size(spec: Spec) -> tuple[int, int]:
    """About how large a picture will be, without drawing it: so that a page can keep room for it."""
    if "vconcat" not in spec:
        edges = spec["padding"]
        return spec["width"] + edges["left"] + edges["right"], spec["height"] + edges["top"] + edges["bottom"]
    panels = spec["vconcat"]
    notes = sum(bool(panel["title"]["subtitle"]) for panel in panels)
    beside = 52 * len(panels) + spec["spacing"] * (len(panels) - 1) + 14 * notes
    return panels[0]["width"] + 56, sum(panel["height"] for panel in panels) + beside
