"""What is kept no longer goes: unconfirmed forms, and petitions that never found their supporters."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.signatures.models import HourTally, PlaceTable, Signature, Submission, Tally

#: An unconfirmed form lives as long as the link in its letter, and a day more.
SUBMISSIONS_LIVE = timedelta(days=8)
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
