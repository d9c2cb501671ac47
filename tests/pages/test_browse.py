"""Petitions are browsed and searched."""

from datetime import timedelta

import pytest

import make
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def titles(reply) -> list[str]:
    return [card.petition.title for card in reply.context["cards"]]


def recorded(number: int, **changed: object) -> list[Petition]:
    """Petitions another site counted."""
    make.facts()
    made = [
        Petition(
            authority_id=make.WHITE_HOUSE,
            title=f"Plant tree {place:02}",
            body="Shade for everyone.",
            recorded_source="We the People",
            recorded_id=str(place),
            recorded_count=1000 + place,
            **changed,
        )
        for place in range(number)
    ]
    lifecycle.record(made, {}, make.NOW)
    return made


def test_open_petitions_come_first(client):
    make.petition(title="Open it")
    make.petition("closed", title="Closed it", petitioner="x@example.org")
    assert titles(client.get("/petitions")) == ["Open it"]
    assert titles(client.get("/petitions?tab=closed")) == ["Closed it"]


def test_awaiting_shows_the_due_date(client, now):
    petition = make.petition(title="Owed")
    Petition.objects.filter(pk=petition.pk).update(reached_at=now, due_at=now + timedelta(days=30))
    reply = client.get("/petitions?tab=awaiting")
    assert titles(reply) == ["Owed"]
    assert "Answer due by 22 December 2026" in reply.content.decode()


def test_words_are_looked_for_in_every_tab(client):
    make.petition("closed", title="Save the lighthouse")
    assert titles(client.get("/petitions?q=lighthouses")) == ["Save the lighthouse"]
    assert titles(client.get("/petitions?q=nothing+like+it")) == []


def test_a_listing_goes_in_pages_of_twenty_and_keeps_its_question(client):
    recorded(45)
    reply = client.get("/petitions?q=tree&page=2")
    html = reply.content.decode()
    assert len(titles(reply)) == 20
    assert "Page 2 of 3" in html
    assert 'rel="next" href="?q=tree&amp;page=3"' in html
    assert len(titles(client.get("/petitions?q=tree&page=3"))) == 5


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 30, "٣"])
def test_any_page_number_gives_a_page(client, page):
    recorded(3)
    assert client.get("/petitions", {"tab": "closed", "page": page}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "a" * 5000},
        {"q": "' OR 1=1 --"},
        {"q": "\ud800".encode("utf-8", "surrogatepass")},
        {"issue": "\x00"},
        {"issue": "' --"},
        {"authority": "\x00"},
        {"tab": "\x00"},
        {"q": "((((( & | ! : *"},
    ],
)
def test_any_question_gets_an_answer(client, query):
    assert client.get("/petitions", query).status_code == 200


def test_markup_in_a_question_comes_back_as_text(client):
    assert "<script>alert" not in client.get("/petitions?q=<script>alert(1)</script>").content.decode()


def test_issue_and_authority_narrow_the_list(client):
    petition = make.petition(title="Here")
    issue = petition.issues.get().pk
    assert titles(client.get(f"/petitions?issue={issue}")) == ["Here"]
    assert titles(client.get("/petitions?issue=no-such-issue")) == []
    assert titles(client.get(f"/petitions?authority={make.WHITE_HOUSE}")) == []


def test_petitions_that_are_not_public_are_never_listed(client):
    for number, state in enumerate(("draft", "supporting", "moderating", "rejected", "removed")):
        make.petition(state, title=f"Hidden {state}", petitioner=f"p{number}@example.org")
    for tab in ("open", "awaiting", "responded", "closed", "all"):
        assert titles(client.get(f"/petitions?tab={tab}")) == []
    assert titles(client.get("/petitions?q=hidden")) == []


def test_counts_recorded_elsewhere_are_shown_as_such(client):
    recorded(1)
    html = client.get("/petitions?tab=closed").content.decode()
    assert "<strong>1,000</strong> recorded elsewhere" in html
    assert "Recorded elsewhere</span>" in html


def test_a_listing_needs_few_queries(client, django_assert_max_num_queries):
    recorded(25)
    with django_assert_max_num_queries(5):
        client.get("/petitions?tab=closed")
    with django_assert_max_num_queries(5):
        client.get("/petitions?q=tree")
