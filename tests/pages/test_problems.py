"""What people read when something is wrong."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from undersigned.pages import problems


@pytest.mark.parametrize("status", sorted(problems.PROBLEMS))
def test_every_problem_has_a_page_that_needs_no_database(status):
    reply = problems.problem(status)
    html = reply.content.decode()
    assert reply.status_code == status
    assert str(problems.PROBLEMS[status].title) in html
    assert f"Error {status}" in html
    assert reply["Cache-Control"] == "no-store"


def test_a_status_without_words_of_its_own_gets_the_nearest():
    assert problems.problem(502).status_code == 502
    assert "on our side" in problems.problem(502).content.decode()
    assert "could not read" in problems.problem(418).content.decode()


def test_an_unknown_address_gets_our_page(client):
    reply = client.get("/no/such/page")
    assert reply.status_code == 404
    assert "There is no such page" in reply.content.decode()


def test_an_error_of_ours_gets_our_page():
    reply = problems.broken(RequestFactory().get("/"))
    assert reply.status_code == 500
    assert "not your fault" in reply.content.decode()


@pytest.mark.django_db
def test_a_database_that_is_away_is_said_to_be_so():
    try:
        raise OperationalError("server closed the connection unexpectedly")
    except OperationalError:
        reply = problems.broken(RequestFactory().get("/"))
    assert (reply.status_code, reply["Retry-After"]) == (503, "5")
    assert "Nothing was lost" in reply.content.decode()
