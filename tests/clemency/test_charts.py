"""Each chart says in words and in a table what it draws; what is unsure is hollow, what is missing is not drawn."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from undersigned.clemency import charts, drawing, reading, specs
from undersigned.clemency.charts import Chart
from undersigned.clemency.specs import COLOURS, Colours, Look

SVG = "{http://www.w3.org/2000/svg}"
SLUGS = [
    "commutations-by-president",
    "pardons-by-president",
    "grants-by-year",
    "kinds-by-year",
    "received-and-granted",
    "share-granted",
]
LOOKS = [Look(theme, width) for theme in ("light", "dark") for width in ("narrow", "wide")]


def drawn(chart: Chart, look: Look) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.svg(chart.spec(look), chart.title, chart.description).body)


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def bars(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]


@pytest.fixture(params=SLUGS)
def chart(request: pytest.FixtureRequest) -> Chart:
    return charts.charts()[request.param]


def test_the_charts_are_those_of_the_record_page() -> None:
    assert list(charts.charts()) == SLUGS


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.theme}-{look.width}")
def test_a_picture_has_title_description_and_its_theme(chart: Chart, look: Look) -> None:
    root = drawn(chart, look)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")
    assert [child.text for child in root[:2]] == [chart.title, chart.description]
    assert f'fill="{look.colours.paper}"' in ElementTree.tostring(root).decode()
    assert abs(float(root.get("width") or 0) - look.pixels) <= 4


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.theme}-{look.width}")
def test_the_room_that_a_page_keeps_is_about_what_the_picture_needs(chart: Chart, look: Look) -> None:
    width, height = specs.size(chart.spec(look))
    root = drawn(chart, look)
    assert abs(float(root.get("width") or 0) - width) <= 8
    assert abs(float(root.get("height") or 0) - height) <= 8


def test_a_picture_needs_no_style_and_no_script(chart: Chart) -> None:
    text = ElementTree.tostring(drawn(chart, Look())).decode()
    assert not re.search(r"<(ns0:)?(style|script)|\sstyle=|\son\w+=|href=", text)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.theme}-{look.width}")
def test_commutations_are_drawn_one_bar_and_one_label_each(look: Look) -> None:
    chart = charts.charts()["commutations-by-president"]
    root = drawn(chart, look)
    shown = texts(root)
    for row in chart.rows:
        assert str(row["president"]) in shown
    assert len(bars(root)) == len([row for row in chart.rows if row["figure"] is not None]) == 22


def test_unverified_bars_are_hollow_and_say_so() -> None:
    chart = charts.charts()["commutations-by-president"]
    root = drawn(chart, Look())
    hollow = [path for path in bars(root) if path.get("fill") == COLOURS["light"].paper]
    assert len(hollow) == 7
    assert len({text for text in texts(root) if "(not verified)" in text}) == 6
    assert "at least 123" in texts(root)


def test_a_missing_figure_is_written_not_known_and_has_no_bar() -> None:
    chart = charts.charts()["pardons-by-president"]
    assert [row["president"] for row in chart.rows if row["figure"] is None] == [
        "Donald Trump (second term)",
        "Warren G. Harding",
    ]
    root = drawn(chart, Look())
    assert len(bars(root)) == 21
    assert texts(root).count("not known") == 2


def test_the_bars_stand_in_the_order_of_the_table() -> None:
    chart = charts.charts()["pardons-by-president"]
    names = {str(row["president"]) for row in chart.rows}
    shown = [text for text in texts(drawn(chart, Look())) if text in names]
    assert shown == [row["president"] for row in chart.rows]


def test_years_without_a_figure_are_shaded_and_never_drawn_as_zero() -> None:
    chart = charts.charts()["kinds-by-year"]
    columns = ("pardons_granted", "commutations_granted")
    known = sum(row[column] is not None for row in chart.rows for column in columns)
    root = drawn(chart, Look())
    assert len(bars(root)) == known
    assert "Shaded: not known." in texts(root)
    row_of_1950 = next(row for row in chart.rows if row["year"] == 1950)
    assert row_of_1950["pardons_granted"] is None


def test_every_row_of_every_table_names_its_sources(chart: Chart) -> None:
    known = {source.source for source in chart.sources}
    for row in chart.rows:
        assert row.get("figure", 0) is None or set(str(row["sources"]).split()) <= known
        assert row["sources"] or row.get("figure", 0) is None


def test_the_years_add_up_to_what_the_description_says() -> None:
    chart = charts.charts()["grants-by-year"]
    total = sum(int(row["total_acts_of_clemency"] or 0) for row in chart.rows)
    assert f"{total:,} in all" in chart.description
    assert len(chart.rows) == 122


def test_no_headline_of_a_chart_rests_on_an_unverified_figure() -> None:
    chart = charts.charts()["commutations-by-president"]
    headline = chart.description.split("Not verified")[0]
    unverified = [row for row in chart.rows if row["mark"] == "unverified"]
    assert unverified
    assert not any(str(row["president"]) in headline or f" {row['figure']}" in headline for row in unverified)


def test_every_president_with_years_has_a_chart_of_them() -> None:
    drawn_for = [p.slug for p in reading.record().presidents if charts.of_president(p)]
    assert len(drawn_for) == 21
    assert not set(drawn_for) & {"joe-biden", "donald-trump-second-term"}


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def pairs(colours: Colours) -> Iterator[tuple[str, str, float]]:
    yield colours.ink, colours.paper, 4.5
    yield colours.muted, colours.paper, 4.5
    yield colours.accent, colours.paper, 3
    yield colours.quiet, colours.paper, 3
    yield colours.ink, colours.quiet, 3
    yield colours.ink, colours.gap, 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_and_shapes_stand_out_enough(theme: str) -> None:
    for first, second, least in pairs(COLOURS[theme]):
        assert contrast(first, second) >= least, (first, second)
