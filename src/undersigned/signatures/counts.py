"""The published number of a petition, and what happens when it reaches the threshold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from undersigned.ledger.models import Log
from undersigned.mail import letters
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature


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
            _tell_petitioner(petition, log)
            stamped.append(petition)
    return stamped


def _tell_petitioner(petition: str, log: Log) -> None:
    petitioner = Signature.objects.reachable().filter(petition=petition, is_petitioner=True).first()
    if petitioner is None or petitioner.person is None or log.published_at is None:
        return
    reached = Petition.objects.get(pk=petition)
    letters.post(
        "reached",
        to=petitioner.opened_email(),
        name=petitioner.opened_name(),
        person=bytes(petitioner.person),
        context={
            "petition": petition,
            "title": reached.title,
            "signatures": log.count,
            "due_at": reached.due_at.isoformat() if reached.due_at else "",
        },
        now=log.published_at,
    )
