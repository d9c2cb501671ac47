"""A signer's promise at once, a receipt once the signature is in the log, and where it stands there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from undersigned.ledger.keys import promise_signer
from undersigned.ledger.models import Bundle, Intent, Kind, Log
from undersigned.ledger.serve import tree_of
from undersigned.tlog import bundle, entry, proof, tile
from undersigned.tlog.receipt import Promise, Receipt

SLACK = timedelta(minutes=10)
"""What a promise allows beyond the publishing delay, for a sequencer that was down a while."""


class NotYet(LookupError):
    """The signature waits to be published, or for its petition to open."""


class NotCounted(LookupError):
    """No entry in any log belongs to this signature."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a signature stands in its log: its index (None while it waits), its day, and whether it counts."""

    petition_id: str
    index: int | None
    day: date | None
    counts: bool
    reason: str
    """Why it does not count: one of tlog.entry.REASONS, or empty."""
    due_by: datetime | None
    """Until when the promise says that it is published; None while its petition is not open."""


def deadline(since: datetime) -> datetime:
    """Until when what waits since this moment is promised to be in its log, in whole seconds."""
    due = since + timedelta(seconds=settings.UNDERSIGNED_PUBLISH_DELAY) + SLACK
    return due.replace(microsecond=0)


def promise_of(signature_id: int) -> str:
    """The signed promise, as a note, that a signature's commitment will be in its petition's log by a deadline.

    The same intent gives the same bytes, so nothing need be kept. Raises NotYet while the petition is not open
    (nobody can promise that it will be), NotCounted, keys.NoKey.
    """
    added = _add_of(signature_id)
    due = _due_by(added)
    if due is None:
        raise NotYet("the petition of this signature is not open")
    promised = Promise(added.log.origin, bytes(added.commitment or b""), int(due.timestamp()))
    return promised.signed(promise_signer())


def _due_by(added: Intent) -> datetime | None:
    opened = Intent.objects.filter(log=added.log_id, kind=Kind.OPEN).values_list("created_at", flat=True).first()
    return deadline(max(opened, added.created_at)) if opened else None


def receipt(signature_id: int, salt: bytes) -> Receipt:
    """The receipt of a published signature under the newest checkpoint; `salt` is the commitment's.

    The proof is run from entry to signed root before it is given out. Raises NotYet, NotCounted, and
    tile.BadTile or proof.BadProof when rows of the log are corrupted.
    """
    added = _add_of(signature_id)
    if added.placed_at is None:
        raise NotYet("this signature waits to be published")
    log = Log.objects.get(pk=added.log_id)
    line = entry_at(log, added.placed_at)
    tree = tree_of(log)
    path = proof.inclusion(added.placed_at, log.size, tree.node)
    return Receipt.make(line, salt, added.placed_at, path, log.checkpoint)


def standing(signature_id: int) -> Standing:
    """Where a signature stands in the published log; raises NotCounted."""
    added = _add_of(signature_id)
    last = (
        Intent.objects.filter(about=added, placed_at__isnull=False)
        .order_by("-turn")
        .values("kind", "reason")
        .first()
    )
    removed = bool(last and last["kind"] == Kind.REMOVE)
    day = None
    if added.placed_at is not None:
        found = entry.parse(entry_at(added.log, added.placed_at))
        day = found.day
    return Standing(
        petition_id=str(added.log.petition_id),
        index=added.placed_at,
        day=day,
        counts=added.placed_at is not None and not removed,
        reason=last["reason"] if last and removed else "",
        due_by=_due_by(added),
    )


def entry_at(log: Log, index: int) -> bytes:
    """The entry at this index of a log; raises bundle.BadBundle when its row is corrupted."""
    number, within = divmod(index, tile.WIDTH)
    kept = Bundle.objects.filter(log=log, number=number).values_list("entries", flat=True).first()
    return bundle.unpack(bundle.prefix(bytes(kept or b""), within + 1), within + 1)[within]


def _add_of(signature_id: int) -> Intent:
    added = Intent.objects.select_related("log").add_of(signature_id)
    if added is None:
        raise NotCounted(f"no entry in any log belongs to signature {signature_id}")
    return added
