"""The front page, and the pages of plain words."""

from datetime import timedelta

import pytest

import make
from undersigned.petitions.models import Petition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def test_an_empty_site_has_a_front_page(client):
    reply = client.get("/")
    assert reply.status_code == 200
    assert "Start a petition" in reply.content.decode()


def test_the_petition_closest_to_its_threshold_comes_first(client):
    few, many = make.petition(title="Few signed"), make.petition(title="Many signed", petitioner="x@example.org")
    make.signature(many)
    make.published()
    context = client.get("/").context
    cards = [context["first"], *context["near"]]
    assert [(card.petition, card.count) for card in cards] == [(many, 2), (few, 1)]


def test_what_is_owed_stands_on_the_front_page(client, now):
    petition = make.petition()
    Petition.objects.filter(pk=petition.pk).update(reached_at=now, due_at=now + timedelta(days=30))
    reply = client.get("/")
    assert [card.petition for card in reply.context["owed"]] == [petition]
    assert (reply.context["first"], reply.context["near"], reply.context["newest"]) == (None, [], [])


def test_the_front_page_needs_few_queries(client, django_assert_max_num_queries):
    make.petition()
    with django_assert_max_num_queries(10):
        client.get("/")


@pytest.mark.parametrize("path", ["/", "/petitions", "/owed", "/responses", "/help", "/privacy", "/accessibility"])
def test_public_pages_set_no_cookie_and_vary_by_none(client, path):
    reply = client.get(path)
    assert reply.status_code == 200
    assert not reply.cookies
    assert "Cookie" not in reply.get("Vary", "")
    assert '<html lang="en">' in reply.content.decode()


@pytest.mark.parametrize("path", ["/", "/petitions", "/help", "/withdraw/check-your-email"])
def test_pages_that_only_show_take_no_posts(client, path):
    assert client.post(path).status_code == 405


def test_help_lists_every_published_reason_for_rejecting(client):
    html = client.get("/help").content.decode()
    assert "There is already an open petition that asks for the same." in html
    assert "The text advertises something or asks for money." in html
