"""A figure says what share of its floor it reached, and what forbids to believe it."""

import json

import figures


def test_more_a_second_is_a_share_of_the_floor():
    assert figures.Figure("sign", "/s", 5000.0, 10_000.0).ratio == 0.5


def test_more_milliseconds_are_a_share_of_the_floor_too():
    assert figures.Figure("search", "ms", 20.0, 5.0).ratio == 0.25


def test_without_a_floor_there_is_no_ratio():
    assert figures.Figure("sign", "/s", 5000.0).ratio is None


def test_a_generator_that_works_too_hard_makes_the_figure_invalid():
    assert figures.Figure("page", "/s", 1.0, generator_cpu=0.6).wrong() == []
    assert figures.Figure("page", "/s", 1.0, generator_cpu=0.61).wrong()


def test_faults_stand_below_the_figure_in_the_table():
    shown = figures.table([figures.Figure("sign", "/s", 5000.0, faults=["one is lost"]).as_dict()])
    assert "sign                 5,000   /s" in shown
    assert "NOT VALID: one is lost" in shown


def test_json_has_what_is_promised():
    [one] = json.loads(figures.to_json([figures.Figure("sign", "/s", 5000.0)]))
    assert {"name", "unit", "figure", "floor", "ratio", "p99_ms", "errors", "generator_cpu"} <= set(one)
