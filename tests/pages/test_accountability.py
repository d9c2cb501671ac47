"""How answers stand is public, computed, and given away as data."""

import csv
import io

import pytest

import make
from answered import DAY, published
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses import due
from workplace import member

pytestmark = pytest.mark.django_db


def reached(now, title="Mend the bridge", petitioner="a@y.example"):
    petition = make.petition("open", title=title, petitioner=petitioner, now=now)
    lifecycle.reach(petition.pk, petition.threshold, now)
    return Petition.objects.get(pk=petition.pk)


def test_an_empty_record_says_so(client, db):
    make.facts()
    page = client.get("/accountability").content.decode()
    assert "No answer is overdue." in page
    assert "No petition has reached its threshold yet." in page
    assert client.get("/accountability/months.svg").status_code == 404


def test_an_answer_in_time_is_shown_with_its_days(client, now, stopped_clock):
    petition = reached(now - 20 * DAY)
    published(now - 18 * DAY, petition)
    page = client.get("/accountability").content.decode()
    assert "answered after 2 days" in page
    assert "in time" in page
    assert "1 of 1" in page
    assert client.get("/accountability/months.svg")["Content-Type"] == "image/svg+xml"


def test_what_is_overdue_is_listed_by_name_and_days(client, now, stopped_clock):
    reached(now - 40 * DAY)
    page = client.get("/accountability").content.decode()
    assert "Mend the bridge" in page
    assert "10 days overdue" in page


def test_a_moved_date_is_shown_beside_the_promised_one(client, now, stopped_clock):
    petition = reached(now - 20 * DAY)
    approver = member("approver", email="ann@city.example", at=make.CITY)
    due.extend(approver, petition.pk, petition.due_at + 5 * DAY, "The report comes later.", now)
    page = client.get("/accountability").content.decode()
    assert "moved to" in page


def test_the_data_is_the_same(client, now, stopped_clock):
    petition = reached(now - 20 * DAY, title="=1+1")
    published(now - 18 * DAY, petition)
    data = client.get("/accountability.json").json()
    assert data["petitions"][0]["days"] == 2.0
    assert data["months"] == [{"month": "2026-11", "answers": 1, "median_days": 2.0}]
    city = next(one for one in data["authorities"] if one["authority"] == make.CITY)
    assert (city["answered"], city["in_time"], city["owed"]) == (1, 1, 0)
    [row] = csv.DictReader(io.StringIO(client.get("/accountability.csv").content.decode()))
    assert (row["title"], row["in_time"], row["days"]) == ("'=1+1", "True", "2.0")
