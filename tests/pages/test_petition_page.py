"""A petition's page: what it shows, and to whom it exists."""

from datetime import timedelta

import pytest

import make
from undersigned.authorities.resolve import resolve
from undersigned.pages.memory import EVERY_SECOND
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.signatures.models import PlaceTable, Tally

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def recorded(**changed: object) -> Petition:
    """A petition another site counted."""
    make.facts()
    values = {
        "authority_id": make.WHITE_HOUSE,
        "title": "Pardon the two men",
        "body": "See www.example.com for more.",
        "recorded_source": "We the People",
        "recorded_id": "1",
        "recorded_count": 129_900,
        "recorded_threshold": 100_000,
        "recorded_status": "responded",
        **changed,
    }
    petition = Petition(**values)
    lifecycle.record([petition], {}, make.NOW)
    return petition


def test_the_page_shows_text_count_and_form(client):
    petition = make.petition()
    make.signature(petition)
    make.published()
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "Many of us can come on no other day." in html
    assert f'data-count-from="/petitions/{petition.pk}/count.json">2</span>' in html
    assert '<progress value="2" max="100"' in html
    assert "60 days left" in html
    assert f'action="/petitions/{petition.pk}/sign"' in html


def test_markup_in_a_text_is_shown_as_typed(client):
    petition = make.petition(title="<b>Bold</b> & brave", body="<script>alert(1)</script>\n\nSecond line.")
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; brave" in html
    assert "<script>alert" not in html
    assert "&lt;/script&gt;\n\nSecond line." in html


def test_links_live_only_in_texts_a_moderator_approved(client):
    opened = make.petition(body="See https://example.org/report for more.")
    html = client.get(f"/petitions/{opened.pk}").content.decode()
    assert '<a href="https://example.org/report" rel="nofollow">' in html
    elsewhere = recorded()
    assert "www.example.com</a>" not in client.get(f"/petitions/{elsewhere.pk}").content.decode()


@pytest.mark.parametrize("state", ["draft", "supporting", "moderating", "rejected"])
def test_a_petition_that_is_not_public_is_not_found(client, state):
    petition = make.petition(state)
    assert client.get(f"/petitions/{petition.pk}").status_code == 404
    assert client.get(f"/petitions/{petition.pk}/count.json").status_code == 404


def test_a_removed_petition_is_gone_and_says_nothing_of_its_text(client):
    petition = make.petition("removed")
    reply = client.get(f"/petitions/{petition.pk}")
    assert reply.status_code == 410
    assert petition.title not in reply.content.decode()
    assert client.get(f"/petitions/{petition.pk}/count.json").status_code == 410


@pytest.mark.parametrize(
    "name", ["aaaaaaaaaaaa", "AAAAAAAAAAAA", "a", "%00aaaaaaaaaaa", "aaaaaaaaaaaa%0a", "..%2f"]
)
def test_an_unknown_id_is_not_found(client, name):
    assert client.get(f"/petitions/{name}").status_code == 404


def test_a_closed_petition_says_so_and_has_no_form(client):
    petition = make.petition("closed")
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "It can no longer be signed" in html
    assert "<form" not in html


def test_a_petition_past_its_date_is_closed_before_the_clock_closes_it(client, now, monkeypatch):
    petition = make.petition()
    monkeypatch.setattr("undersigned.kit.clock.now", lambda: now + timedelta(days=60))
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "It can no longer be signed" in html
    assert "<form" not in html


def test_a_petition_recorded_elsewhere_shows_its_count_and_source_and_no_form(client):
    petition = recorded()
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "129,900" in html
    assert "as recorded by We the People" in html
    assert "<form" not in html
    assert client.get(f"/petitions/{petition.pk}/count.json").json() == {
        "signatures": 129900,
        "recorded_elsewhere": True,
    }


def test_the_due_date_stands_on_the_page_once_the_threshold_is_reached(client, now):
    petition = make.petition()
    Petition.objects.filter(pk=petition.pk).update(reached_at=now, due_at=now + timedelta(days=30))
    assert "owes an answer by 22 December 2026" in client.get(f"/petitions/{petition.pk}").content.decode()


def test_an_overdue_answer_is_shown_as_overdue(client, now):
    petition = make.petition()
    Petition.objects.filter(pk=petition.pk).update(reached_at=now, due_at=now - timedelta(days=3))
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "It is 3 days overdue" in html
    assert "Answer overdue" in html


def test_places_with_fewer_than_ten_signatures_are_not_shown(client):
    petition = make.petition()
    Tally.objects.filter(petition=petition).delete()
    for state, standing in (("WI", 40), ("CA", 12), ("TX", 9), ("NY", 3)):
        Tally.objects.create(petition=petition, country="US", state=state, standing=standing)
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "Wisconsin" in html and "California" in html
    assert "Texas" not in html and "New York" not in html
    assert PlaceTable.objects.get(pk=petition.pk).rows == [["US", "WI", 40], ["US", "CA", 12]]


def test_the_history_tells_what_happened_and_names_no_one(client):
    petition = make.petition()
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "Began to gather supporters" in html
    assert "Approved by a moderator" in html
    assert "Petitioner" not in html and "ben@" not in html


def test_the_count_is_small_cacheable_json(client):
    petition = make.petition()
    make.published()
    reply = client.get(f"/petitions/{petition.pk}/count.json")
    assert reply.json() == {"signatures": 1, "threshold": 100, "log_size": 2}
    assert reply["Cache-Control"] == EVERY_SECOND


@pytest.mark.parametrize(("state", "status"), [("supporting", 404), ("removed", 410)])
def test_machines_get_problem_details(client, state, status):
    reply = client.get(f"/petitions/{make.petition(state).pk}/count.json")
    assert (reply.status_code, reply["Content-Type"]) == (status, "application/problem+json")
    assert reply.json()["status"] == status


def test_the_page_may_be_cached_and_sets_no_cookie(client):
    reply = client.get(f"/petitions/{make.petition().pk}")
    assert reply["Cache-Control"] == EVERY_SECOND
    assert not reply.cookies
    assert "Cookie" not in reply.get("Vary", "")


def test_the_page_needs_few_queries(client, django_assert_max_num_queries):
    petition = make.petition()
    client.get(f"/petitions/{petition.pk}")
    with django_assert_max_num_queries(6):
        client.get(f"/petitions/{petition.pk}")


def test_a_stored_finding_says_who_can_grant_it_and_by_which_law(client):
    petition = make.petition()
    found = resolve("pardon", {"kind": "forgive", "convicted_in": "state", "state": "US-WI"}, "us.president")
    Petition.objects.filter(pk=petition.pk).update(finding=found.as_dict())
    html = client.get(f"/petitions/{petition.pk}").content.decode()
    assert "The President of the United States cannot grant this. The Governor of Wisconsin can." in html
    assert "This is not a matter of will: there is no such power." in html
    assert html.index("The Governor of Wisconsin can.") < html.index('name="email"')
    assert "Wis. Const. art. V § 6" in html
