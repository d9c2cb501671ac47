"""When people signed: disclosed as places are, drawn on the page with its table, and told to machines."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from undersigned.pages.memory import EVERY_SECOND
from undersigned.petitions.models import Petition
from undersigned.signatures.models import HourTally, PlaceTable
from undersigned.signatures.statistics import Hour, disclosed_days, disclosed_hours

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def signed(petition, numbers, step=HOUR, start=make.NOW):
    """Let so many have signed in one step after the other."""
    HourTally.objects.filter(petition=petition).delete()
    for place, number in enumerate(numbers):
        HourTally.objects.create(petition=petition, hour=start + place * step, standing=number)


def at(monkeypatch, when: datetime):
    monkeypatch.setattr("undersigned.kit.clock.now", lambda: when)


def table(html):
    rows = re.search(r'aria-labelledby="when".*?</table>', html, re.DOTALL)[0]
    return re.findall(r'<th scope="row">([^<]*)</th><td class="number">([^<]*)</td>', rows)


def test_a_young_petition_is_drawn_by_the_hour(client, monkeypatch):
    petition = make.petition()
    signed(petition, [40, 10, 9, 3, 1200])
    at(monkeypatch, make.NOW + 5 * HOUR + timedelta(minutes=59))
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert table(html) == [
        ("22 November 2026, 12:00", "40"),
        ("22 November 2026, 13:00", "10"),
        ("22 November 2026, 16:00", "1,200"),
    ]
    assert html.count("<rect") == 3
    assert "<title>22 November 2026, 16:00: 1,200</title>" in html


def test_an_older_one_is_drawn_by_the_day(client, monkeypatch):
    petition = make.petition()
    signed(petition, [40, 9, 3, 12], step=DAY)
    at(monkeypatch, make.NOW + 3 * DAY + 2 * HOUR)
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert table(html) == [("22 November 2026", "40"), ("25 November 2026", "12")]


def test_an_hour_that_is_not_over_is_not_told(client, monkeypatch):
    petition = make.petition()
    signed(petition, [40, 50])
    at(monkeypatch, make.NOW + HOUR + timedelta(minutes=59))
    told = client.get(f"/petitions/{petition.pk}/statistics.json").json()
    assert told["complete_until"] == "2026-11-22T13:00:00+00:00"
    assert told["hours"] == [{"begins": "2026-11-22T12:00:00+00:00", "signatures": 40}]
    assert told["days"] == [{"day": "2026-11-22", "signatures": 40}]


def test_what_is_told_is_made_anew_after_an_hour_and_not_before(client, monkeypatch):
    petition = make.petition()
    signed(petition, [40, 50])
    hours = []
    for minutes in (65, 124, 125):
        at(monkeypatch, make.NOW + timedelta(minutes=minutes))
        hours.append(len(client.get(f"/petitions/{petition.pk}/statistics.json").json()["hours"]))
    assert hours == [1, 1, 2]


def test_few_signatures_are_drawn_nowhere(client, monkeypatch):
    petition = make.petition()
    signed(petition, [9, 9], step=DAY)
    at(monkeypatch, make.NOW + 4 * DAY)
    assert "When people signed" not in client.get(f"/petitions/{petition.pk}").content.decode()


@given(st.lists(st.integers(0, 30), max_size=80))
def test_no_hidden_hour_can_be_had_from_its_day(numbers):
    hours = [Hour(make.NOW + place * HOUR, number) for place, number in enumerate(numbers) if number]
    shown = disclosed_hours(hours)
    assert shown == sorted(shown) and all(hour.standing >= 10 for hour in shown)
    for day in disclosed_days(hours):
        of_day = [hour for hour in hours if hour.begins.date() == day.on]
        hidden = [hour for hour in of_day if hour not in shown]
        assert day.standing == sum(hour.standing for hour in of_day) >= 10
        assert len(hidden) != 1 or not [hour for hour in shown if hour in of_day]


def test_machines_are_told_places_and_hours_and_may_keep_them(client, now, monkeypatch):
    petition = make.petition()
    PlaceTable.objects.create(petition=petition, made_at=now, rows=[["US", "WI", 40]], days=[], hours=[])
    at(monkeypatch, now)
    reply = client.get(f"/petitions/{petition.pk}/statistics.json")
    assert reply["Cache-Control"] == EVERY_SECOND
    assert not reply.cookies
    assert reply.json()["places"] == [{"country": "US", "state": "WI", "signatures": 40}]
    assert reply.json()["smallest_cell"] == 10


@pytest.mark.parametrize(("state", "status"), [("supporting", 404), ("removed", 410)])
def test_of_a_petition_that_nobody_may_read_machines_learn_nothing(client, state, status):
    reply = client.get(f"/petitions/{make.petition(state).pk}/statistics.json")
    assert (reply.status_code, reply["Content-Type"]) == (status, "application/problem+json")


def test_of_a_petition_recorded_elsewhere_there_is_nothing_to_tell(client):
    petition = make.petition("closed")
    Petition.objects.filter(pk=petition.pk).update(recorded_source="We the People", recorded_count=7)
    reply = client.get(f"/petitions/{petition.pk}/statistics.json")
    assert reply.json() == {"recorded_elsewhere": True, "places": [], "days": [], "hours": []}
