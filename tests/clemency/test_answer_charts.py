"""A comparison is drawn with what makes it true and where it fails; only what is verified gets a card."""

import struct
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from undersigned.clemency import answer_charts, drawing
from undersigned.clemency.comparisons import Answer
from undersigned.clemency.specs import Look

Asked = Callable[..., Answer]


def texts(answer: Answer, look: Look) -> list[str]:
    chart = answer_charts.chart(answer)
    assert chart is not None
    root = ElementTree.fromstring(drawing.svg(chart.spec(look), chart.title, chart.description).body)
    return [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("width", ["narrow", "wide"])
def test_the_founding_claim_is_drawn_up_to_where_it_fails(asked: Asked, width: str) -> None:
    shown = texts(asked("Obama", last=5, as_of="2016-01-07"), Look("light", width))
    for text in ("Barack Obama", "184", "George W. Bush", "+ Jimmy Carter", "117", "+ Gerald Ford", "139", "199"):
        assert text in shown
    assert "+ Lyndon B. Johnson" not in shown


def test_the_table_of_a_comparison_is_what_its_chart_draws(asked: Asked) -> None:
    chart = answer_charts.chart(asked("Obama", last=5, as_of="2016-01-07"))
    assert chart is not None
    assert [(row["president"], row["figure"], row["cumulative"], row["holds"]) for row in chart.rows] == [
        ("Barack Obama", 184, "", ""),
        ("George W. Bush", 11, 11, "yes"),
        ("Bill Clinton", 61, 72, "yes"),
        ("George H. W. Bush", 3, 75, "yes"),
        ("Ronald Reagan", 13, 88, "yes"),
        ("Jimmy Carter", 29, 117, "yes"),
        ("Gerald Ford", 22, 139, "yes"),
        ("Richard Nixon", 60, 199, "no"),
    ]


def test_a_total_over_unverified_figures_is_drawn_as_such(asked: Asked) -> None:
    shown = texts(asked("Obama", last=9, as_of="2016-08-03"), Look())
    assert "525 (not verified)" in shown
    assert "425" in shown


def test_a_total_over_a_missing_figure_is_a_least_one(asked: Asked) -> None:
    assert "at least 1,445" in texts(asked("FDR", kind="pardons", last=3), Look())


def test_a_rank_is_drawn_from_the_most_to_the_least(asked: Asked) -> None:
    shown = texts(asked("Obama", kind="pardons", against="everyone"), Look())
    assert shown.index("Franklin D. Roosevelt") < shown.index("Barack Obama") < shown.index("Joe Biden")


def test_a_share_is_drawn_beside_each_and_all_together(asked: Asked) -> None:
    shown = texts(asked("Biden", kind="grants", measure="share", last=5), Look())
    assert {"28.55 percent", "Together", "4.25 percent"} <= set(shown)


def test_a_figure_alone_or_an_unknown_one_has_no_chart(asked: Asked) -> None:
    assert answer_charts.chart(asked("Obama")) is None
    assert answer_charts.chart(asked("Obama", last=5, as_of="2012-01-01")) is None


def test_a_verified_comparison_has_a_card_of_the_size_that_is_shared(asked: Asked) -> None:
    picture = answer_charts.card(asked("Obama", last=5, as_of="2016-01-07"), "petitions.example/clemency")
    assert picture is not None
    assert picture.body.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture.body[16:24]) == (1200, 630)


@pytest.mark.parametrize(
    "question",
    [
        {"president": "Obama", "last": 9, "as_of": "2016-08-03"},
        {"president": "FDR", "kind": "pardons", "last": 3},
        {"president": "Theodore Roosevelt", "last": 1},
        {"president": "Obama", "last": 5, "as_of": "2012-01-01"},
    ],
    ids=["unverified", "missing", "partial", "no figure"],
)
def test_an_unsure_comparison_has_no_card(asked: Asked, question: dict[str, object]) -> None:
    assert answer_charts.card(asked(**question), "petitions.example/clemency") is None


def test_the_card_says_what_it_leaves_out_and_where_the_rest_stands(asked: Asked) -> None:
    def foot(**question: object) -> str:
        spec = answer_charts.card_spec(asked(**question), "petitions.example/clemency")
        return " ".join(spec["layer"][-1]["mark"]["text"])

    told = foot(president="Obama", last=5, as_of="2016-01-07")
    assert told.startswith("On pardons the same president (66) was below each of those five: George W. Bush 189")
    assert told.endswith("Sources, and what this leaves out: petitions.example/clemency")
    assert foot(president="LBJ", kind="pardons", last=1) == (
        "Sources, and what this leaves out: petitions.example/clemency"
    )


def test_the_card_says_the_sentence_whole(asked: Asked) -> None:
    spec = answer_charts.card_spec(asked("Obama", last=5, as_of="2016-01-07"), "petitions.example/clemency")
    assert " ".join(spec["title"]["text"]) == (
        "As of 7 January 2016, Barack Obama had granted 184 commutations, "
        "more than the last five presidents combined (117)."
    )
