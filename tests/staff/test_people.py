"""People come to work here, and administrators give and take roles."""

import pytest

from undersigned.staff.decisions import NotAllowed
from undersigned.staff.models import Decision, Role, User
from undersigned.staff.people import BadAddress, LastAdministrator, forget_sign_in, give_role, person, take_role
from undersigned.staff.roles import RoleName
from workplace import member, works

pytestmark = pytest.mark.django_db


def head():
    return member("administrator", email="head@city.example")


def test_one_address_is_one_person_in_any_case(now):
    assert person("Ana.Lee@City.Example", now) == person(" ana.lee@city.example ", now)
    assert not User.objects.get(email="ana.lee@city.example").has_usable_password()


@pytest.mark.parametrize("text", ["", "ana", "ana@", "a b@c.example", "a@b.example\nBcc: x@y.example", "x" * 300])
def test_what_is_no_address_is_refused(now, text):
    with pytest.raises(BadAddress):
        person(text, now)


def test_an_administrator_gives_and_takes_a_role_by_a_decision_each(now):
    cleo = works("moderator")
    assert give_role(head(), cleo, RoleName.APPROVER, now)
    assert take_role(head(), cleo, RoleName.APPROVER, now)
    verbs = [decision.verb for decision in Decision.objects.about(f"user:{cleo.pk}")]
    assert sorted(verbs) == ["give-role", "give-role", "take-role"]


def test_giving_a_held_role_or_taking_none_is_no_decision(now):
    cleo, boss = works("moderator"), head()
    before = Decision.objects.count()
    assert not give_role(boss, cleo, RoleName.MODERATOR, now)
    assert not take_role(boss, cleo, RoleName.APPROVER, now)
    assert Decision.objects.count() == before


def test_a_moderator_gives_nobody_a_role(now):
    cleo = member("moderator")
    with pytest.raises(NotAllowed):
        give_role(cleo, cleo.user, RoleName.ADMINISTRATOR, now)
    assert not Role.objects.filter(role=RoleName.ADMINISTRATOR).exists()


def test_a_moderator_takes_no_role_away(now):
    cleo = member("moderator")
    head()
    with pytest.raises(NotAllowed):
        take_role(cleo, cleo.user, RoleName.MODERATOR, now)
    assert Role.objects.filter(role=RoleName.MODERATOR).exists()


def test_the_last_administrator_stays(now):
    boss, cleo = head(), works("moderator")
    with pytest.raises(LastAdministrator):
        take_role(boss, boss.user, RoleName.ADMINISTRATOR, now)
    give_role(boss, cleo, RoleName.ADMINISTRATOR, now)
    assert take_role(boss, boss.user, RoleName.ADMINISTRATOR, now)


def test_a_reset_forgets_the_password(now):
    cleo = works("moderator")
    cleo.set_password("correct horse battery staple")
    cleo.save()
    forget_sign_in(cleo)
    assert not User.objects.get(pk=cleo.pk).has_usable_password()
