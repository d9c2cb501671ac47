"""Administrators give and take roles and hand out links, for their authority and no other."""

import re

import pytest

import make
from staffroom import at_work
from undersigned.staff.models import Decision, Link, Role
from workplace import works

pytestmark = pytest.mark.django_db
AT = f"/desk/at/{make.CITY}"


def head():
    return at_work("administrator", email="head@city.example", at=make.CITY)


def test_a_newcomer_gets_a_role_and_a_link():
    head().post(f"{AT}/people", {"email": "New@City.example", "role": "moderator"})
    role = Role.objects.get(role="moderator")
    assert role.user.email == "new@city.example"
    page = head().post(f"{AT}/people/{role.user.pk}/link").content.decode()
    assert re.search(r"http://petitions.example/desk/enter/[\w-]{43}<", page)
    assert Decision.objects.filter(verb="make-link", actor__email="head@city.example").exists()


@pytest.mark.parametrize("form", [{"email": "nobody", "role": "moderator"}, {"email": "a@b.example"}, {}])
def test_wrong_input_gives_nobody_a_role(form):
    answer = head().post(f"{AT}/people", form)
    assert answer.status_code == 422
    assert Role.objects.count() == 1


def test_a_role_is_taken_away():
    cleo = works("moderator", at=make.CITY)
    head().post(f"{AT}/people/{cleo.pk}/take", {"role": "moderator"})
    assert not cleo.roles.exists()
    assert Decision.objects.filter(verb="take-role").count() == 1


def test_the_last_administrator_is_told_why_not():
    browser = head()
    user = Role.objects.get().user
    answer = browser.post(f"{AT}/people/{user.pk}/take", {"role": "administrator"}, follow=True)
    assert Role.objects.filter(role="administrator").exists()
    assert answer.status_code == 200


def test_the_way_into_another_authority_is_never_handed_out():
    cleo = works("moderator", at=make.CITY)
    works("approver", at="us-wi.governor")
    for form in ({}, {"reset": "1"}):
        assert head().post(f"{AT}/people/{cleo.pk}/link", form).status_code == 403
    assert not Link.objects.filter(user=cleo).exists()


def test_someone_who_works_elsewhere_only_is_not_there():
    other = works("moderator", email="x@wi.example", at="us-wi.governor")
    assert head().get(f"{AT}/people/{other.pk}/link").status_code == 404
    assert head().post(f"{AT}/people/{other.pk}/take", {"role": "moderator"}).status_code == 404
