"""Everyone an answer is for is enlisted here: one letter per person, however many of the petitions they signed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from undersigned.kit import sql
from undersigned.mail import campaigns
from undersigned.mail.models import Campaign
from undersigned.petitions.models import Petition

QUERIES = sql.load("undersigned.signatures")
#: So long after closing, those who signed in the last hours before it are still looked for.
AFTER_CLOSING = timedelta(hours=3)
#: A million persons are told apart and sorted in memory, not on disk (measured: 17 s instead of 26 s).
WORK_MEMORY = "SET LOCAL work_mem = '128MB'"


def enlist_waiting(now: datetime) -> int:
    """Enlist the audience of every campaign that waits for one; how many letters were made.

    One transaction a campaign; idempotent, so an enlisting that was cut off is simply done again.
    """
    made = 0
    while (campaign := campaigns.claim_waiting(now)) is not None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(WORK_MEMORY)
            cursor.execute(
                QUERIES["enlist"],
                {
                    "campaign": campaign.pk,
                    "kind": campaign.kind,
                    "petitions": campaign.petitions,
                    "news_only": campaign.kind == "news",
                    "now": now,
                },
            )
            made += cursor.rowcount
            campaigns.enlisted(campaign, now)
    return made


def enlist_late_signers(now: datetime) -> int:
    """Have answers to petitions that can still be signed, or just closed, enlisted again; how many campaigns.

    Idempotent: one letter per person and campaign is a constraint.
    """
    signable = Petition.objects.public().counted_here().filter(closes_at__gt=now - AFTER_CLOSING)
    late = Campaign.objects.filter(petitions__overlap=list(signable.values_list("pk", flat=True)))
    return sum(campaigns.enlist_again(campaign) for campaign in late)
