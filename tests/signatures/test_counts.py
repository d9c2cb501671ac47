"""The number on the page is the log's, the threshold falls on it, and small places stay hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from undersigned.petitions.models import Petition
from undersigned.signatures import counts, statistics
from undersigned.signatures.statistics import Cell

pytestmark = pytest.mark.django_db


def test_what_waits_for_the_log_is_not_shown_yet():
    petition = make.petition("open")
    make.published()
    make.signature(petition)
    assert counts.published_count(petition.pk).signatures == 1
    make.published()
    assert counts.published_count(petition.pk) == counts.Count(signatures=2, log_size=3)


def test_a_count_recorded_elsewhere_is_shown_as_such():
    petition = make.petition("open")
    elsewhere = Petition(authority_id=make.CITY, recorded_source="x", recorded_count=129_948)
    make.published()
    assert counts.published([petition, elsewhere]) == {petition.pk: 1, elsewhere.pk: 129_948}


def test_the_threshold_falls_once_and_the_petitioner_hears_of_it():
    petition = make.petition("open")
    for number in range(99):
        make.signature(petition, f"signer{number}@example.org")
    assert counts.notice_reached() == []
    make.published()
    assert counts.notice_reached() == [petition.pk]
    assert counts.notice_reached() == []
    assert "reached" in make.kinds_to("ben@example.org")


def test_cells_under_ten_are_hidden_with_one_more_when_one_alone_would_be():
    cells = [Cell("US", "WI", 40), Cell("US", "CA", 12), Cell("US", "NY", 3)]
    assert statistics.disclosed(cells) == [Cell("US", "WI", 40)]
    assert statistics.disclosed([*cells, Cell("DE", "", 2)]) == cells[:2]
    assert statistics.disclosed(cells[:2]) == cells[:2]


@given(st.lists(st.integers(0, 60), max_size=20))
def test_no_single_hidden_cell_can_be_had_by_subtraction(sizes):
    cells = [Cell("US", str(place), size) for place, size in enumerate(sizes)]
    shown = statistics.disclosed(cells)
    hidden = [cell for cell in cells if cell.standing and cell not in shown]
    assert all(cell.standing >= 10 for cell in shown)
    assert len(hidden) != 1 or not shown


def test_the_table_by_place_is_made_anew_after_an_hour():
    petition = make.petition("open")
    for number in range(10):
        make.signature(petition, f"a{number}@example.org", country="DE", zip="")
    assert statistics.of(petition.pk, make.NOW).places == []
    for number in range(10):
        make.signature(petition, f"b{number}@example.org", country="FR", zip="")
    for number in range(9):
        make.signature(petition, f"c{number}@example.org", zip="53703")
    assert statistics.of(petition.pk, make.NOW + timedelta(minutes=59)).places == []
    later = statistics.of(petition.pk, make.NOW + timedelta(hours=1))
    assert [cell.standing for cell in later.places] == [10, 10, 10]
