"""People come to work here, get and lose roles, and may have their way of signing in reset."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from undersigned.staff.decisions import Member, record, record_operator
from undersigned.staff.models import Link, Role, User
from undersigned.staff.roles import RoleName, Verb


class BadAddress(ValueError):
    """An address that nobody can sign in with."""


class LastAdministrator(Exception):
    """The last administrator of an authority cannot be taken away: nobody could undo it."""


def address(text: str) -> str:
    """The address as we keep it, in lower case; raises BadAddress."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAddress(_("“%(text)s” is not an e-mail address.") % {"text": text[:80]}) from error
    if len(email) > 254:
        raise BadAddress(_("That address is too long."))
    return email


def person(email: str, now: datetime) -> User:
    """The person with this address, made when there is none; comes without a password. Raises BadAddress."""
    user = User(email=address(email), joined_at=now)
    user.set_unusable_password()
    User.objects.bulk_create([user], ignore_conflicts=True)
    return User.objects.get_by_natural_key(user.email)


def _about(user: User, role: RoleName) -> str:
    return f"{user.email}: {role}"


@transaction.atomic
def appoint(user: User, authority: str, roles: list[RoleName], now: datetime) -> list[RoleName]:
    """The operator gives roles at the command line; returns those that are new. Idempotent."""
    given = []
    for role in roles:
        _row, new = Role.objects.get_or_create(user=user, authority_id=authority, role=role)
        if new:
            record_operator(Verb.GIVE_ROLE, authority, subject=f"user:{user.pk}", now=now, note=_about(user, role))
            given.append(role)
    return given


@transaction.atomic
def give_role(member: Member, user: User, role: RoleName, now: datetime) -> bool:
    """An administrator gives a role; False when it was held already. Raises NotAllowed."""
    if Role.objects.filter(user=user, authority_id=member.authority, role=role).exists():
        return False
    # Before the role is given: nobody may give a role by the power of the role they give.
    record(Verb.GIVE_ROLE, member, subject=f"user:{user.pk}", now=now, note=_about(user, role))
    Role.objects.get_or_create(user=user, authority_id=member.authority, role=role)
    return True


@transaction.atomic
def take_role(member: Member, user: User, role: RoleName, now: datetime) -> bool:
    """An administrator takes a role away; False when it was not held. Raises NotAllowed, LastAdministrator.

    The administrators' rows are locked first, so that two of them cannot take each other away at once.
    """
    administrators = list(
        Role.objects.select_for_update()
        .filter(authority_id=member.authority, role=RoleName.ADMINISTRATOR, user__is_active=True)
        .order_by("id")
    )
    if role == RoleName.ADMINISTRATOR and [row.user_id for row in administrators] == [user.pk]:
        raise LastAdministrator
    held = Role.objects.filter(user=user, authority_id=member.authority, role=role)
    if not held.exists():
        return False
    record(Verb.TAKE_ROLE, member, subject=f"user:{user.pk}", now=now, note=_about(user, role))
    held.delete()
    return True


@transaction.atomic
def forget_sign_in(user: User) -> None:
    """Forget password, second factor and unused links, so that only a new link leads in; open sessions end."""
    Authenticator.objects.filter(user=user).delete()
    Link.objects.filter(user=user, used_at__isnull=True).delete()
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(password=user.password)
