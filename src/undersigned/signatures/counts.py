"""The published number of a petition, and what happens when it reaches the threshold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from undersigned.ledger.models import Log
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.signatures import petitioner


@dataclass(frozen=True)
class Count:
    """The published number of signatures, and the size of the log that proves it."""

    signatures: int
    log_size: int


def published(petitions: Iterable[Petition]) -> dict[str, int]:
    """The number each page shows: the log's count, or what was recorded elsewhere."""
    rows = list(petitions)
    counted = Log.objects.counts_of(petition.pk for petition in rows if not petition.is_recorded_elsewhere)
    return {
        petition.pk: (petition.recorded_count or 0)
        if petition.is_recorded_elsewhere
        else counted.get(petition.pk, 0)
        for petition in rows
    }


def published_count(petition_id: str) -> Count:
    """The count of one petition's log, with the size at which it holds."""
    row = Log.objects.filter(petition_id=petition_id).values_list("count", "size").first()
    return Count(*row) if row else Count(0, 0)


def notice_reached() -> list[str]:
    """Stamp every petition whose published count is at its threshold; the petitions stamped by this call.

    Idempotent. The moment is that of the publication, however late this runs.
    """
    waiting = Petition.objects.public().counted_here().filter(reached_at__isnull=True, opened_at__isnull=False)
    stamped = []
    for log in Log.objects.filter(petition_id__in=waiting.values("pk"), published_at__isnull=False):
        petition = str(log.petition_id)
        if log.published_at and lifecycle.reach(petition, log.count, log.published_at):
            _tell_petitioner(petition, log.count, log.published_at)
            stamped.append(petition)
    return stamped


def _tell_petitioner(petition_id: str, signatures: int, now: datetime) -> None:
    petition = Petition.objects.get(pk=petition_id)
    due = petition.due_at.isoformat() if petition.due_at else ""
    petitioner.tell(petition_id, "reached", {"title": petition.title, "signatures": signatures, "due_at": due}, now)
