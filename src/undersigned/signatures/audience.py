"""Everyone an answer is for is enlisted here: one letter per person, however many of the petitions they signed."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from undersigned.kit import sql
from undersigned.mail import campaigns

QUERIES = sql.load("undersigned.signatures")


def enlist_waiting(now: datetime) -> int:
    """Enlist the audience of every campaign that waits for one; how many letters were made.

    One transaction a campaign; idempotent, so an enlisting that was cut off is simply done again.
    """
    made = 0
    while (campaign := campaigns.claim_waiting(now)) is not None:
        with transaction.atomic(), connection.cursor() as cursor:
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
