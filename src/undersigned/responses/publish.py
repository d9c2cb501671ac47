"""Another person than its author signs the answer off, and it goes to everyone who signed."""

from datetime import datetime

from django.db import transaction

from undersigned.mail import campaigns
from undersigned.petitions import lifecycle
from undersigned.responses import letter, referring
from undersigned.responses.drafting import Incomplete, Stale, lacking, own
from undersigned.responses.models import Response, State
from undersigned.staff.decisions import Member, record
from undersigned.staff.roles import Verb


class SamePerson(Exception):
    """Whoever wrote or submitted an answer cannot approve it."""


@transaction.atomic
def publish(
    member: Member,
    response_id: str,
    version: int,
    now: datetime,
    *,
    first_wave: int = 0,
    rate: int | None = None,
) -> Response:
    """Sign the submitted answer off and publish it: its page, the mark on each petition, the letters. Atomic.

    `version` is the one that the approver read. With `first_wave`, that many letters go and the rest waits for
    `mail.campaigns.resume`. Raises SamePerson, Incomplete, NotAllowed, and Stale when it was taken back, changed
    or published meanwhile.
    """
    response = own(member, response_id)
    if member.user in (response.author, response.submitted_by):
        raise SamePerson
    if missing := lacking(response):
        raise Incomplete(missing)
    decision = record(Verb.PUBLISH, member, subject=f"response:{response.pk}", now=now)
    waiting = Response.objects.filter(pk=response.pk, state=State.SUBMITTED, version=version)
    if not waiting.update(state=State.PUBLISHED, approved_by=member.user, published_at=now, decision=decision):
        raise Stale
    response = own(member, response_id)
    covered = list(response.coverage.values_list("petition_id", flat=True))
    for petition in covered:
        lifecycle.respond(petition, now)
    referring.answered_here(response, now)
    says = letter.compose(response)
    own_words = says.pop(response.language)
    campaigns.start(
        "response",
        subject_id=response.pk,
        petitions=covered,
        title=own_words.title,
        text=own_words.text,
        html=own_words.html,
        translations=says,
        now=now,
        first_wave=first_wave,
        rate=rate,
        survey=True,
    )
    return response
