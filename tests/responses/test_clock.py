"""What is owed is known by its date, and how long answers took is computed, never typed in."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from undersigned.petitions import lifecycle
from undersigned.responses import clock

DAYS = timedelta(days=1)


def reached(now, title, petitioner):
    petition = make.petition("open", title=title, petitioner=petitioner, now=now)
    lifecycle.reach(petition.pk, petition.threshold, now)
    petition.refresh_from_db()
    return petition


@pytest.mark.django_db
def test_owed_is_due_until_its_date_and_overdue_after_it(now):
    petition = reached(now, "Mend the bridge", "a@y.example")
    before, after = petition.due_at - DAYS, petition.due_at + DAYS
    assert list(clock.due(before)) == list(clock.overdue(after)) == [petition]
    assert not clock.overdue(before)
    assert not clock.due(after)


@pytest.mark.django_db
def test_an_answered_petition_is_owed_no_more(now):
    petition = reached(now, "Mend the bridge", "a@y.example")
    lifecycle.respond(petition.pk, now + 2 * DAYS)
    assert not clock.owed(make.CITY)
    standing = clock.standing(now + 3 * DAYS, make.CITY)
    assert (standing.answered, standing.in_time, standing.median_days) == (1, 1, 2.0)


@pytest.mark.django_db
def test_a_late_answer_is_answered_but_not_in_time(now):
    petition = reached(now, "Mend the bridge", "a@y.example")
    lifecycle.respond(petition.pk, petition.due_at + DAYS)
    standing = clock.standing(now + 99 * DAYS)
    assert (standing.answered, standing.in_time, standing.owed) == (1, 0, 0)


@pytest.mark.django_db
def test_each_authority_has_its_own_clock(now):
    reached(now, "Mend the bridge", "a@y.example")
    assert not clock.owed("us-wi.governor")
    assert clock.standing(now, "us-wi.governor").owed == 0


def test_nothing_answered_has_no_median():
    assert clock.quantile([], 0.5) is None


@given(st.lists(st.floats(0, 1000), min_size=1).map(sorted), st.floats(0, 1))
def test_a_quantile_lies_among_its_values(ordered, share):
    value = clock.quantile(ordered, share)
    assert ordered[0] - 1e-9 <= value <= ordered[-1] + 1e-9
