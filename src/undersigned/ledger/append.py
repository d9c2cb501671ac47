"""Upper rooms say here what is to stand in a petition's log; the sequencer writes it there."""

# Every function joins the caller's transaction and is durable with it. Lock order: a petition's row first,
# then these functions.

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from undersigned.kit import sql
from undersigned.ledger.models import Intent, Kind, Log, Tile
from undersigned.tlog.entry import REASONS
from undersigned.tlog.tree import EMPTY_ROOT

QUERIES = sql.load("undersigned.ledger")

APPEND_ADDS = QUERIES["append_adds"]
"""The hot path's way to append many adds in one statement.

Parameters: `petitions` text[], `signatures` bigint[], `commitments` bytea[] (32 bytes each) of one length, and
`now` timestamptz. Returns one row (signature) for each add made. A signature that does not come back was
refused: its petition's log is closed, was never prepared, or holds an add for it already. The statement holds
the logs shared until commit, so that `close_log` waits for it; run `ACCEPTING_LOGS` first in the same
transaction to learn before confirming which petitions still accept.
"""

ACCEPTING_LOGS = QUERIES["accepting_logs"]
"""Parameter `petitions` text[]; returns (petition_id) for each log that accepts, held so until commit."""


class NotAccepted(Exception):
    """The petition's log takes nothing more: it is closed, or closes."""


class NotInLog(Exception):
    """There is no add for this signature in the log of this petition."""


def origin_of(petition_id: str) -> str:
    """The origin of a petition's log, `<host>/petitions/<id>`, as checkpoints and commitments name it."""
    return f"{settings.UNDERSIGNED_ORIGIN}/petitions/{petition_id}"


def prepare(petition_id: str) -> None:
    """Make the petition's log, empty and unpublished, so that adds can wait for its opening. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute(
            QUERIES["prepare_log"], {"petition": petition_id, "origin": origin_of(petition_id), "root": EMPTY_ROOT}
        )


@transaction.atomic
def open_log(petition_id: str, text_sha256: bytes, now: datetime) -> None:
    """The petition opens with this text: its log may be published, what waits first of all. Idempotent.

    `text_sha256` is the 32-byte digest of the published text.
    """
    prepare(petition_id)
    log = Log.objects.select_for_update(no_key=True).get(petition_id=petition_id)
    if not log.ready:
        Intent.objects.create(log=log, kind=Kind.OPEN, text_sha256=text_sha256, created_at=now)
        Log.objects.filter(pk=log.pk).update(ready=True)


@transaction.atomic
def add(petition_id: str, signature_id: int, commitment: bytes, now: datetime) -> None:
    """The signature is to be counted; `commitment` is its 32 bytes (tlog.entry.commitment).

    Raises NotAccepted when the log is closed, IntegrityError when the signature has an add already.
    """
    prepare(petition_id)
    log = _accepting(petition_id)
    Intent.objects.create(log=log, kind=Kind.ADD, signature=signature_id, commitment=commitment, created_at=now)


@transaction.atomic
def remove(petition_id: str, signature_id: int, reason: str, now: datetime) -> bool:
    """The signature is to count no more, for one of tlog.entry.REASONS; False when it was removed already.

    Raises NotAccepted when the log is closed, NotInLog when the signature never had an add.
    """
    if reason not in REASONS:
        raise ValueError(f"not a reason a log can hold: {reason!r}")
    return _change(petition_id, signature_id, Kind.REMOVE, reason, now)


@transaction.atomic
def restore(petition_id: str, signature_id: int, now: datetime) -> bool:
    """The removed signature is to count again; False when it counts already.

    Raises NotAccepted when the log is closed, NotInLog when the signature never had an add.
    """
    return _change(petition_id, signature_id, Kind.RESTORE, "", now)


@transaction.atomic
def close_log(petition_id: str, now: datetime) -> None:
    """Nothing is accepted from now on; the log is closed once all that waits is written. Idempotent.

    Waits for transactions under way that add to this log, so that none of them can be left out.
    """
    prepare(petition_id)
    log = Log.objects.select_for_update().get(petition_id=petition_id)
    if log.accepting:
        Intent.objects.create(log=log, kind=Kind.CLOSE, created_at=now)
        Log.objects.filter(pk=log.pk).update(accepting=False)


def forget(signature_ids: Sequence[int]) -> None:
    """Cut the links from signatures' adds to their rows, as their persons are erased; the log itself stays.

    Idempotent. What still waits (a remove, say) is written all the same.
    """
    Intent.objects.filter(kind=Kind.ADD, signature__in=signature_ids).update(signature=None)


def changed() -> list[tuple[int, bool]]:
    """(signature, whether it counts after all that was wanted of it) for each that was ever removed.

    Reads all intents once from end to end.
    """
    later = Intent.objects.filter(about=OuterRef("about"), turn__gt=OuterRef("turn"))
    last = (
        Intent.objects.filter(~Exists(later), about__isnull=False)
        .order_by("pk")
        .values_list("about__signature", "kind")
    )
    return [(number, kind == Kind.RESTORE) for number, kind in last if number is not None]


@transaction.atomic
def discard(petition_id: str) -> None:
    """Drop the log of a petition that never opened, with what waits in it. Idempotent.

    Raises NotAccepted when anything of it was published or may be.
    """
    log = Log.objects.select_for_update().filter(petition_id=petition_id).first()
    if log is None:
        return
    if log.ready or log.size or Tile.objects.filter(log=log).exists():
        raise NotAccepted(f"the log of petition {petition_id} was opened and stays")
    Intent.objects.filter(log=log, about__isnull=False).delete()
    Intent.objects.filter(log=log).delete()
    log.delete()


def _accepting(petition_id: str) -> Log:
    with connection.cursor() as cursor:
        cursor.execute(ACCEPTING_LOGS, {"petitions": [petition_id]})
        if cursor.fetchone() is None:
            raise NotAccepted(f"the log of petition {petition_id} takes nothing more")
    return Log.objects.get(petition_id=petition_id)


def _change(petition_id: str, signature_id: int, kind: Kind, reason: str, now: datetime) -> bool:
    log = _accepting(petition_id)
    added = Intent.objects.filter(log=log).add_of(signature_id)
    if added is None:
        raise NotInLog(f"signature {signature_id} has no entry in the log of petition {petition_id}")
    with connection.cursor() as cursor:
        cursor.execute(
            QUERIES["append_change"],
            {"log": log.pk, "about": added.pk, "kind": kind.value, "reason": reason, "now": now},
        )
        return bool(cursor.rowcount == 1)
