"""A person who is erased leaves the outbox: no letter names them any more, and no mark of theirs is kept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from undersigned.kit import sql
from undersigned.mail.models import Bounce, Budget, Letter

SQL: Final = sql.load("undersigned.mail")


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
