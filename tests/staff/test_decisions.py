"""What staff decide is written down once, by someone who may, and never changed."""

import pytest
from django.db import IntegrityError, transaction

from undersigned.staff.decisions import NotAllowed, member_of, record
from undersigned.staff.models import Decision, Role, User
from undersigned.staff.people import appoint
from undersigned.staff.roles import WHO_MAY, RoleName, Verb, acting_role
from workplace import CITY, authority, member, works

pytestmark = pytest.mark.django_db


def test_a_decision_names_actor_role_and_reason(now):
    cleo = member("moderator")
    decision = record(Verb.REJECT, cleo, subject="petition:abc", reason="not-an-ask", now=now)
    assert (decision.actor, decision.role, decision.reason) == (cleo.user, "moderator", "not-an-ask")
    assert decision.authority_id == CITY
    assert list(Decision.objects.about("petition:abc")) == [decision]


def test_who_lacks_the_role_decides_nothing(now):
    with pytest.raises(NotAllowed):
        record(Verb.PUBLISH, member("moderator"), subject="response:abc", now=now)
    assert not Decision.objects.filter(subject="response:abc").exists()


def test_a_role_taken_away_a_moment_ago_decides_nothing(now):
    cleo = member("moderator")
    Role.objects.filter(user=cleo.user).delete()
    with pytest.raises(NotAllowed):
        record(Verb.APPROVE, cleo, subject="petition:abc", now=now)


def test_someone_who_left_decides_nothing(now):
    cleo = member("moderator")
    User.objects.filter(pk=cleo.user.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        record(Verb.APPROVE, cleo, subject="petition:abc", now=now)


def test_a_role_for_one_authority_is_no_role_for_another():
    assert member_of(works("moderator"), authority("test.county").pk) is None


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_decision_is_never_changed_or_taken_away(now, act):
    decision = record(Verb.APPROVE, member("moderator"), subject="petition:abc", now=now)
    rows = Decision.objects.filter(pk=decision.pk)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        rows.update(note="nothing to see") if act == "update" else rows.delete()


def test_a_decision_without_an_actor_is_the_operators_only(now):
    row = Decision(role="moderator", authority=authority(), verb="approve", subject="petition:x", made_at=now)
    with pytest.raises(IntegrityError, match="decision_has_an_actor"), transaction.atomic():
        row.save()


def test_every_verb_says_who_may():
    assert set(WHO_MAY) == set(Verb)
    assert all(WHO_MAY.values())


def test_an_approver_publishes_in_that_role_even_when_holding_others():
    held = frozenset({RoleName.RESPONDER, RoleName.APPROVER, RoleName.MODERATOR})
    assert acting_role(Verb.PUBLISH, held) == RoleName.APPROVER


def test_appointing_twice_is_appointing_once(now):
    cleo = works("moderator")
    assert appoint(cleo, CITY, [RoleName.MODERATOR, RoleName.APPROVER], now) == [RoleName.APPROVER]
    assert Role.objects.filter(user=cleo).count() == 2
    assert Decision.objects.at(CITY).filter(verb=Verb.GIVE_ROLE, subject=f"user:{cleo.pk}").count() == 2
