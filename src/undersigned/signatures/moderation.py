"""A moderator's verdict opens a petition, rejects it or takes it away, and the petitioner hears of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.petitions.reasons import reason_for
from undersigned.signatures import petitioner
from undersigned.staff.decisions import Member, record
from undersigned.staff.models import Decision
from undersigned.staff.roles import Verb


@transaction.atomic
def approve(member: Member, petition_id: str, now: datetime, note: str = "") -> Petition:
    """Open the petition for signatures and write to its petitioner. Atomic; one decision.

    Raises Petition.DoesNotExist for another authority's, lifecycle.WrongState when someone was faster,
    staff.NotAllowed.
    """
    decision = _decide(Verb.APPROVE, member, petition_id, "", note, now)
    opened = lifecycle.open_for_signatures(petition_id, now, decision)
    closes = opened.closes_at.isoformat() if opened.closes_at else ""
    petitioner.tell(
        petition_id,
        "approved",
        {"title": opened.title, "threshold": opened.threshold, "closes_at": closes},
        now,
    )
    return opened


@transaction.atomic
def reject(member: Member, petition_id: str, reason: str, now: datetime, note: str = "") -> Petition:
    """Reject the petition for a published reason and write to its petitioner, with the moderator's note.

    Atomic; one decision. Raises reasons.UnknownReason and what `approve` raises.
    """
    stated = reason_for("reject", reason)
    decision = _decide(Verb.REJECT, member, petition_id, reason, note, now)
    rejected = lifecycle.reject(petition_id, reason, now, decision)
    petitioner.tell(petition_id, "rejected", {"reason": stated.public, "explanation": note}, now)
    return rejected


@transaction.atomic
def remove(member: Member, petition_id: str, reason: str, now: datetime, note: str = "") -> Petition:
    """Take a public petition off the site for a published reason; its log stays. Atomic; one decision.

    Raises reasons.UnknownReason and what `approve` raises.
    """
    reason_for("remove", reason)
    decision = _decide(Verb.REMOVE, member, petition_id, reason, note, now)
    return lifecycle.remove(petition_id, reason, now, decision)


def _decide(verb: Verb, member: Member, petition_id: str, reason: str, note: str, now: datetime) -> Decision:
    petition = Petition.objects.only("pk").get(pk=petition_id, authority_id=member.authority)
    return record(verb, member, subject=f"petition:{petition.pk}", now=now, reason=reason, note=note)
