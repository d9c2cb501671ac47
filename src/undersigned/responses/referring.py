"""A petition is referred to who can act: to an authority here, or to an office outside, and what came back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses.drafting import NotYours, Stale
from undersigned.responses.models import Referral, Referrals, Reply, Response, Way
from undersigned.staff.decisions import Member, record
from undersigned.staff.models import Decision
from undersigned.staff.roles import Verb


@dataclass(frozen=True)
class Said:
    """What an office answered: outcome, our summary, its own words, when, where to read it, what remedy is left."""

    outcome: str
    summary: str
    said_on: date
    source: str
    url: str = ""
    quotation: str = ""
    remedy: str = ""


@transaction.atomic
def refer(
    member: Member,
    petition_id: str,
    why: str,
    now: datetime,
    *,
    to_authority: str | None = None,
    to_office: str = "",
    response: Response | None = None,
) -> Referral:
    """Hand a public petition on, with the public reason. Atomic, and a decision.

    Either to an authority of this deployment, at whose desk it arrives at once, or to an office outside, by name,
    to which staff send it and then say so (`sent`). Raises NotYours when the petition is not public or another
    authority's, Stale when it is on its way there already.
    """
    if not Petition.objects.public().filter(pk=petition_id, authority_id=member.authority).exists():
        raise NotYours(petition_id)
    decision = record(Verb.REFER, member, subject=f"petition:{petition_id}", now=now, note=why)
    lifecycle.refer(petition_id, now)
    try:
        with transaction.atomic():
            return Referral.objects.create(
                petition_id=petition_id,
                response=response,
                by_id=member.authority,
                to_authority_id=to_authority,
                to_office=to_office,
                why=why,
                way=Way.SENT if to_authority else Way.READY,
                made_at=now,
                changed_at=now,
                decision=decision,
            )
    except IntegrityError as error:
        if "referral_under_way_once" in str(error):
            raise Stale from error
        raise


def sent(member: Member, referral_id: int, now: datetime) -> None:
    """The petition with all that belongs to it went to the office outside. Atomic, and a decision. Raises Stale."""
    with transaction.atomic():
        made = Referral.objects.made_by(member.authority)
        _move(made, member, referral_id, Way.SENT, now, verb=Verb.RECORD_REPLY)


def acknowledged(member: Member, referral_id: int, now: datetime) -> None:
    """An office outside said that it has the petition. Atomic, and a decision. Raises Stale."""
    with transaction.atomic():
        made = Referral.objects.made_by(member.authority)
        _move(made, member, referral_id, Way.ACKNOWLEDGED, now, verb=Verb.RECORD_REPLY)


def recall(member: Member, referral_id: int, because: str, now: datetime) -> None:
    """Take a referral back that nobody took on yet, for a public reason. Atomic, and a decision. Raises Stale."""
    columns = {"note": because, "returned_because": because}
    with transaction.atomic():
        made = Referral.objects.made_by(member.authority)
        _move(made, member, referral_id, Way.TAKEN_BACK, now, verb=Verb.RECORD_REPLY, **columns)


def accept(member: Member, referral_id: int, now: datetime) -> None:
    """The authority it was referred to takes it on, and may answer it. Atomic, and a decision. Raises Stale."""
    with transaction.atomic():
        _move(Referral.objects.arriving_at(member.authority), member, referral_id, Way.ACCEPTED, now)


def give_back(member: Member, referral_id: int, because: str, now: datetime) -> None:
    """The authority it was referred to returns it, for a public reason. Atomic, and a decision. Raises Stale."""
    with transaction.atomic():
        arriving = Referral.objects.arriving_at(member.authority)
        _move(arriving, member, referral_id, Way.RETURNED, now, note=because, returned_because=because)


@transaction.atomic
def record_reply(member: Member, referral_id: int, said: Said, now: datetime) -> Reply:
    """Record what an office outside answered. Atomic, and a decision; a second reply raises Stale."""
    referral = Referral.objects.made_by(member.authority).filter(pk=referral_id, to_authority__isnull=True).first()
    if referral is None:
        raise Stale
    decision = _move(
        Referral.objects.made_by(member.authority), member, referral_id, Way.ANSWERED, now, verb=Verb.RECORD_REPLY
    )
    return Reply.objects.create(referral=referral, added_at=now, decision=decision, **vars(said))


def answered_here(response: Response, now: datetime) -> None:
    """A published response answers the petitions that were referred to its authority and accepted there."""
    Referral.objects.arriving_at(response.authority_id).filter(
        petition_id__in=response.coverage.values("petition_id"), way=Way.ACCEPTED
    ).update(way=Way.ANSWERED, changed_at=now, response=response)


#: From which states a referral may go on, by where it goes.
_BEFORE = {
    Way.SENT: (Way.READY,),
    Way.ACKNOWLEDGED: (Way.SENT,),
    Way.ACCEPTED: (Way.SENT,),
    Way.RETURNED: (Way.SENT, Way.ACCEPTED),
    Way.TAKEN_BACK: (Way.READY, Way.SENT, Way.ACKNOWLEDGED),
    Way.ANSWERED: (Way.READY, Way.SENT, Way.ACKNOWLEDGED),
}


def _move(
    among: Referrals,
    member: Member,
    referral_id: int,
    way: Way,
    now: datetime,
    *,
    verb: Verb = Verb.TAKE_REFERRAL,
    note: str = "",
    **columns: str,
) -> Decision:
    """Compare and set: who finds the referral where this step begins makes it, and the decision."""
    decision = record(verb, member, subject=f"referral:{referral_id}", now=now, note=note, reason=way)
    found = among.filter(pk=referral_id, way__in=_BEFORE[way])
    if not found.update(way=way, changed_at=now, **columns):
        raise Stale
    return decision


def referrals_of(petitions: Iterable[str]) -> list[Referral]:
    """The referrals of these petitions with their replies, the earliest first: what the public reads."""
    found = Referral.objects.filter(petition_id__in=list(petitions))
    return list(found.select_related("by", "to_authority", "reply", "petition").order_by("made_at", "id"))
