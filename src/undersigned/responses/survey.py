"""Three questions after an answer: one reply per letter, and what was said stored apart from who said something."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from undersigned.mail.models import Letter
from undersigned.responses.models import Question, Response, Surveyed, Tally

#: Results are shown from this many replies on, so that nobody's reply can be told.
SHOWN_FROM = 10


class Over(Exception):
    """The letter that asked is gone, or asked nothing."""


class Answered(Exception):
    """This letter's questions were answered before."""


def asked_about(letter: UUID) -> Response:
    """The response whose letter asks; raises Over."""
    found = Letter.objects.filter(pk=letter, campaign__kind="response", campaign__survey=True).select_related(
        "campaign"
    )
    response = Response.objects.published().filter(pk__in=found.values("campaign__subject_id")).first()
    if response is None:
        raise Over
    return response


@transaction.atomic
def answer(letter: UUID, said: Mapping[str, bool], now: datetime) -> Response:
    """Count the answers, by question; questions may be left out. Atomic. Raises Over, Answered.

    The mark that keeps a second reply out is a keyed hash of the letter's id, and the counts are sums: neither
    tells the other.
    """
    response = asked_about(letter)
    mark = hmac.digest(settings.SECRET_KEY.encode(), b"undersigned survey" + letter.bytes, "sha256")
    _row, new = Surveyed.objects.get_or_create(mark=mark)
    if not new:
        raise Answered
    month = now.date().replace(day=1)
    for question in Question:
        if question not in said:
            continue
        Tally.objects.get_or_create(response=response, month=month, question=question)
        column = "yes" if said[question] else "no"
        Tally.objects.filter(response=response, month=month, question=question).update(**{column: F(column) + 1})
    return response


@dataclass(frozen=True)
class Result:
    """What was said to one question: how many answered it, and which share of them said yes."""

    question: Question
    answers: int
    share: float


def results(authority: str | None = None, response: Response | None = None) -> list[Result]:
    """The results of one response, of an authority, or of all; questions with under ten answers are left out."""
    rows = Tally.objects.all()
    if response is not None:
        rows = rows.filter(response=response)
    if authority is not None:
        rows = rows.filter(response__authority_id=authority)
    counted = {
        row["question"]: row for row in rows.values("question").annotate(said_yes=Sum("yes"), said_no=Sum("no"))
    }
    found = []
    for question in Question:
        row = counted.get(question)
        total = row["said_yes"] + row["said_no"] if row else 0
        if row and total >= SHOWN_FROM:
            found.append(Result(question, total, row["said_yes"] / total))
    return found
