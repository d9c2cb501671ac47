"""Every decision of staff is written down here, and nowhere else."""

from dataclasses import dataclass
from datetime import datetime

from undersigned.staff.models import Decision, Role, User
from undersigned.staff.roles import OPERATOR, RoleName, Verb, acting_role


class NotAllowed(Exception):
    """A person tried to decide what none of their roles for this authority may decide."""


@dataclass(frozen=True)
class Member:
    """A person at work for one authority, with the roles they hold there."""

    user: User
    authority: str
    authority_name: str
    roles: frozenset[RoleName]

    def may(self, verb: Verb) -> bool:
        """One of the roles held here may take this decision."""
        return acting_role(verb, self.roles) is not None


def member_of(user: User, authority: str) -> Member | None:
    """The person at work for this authority; None when they hold no role there."""
    held = [role for role in Role.objects.held_by(user) if role.authority_id == authority]
    if not held:
        return None
    return Member(user, authority, held[0].authority.name, frozenset(RoleName(role.role) for role in held))


def record(
    verb: Verb, member: Member, *, subject: str, now: datetime, reason: str = "", note: str = ""
) -> Decision:
    """Write down what a member decided about `subject`; raises NotAllowed. Belongs in the act's own transaction.

    The roles are read again and their rows locked, so that a role taken away a moment ago decides nothing.
    """
    held = Role.objects.select_for_update(no_key=True).filter(
        user=member.user, user__is_active=True, authority_id=member.authority
    )
    role = acting_role(verb, frozenset(RoleName(row.role) for row in held))
    if role is None:
        raise NotAllowed(f"{verb} is not for {', '.join(sorted(member.roles))}")
    return Decision.objects.create(
        actor=member.user,
        role=role,
        authority_id=member.authority,
        verb=verb,
        subject=subject,
        reason=reason,
        note=note,
        made_at=now,
    )


def record_operator(verb: Verb, authority: str, *, subject: str, now: datetime, note: str = "") -> Decision:
    """Write down what was done at the server's command line, where nobody signs in."""
    return Decision.objects.create(
        actor=None, role=OPERATOR, authority_id=authority, verb=verb, subject=subject, note=note, made_at=now
    )
