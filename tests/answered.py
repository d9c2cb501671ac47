"""Plain builders of answers: drafted by Dov, approved by Ann."""

from __future__ import annotations

from datetime import datetime, timedelta

import make
from undersigned.petitions.models import Petition
from undersigned.responses import drafting
from undersigned.responses.drafting import Text
from undersigned.responses.models import Response
from undersigned.responses.publish import publish
from undersigned.staff.decisions import Member
from workplace import member

DAY = timedelta(days=1)


def responder(at: str = make.CITY) -> Member:
    """Dov, who drafts."""
    return member("responder", email=f"dov@{at}", at=at)


def approver(at: str = make.CITY) -> Member:
    """Ann, who approves."""
    return member("approver", email=f"ann@{at}", at=at)


def published(
    now: datetime, *petitions: Petition, stop: str = "", at: str = make.CITY, outcome: str = "granted"
) -> Response:
    """A published answer; with `stop="submitted"` one that waits for approval."""
    covered = tuple(each.pk for each in petitions) or (make.petition("open", authority=at).pk,)
    response = drafting.begin(responder(at), covered, now)
    text = Text(title="Our answer", summary="In short.", body="At length.", outcome=outcome, petitions=covered)
    drafting.edit(responder(at), response.pk, 0, text, now)
    response = drafting.submit(responder(at), response.pk, 1, now)
    return response if stop else publish(approver(at), response.pk, 1, now)
