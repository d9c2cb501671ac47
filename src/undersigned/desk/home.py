"""The desk's first page: what waits for this person, at each authority they work for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from undersigned.kit import clock
from undersigned.mail.letters import oldest_waiting
from undersigned.mail.models import Campaign
from undersigned.petitions.models import Petition
from undersigned.responses import clock as answers
from undersigned.responses.models import Referral, Response, State, Way
from undersigned.staff import access
from undersigned.staff.decisions import Member
from undersigned.staff.models import Decision, User
from undersigned.staff.roles import Verb

#: When unsent letters are this old, something is wrong with the mail.
LETTERS_LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Waiting:
    """How much waits at one authority."""

    to_moderate: int
    oldest: datetime | None
    owed: int
    overdue: int
    drafts: int
    to_approve: int
    arrived: int


def waiting(authority: str, now: datetime) -> Waiting:
    """What waits at an authority at this moment."""
    queue = Petition.objects.waiting_for_moderation().filter(authority_id=authority)
    own = Response.objects.of(authority)
    return Waiting(
        to_moderate=queue.count(),
        oldest=queue.values_list("stated_at", flat=True).first(),
        owed=answers.owed(authority).count(),
        overdue=answers.overdue(now, authority).count(),
        drafts=own.filter(state=State.DRAFT).count(),
        to_approve=own.filter(state=State.SUBMITTED).count(),
        arrived=Referral.objects.arriving_at(authority).filter(way=Way.SENT).count(),
    )


@access.anyone_here
def home(request: HttpRequest, user: User) -> HttpResponse:
    """To the authority of those who work for one; a choice for those who work for several."""
    places = sorted({(role.authority.name, role.authority_id) for role in user.roles.select_related("authority")})
    if len(places) == 1:
        return redirect("desk_at", places[0][1])
    return render(request, "desk/places.html", {"places": places})


@access.staff()
def at(request: HttpRequest, member: Member) -> HttpResponse:
    """What waits at one authority, and what was decided there of late."""
    now = clock.now()
    campaigns = Campaign.objects.unfinished().filter(
        kind="response", subject_id__in=Response.objects.of(member.authority).values("pk")
    )
    unsent = oldest_waiting(now)
    context = {
        "member": member,
        "now": now,
        "waiting": waiting(member.authority, now),
        "sending": campaigns.count(),
        "roles": sorted(str(role.label) for role in member.roles),
        "unsent_since": now - unsent if unsent else None,
        "letters_late": unsent is not None and unsent > LETTERS_LATE,
        "decisions": Decision.objects.at(member.authority)[:8],
        "may_moderate": member.may(Verb.APPROVE),
        "may_draft": member.may(Verb.SUBMIT),
        "may_publish": member.may(Verb.PUBLISH),
    }
    return render(request, "desk/at.html", context)
