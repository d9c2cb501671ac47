"""A due date is moved for a public reason before it comes, and responders are reminded before it and on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from undersigned.mail import letters
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses import clock
from undersigned.responses.drafting import NotYours, Stale
from undersigned.responses.models import Extension, Reminder
from undersigned.staff.decisions import Member, record
from undersigned.staff.models import Role
from undersigned.staff.roles import RoleName, Verb

#: Responders are reminded this many days before the date, and on it.
DAYS_BEFORE: Final = (14, 3, 0)
#: A date is moved by at most this much at a time.
AT_MOST: Final = timedelta(days=60)


class TooLate(Exception):
    """The date has passed: overdue stays overdue until there is an answer."""


class TooFar(Exception):
    """The new date is not after the old one, or more than 60 days after it."""


@transaction.atomic
def extend(member: Member, petition_id: str, until: datetime, reason: str, now: datetime) -> Extension:
    """Move the date by which the answer is due, for a reason that everyone reads. Atomic, and a decision.

    Whether the answer comes in time is still told by the first date. Raises NotYours, TooLate, TooFar, Stale (an
    answer came, or someone else moved the date meanwhile), staff.NotAllowed.
    """
    petition = Petition.objects.filter(pk=petition_id, authority_id=member.authority).first()
    if petition is None or petition.due_at is None:
        raise NotYours(petition_id)
    if now >= petition.due_at:
        raise TooLate
    if not petition.due_at < until <= petition.due_at + AT_MOST:
        raise TooFar
    decision = record(Verb.EXTEND, member, subject=f"petition:{petition_id}", now=now, note=reason)
    if not lifecycle.move_due(petition_id, petition.due_at, until):
        raise Stale
    return Extension.objects.create(
        petition=petition,
        due_before=petition.due_at,
        due_after=until,
        reason=reason,
        made_at=now,
        decision=decision,
    )


def remind(now: datetime) -> int:
    """Write to the responders of every petition whose date is near or has come; how many letters were posted.

    Each petition, date and distance is told once, whichever worker runs this how often. One transaction each.
    """
    posted = 0
    for petition in clock.owed().defer("search"):
        if petition.due_at is None:
            continue
        left = (petition.due_at - now) / timedelta(days=1)
        reached = [days for days in DAYS_BEFORE if left <= days]
        if reached:
            posted += _remind(petition, petition.due_at, min(reached), now)
    return posted


@transaction.atomic
def _remind(petition: Petition, due_at: datetime, days: int, now: datetime) -> int:
    _row, new = Reminder.objects.get_or_create(
        petition=petition, due_at=due_at, days_before=days, defaults={"sent_at": now}
    )
    if not new:
        return 0
    responders = Role.objects.at(petition.authority_id).filter(
        role__in=(RoleName.RESPONDER, RoleName.APPROVER), user__is_active=True
    )
    addresses = sorted({role.user.email for role in responders})
    for address in addresses:
        letters.post(
            "due",
            to=address,
            person=None,
            context={"petition": petition.pk, "title": petition.title, "due_at": due_at.isoformat()},
            now=now,
        )
    return len(addresses)
