"""A one-time link leads in once, for a day, and the database cannot tell it."""

from datetime import timedelta

import pytest

from undersigned.staff.entering import holder, make_link, use
from undersigned.staff.models import Link, User
from workplace import works

pytestmark = pytest.mark.django_db


def secret(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_link_is_good_once(now):
    cleo = works("moderator")
    token = secret(make_link(cleo, now))
    assert holder(token, now) == cleo
    assert use(token, now) == cleo
    assert use(token, now) is None
    assert holder(token, now) is None


def test_looking_at_a_link_does_not_use_it_up(now):
    cleo = works("moderator")
    token = secret(make_link(cleo, now))
    assert [holder(token, now) for _look in range(3)] == [cleo, cleo, cleo]


def test_a_link_dies_after_a_day(now):
    token = secret(make_link(works("moderator"), now))
    assert use(token, now + timedelta(hours=24)) is None


def test_a_new_link_stops_the_one_before(now):
    cleo = works("moderator")
    first, second = secret(make_link(cleo, now)), secret(make_link(cleo, now))
    assert use(first, now) is None
    assert use(second, now) == cleo


def test_a_link_of_someone_who_left_leads_nowhere(now):
    cleo = works("moderator")
    token = secret(make_link(cleo, now))
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    assert use(token, now) is None


def test_the_database_holds_no_secret(now):
    cleo = works("moderator")
    token = secret(make_link(cleo, now))
    kept = bytes(Link.objects.get(user=cleo).sha256)
    assert token.encode() not in kept
    assert len(kept) == 32


@pytest.mark.parametrize("token", ["made-up", "", "\x00", "é"])
def test_a_made_up_link_leads_nowhere(now, token):
    assert use(token, now) is None
    assert holder(token, now) is None
