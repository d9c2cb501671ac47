"""Who is erased leaves the outbox, one or all of a campaign: no letter names them, no mark of theirs is kept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from undersigned.kit import sql
from undersigned.mail.models import Bounce, Budget, Campaign, Letter

SQL: Final = sql.load("undersigned.mail")

#: How long a single letter is remembered after it was sent or given up, so that the links in it work.
SINGLE_LETTERS_LIVE = timedelta(days=90)


def forget(person: bytes, now: datetime) -> int:
    """Take a person (32 bytes) out of every letter, and forget their limit and their bounces; letters touched.

    Atomic and idempotent. Single letters go; those of campaigns stay as rows that name nobody, so that the
    campaign's numbers hold, and are dropped if they still waited: one that a worker holds at this moment may still
    arrive. A suppression is kept: it is the person's own wish. Reads the outbox once from end to end, as no index
    finds single letters by person (an insert of thousands a second would pay for it).
    """
    with transaction.atomic():
        single, _by_model = Letter.objects.single().filter(person=person).delete()
        with connection.cursor() as cursor:
            cursor.execute(SQL["forget_in_campaigns"], {"person": person, "now": now})
            touched = cursor.fetchall()
            dropped = Counter(campaign for campaign, waited in touched if waited)
            for campaign in sorted(dropped):
                cursor.execute(SQL["count_dropped"], {"campaign": campaign, "dropped": 1, "now": now})
        Budget.objects.filter(person=person).delete()
        Bounce.objects.filter(person=person).delete()
    return single + len(touched)


def campaigns_with_persons() -> list[Campaign]:
    """Campaigns of which a letter still bears the mark of the person it went to."""
    marked = Letter.objects.filter(campaign=OuterRef("pk"), person__isnull=False)
    return list(Campaign.objects.filter(Exists(marked)).order_by("pk"))


@transaction.atomic
def forget_some(campaign: Campaign, at_most: int, now: datetime) -> int:
    """Cut so many letters of a campaign off from whom they went to; how many. Atomic and idempotent.

    The rows stay, so that the campaign's numbers hold; those that still waited are dropped.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL["forget_some_in_campaign"], {"campaign": campaign.pk, "at_most": at_most, "now": now})
        touched = cursor.fetchall()
        dropped = sum(waited for (waited,) in touched)
        if dropped:
            cursor.execute(SQL["count_dropped"], {"campaign": campaign.pk, "dropped": dropped, "now": now})
    return len(touched)


def forget_old(now: datetime) -> int:
    """Delete single letters that ended 90 days ago, and refusals that count no more; how many. Idempotent."""
    refusals, _by_model = Bounce.objects.filter(last_at__lt=now - Bounce.REMEMBERED).delete()
    with connection.cursor() as cursor:
        cursor.execute(SQL["forget_old"], {"before": now - SINGLE_LETTERS_LIVE})
        return refusals + int(cursor.rowcount)
