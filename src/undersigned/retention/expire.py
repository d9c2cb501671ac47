"""What is kept no longer goes: unconfirmed forms, petitions without supporters, and signers after the answer."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Least

from undersigned.mail import forget
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition, State
from undersigned.signatures import withdraw
from undersigned.signatures.models import HourTally, PlaceTable, Signature, Submission, Tally

#: An unconfirmed form lives as long as the link in its letter.
SUBMISSIONS_LIVE = timedelta(days=7)
#: Signers are kept for six months after the answer, or for twelve after the end of a petition without one.
AFTER_THE_ANSWER, WITHOUT_AN_ANSWER = timedelta(days=182), timedelta(days=365)
#: How many persons go in one transaction.
AT_ONCE = 5_000
logger = logging.getLogger(__name__)


def submissions(now: datetime) -> int:
    """Delete forms whose link no longer works; how many. Idempotent.

    Their ids are version 7 UUIDs, so that the oldest are the smallest.
    """
    milliseconds = int((now - SUBMISSIONS_LIVE).timestamp() * 1000)
    deleted, _by_model = Submission.objects.filter(pk__lt=UUID(int=milliseconds << 80)).delete()
    return deleted


def lapse(now: datetime) -> int:
    """Let petitions lapse whose time is up, and erase their supporters; how many. Each is one transaction."""
    lapsed = 0
    for petition in Petition.objects.due_to_lapse(now).values_list("pk", flat=True):
        with transaction.atomic():
            try:
                lifecycle.lapse(petition, now)
            except lifecycle.WrongState as error:
                logger.info("%s: someone was faster", error)
                continue
            for rows in (Signature, Submission, Tally, HourTally, PlaceTable):
                rows.objects.filter(petition=petition).delete()
            lapsed += 1
    return lapsed


def signers(now: datetime) -> int:
    """Erase the signers of petitions that ended long enough ago, and from the answers' letters; how many.

    Counts, tallies and logs stay as they were published; a wish to get no letters stays too. Idempotent: in many
    small transactions, so that it can be interrupted anywhere.
    """
    erased = 0
    for petition in _past_keeping(now).values_list("pk", flat=True):
        while some := withdraw.forget_some(petition, AT_ONCE):
            erased += some
    for campaign in forget.campaigns_with_persons():
        if not Signature.objects.filter(petition__in=campaign.petitions, person__isnull=False).exists():
            while forget.forget_some(campaign, AT_ONCE, now):
                pass
    return erased


def _past_keeping(now: datetime) -> QuerySet[Petition]:
    """Petitions that ended, answered or left without an answer long enough ago, with signers still here."""
    ended = Least(Coalesce(F("closes_at"), F("stated_at")), F("stated_at"))
    over = Q(responded_at__lte=now - AFTER_THE_ANSWER) | Q(
        responded_at__isnull=True, ended_at__lte=now - WITHOUT_AN_ANSWER
    )
    known = Signature.objects.filter(petition=OuterRef("pk"), person__isnull=False)
    return (
        Petition.objects.counted_here()
        .filter(state__in=(State.CLOSED, State.REMOVED, State.REJECTED))
        .alias(ended_at=ended)
        .filter(over)
        .filter(Exists(known))
        .order_by("pk")
    )
