"""Plain builders of a workplace: authorities that take petitions, and who works for them."""

from __future__ import annotations

from datetime import UTC, datetime

from undersigned.authorities.models import Authority
from undersigned.staff.decisions import Member, member_of
from undersigned.staff.models import User
from undersigned.staff.people import appoint, person
from undersigned.staff.roles import RoleName

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CITY = "test.city"


def authority(slug: str = CITY) -> Authority:
    """An authority with this slug."""
    name = slug.title()
    return Authority.objects.get_or_create(slug=slug, defaults={"name": name, "short_name": name, "office": "x"})[0]


def works(*roles: str, email: str = "cleo@city.example", at: str = CITY) -> User:
    """Someone who holds these roles for an authority."""
    user = person(email, NOW)
    appoint(user, authority(at).pk, [RoleName(role) for role in roles], NOW)
    return user


def member(*roles: str, email: str = "cleo@city.example", at: str = CITY) -> Member:
    """The same person at work for that authority."""
    found = member_of(works(*roles, email=email, at=at), at)
    assert found is not None
    return found
