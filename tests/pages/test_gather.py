"""A petition that is not public yet, behind its private link."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

import make
from undersigned.kit import tokens
from undersigned.petitions import lifecycle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def link(petition) -> str:
    return f"/gather/{tokens.make('gather', petition.pk)}"


def support(client, petition, **changed):
    body = urlencode(make.fields(**changed))
    return client.post(f"{link(petition)}/sign", body, "application/x-www-form-urlencoded")


def test_the_page_says_that_nobody_reviewed_it_and_shows_no_live_links(client):
    petition = make.petition("supporting", body="See https://example.org now.")
    reply = client.get(link(petition))
    html = reply.content.decode()
    assert "Not reviewed." in html
    assert 'name="robots" content="noindex"' in html and reply["X-Robots-Tag"] == "noindex"
    assert 'href="https://example.org' not in html
    assert "1</span> of 3 supporters" in html


def test_supporters_sign_by_the_private_link(client):
    petition = make.petition("supporting")
    reply = support(client, petition)
    assert (reply.status_code, reply["Location"]) == (303, f"/petitions/{petition.pk}/check-your-email")
    wrong = support(client, petition, zip="1")
    assert wrong.status_code == 422
    assert "five digits" in wrong.content.decode()


def test_once_open_the_private_link_leads_to_the_public_page(client):
    petition = make.petition()
    assert client.get(link(petition))["Location"] == f"/petitions/{petition.pk}"


def test_a_waiting_petition_still_takes_supporters(client, now):
    petition = make.petition("supporting")
    lifecycle.moderate(petition.pk, now)
    assert "waits for a moderator" in client.get(link(petition)).content.decode()
    assert support(client, petition).status_code == 303


def test_a_rejected_petition_says_why_to_those_with_the_link(client):
    html = client.get(link(make.petition("rejected"))).content.decode()
    assert "There is already an open petition that asks for the same." in html
    assert "<form" not in html


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("removed", 410)])
def test_before_and_after_its_public_life_there_is_no_page(client, state, status):
    assert client.get(link(make.petition(state))).status_code == status


def test_a_lapsed_petition_is_gone(client, now):
    petition = make.petition("supporting")
    lifecycle.lapse(petition.pk, now + timedelta(days=15))
    assert client.get(link(petition)).status_code == 410
    assert support(client, petition).status_code == 410


def test_a_forged_link_leads_nowhere(client):
    token = tokens.make("survey", make.petition("supporting").pk)
    assert client.get(f"/gather/{token}").status_code == 404
    assert client.post(f"/gather/{token}/sign", "", "application/x-www-form-urlencoded").status_code == 404
