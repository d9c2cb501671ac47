"""A signer's promise at once, a receipt once the signature is in the log, and where it stands there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from undersigned.ledger.append import origin_of
from undersigned.ledger.keys import promise_signer
from undersigned.ledger.models import Bundle, Intent, Kind, Log
from undersigned.ledger.serve import tree_of
from undersigned.tlog import bundle, entry, proof, tile
from undersigned.tlog.receipt import Promise, Receipt

SLACK = timedelta(minutes=10)
"""What a promise allows beyond the publishing delay, for a sequencer that was down a while."""


class NotYet(LookupError):
    """The signature waits to be published."""


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
    waiting_since: datetime
    due_by: datetime
    """Until when the promise says that it is published."""


def deadline(confirmed_at: datetime) -> datetime:
    """Until when a signature confirmed at this moment is promised to be in its log, in whole seconds."""
    due = confirmed_at + timedelta(seconds=settings.UNDERSIGNED_PUBLISH_DELAY) + SLACK
    return due.replace(microsecond=0)


def promise(petition_id: str, commitment: bytes, confirmed_at: datetime) -> str:
    """The signed promise that this commitment will be in the petition's log, as a note.

    The same arguments give the same bytes, so nothing need be kept. Raises keys.NoKey.
    """
    due = int(deadline(confirmed_at).timestamp())
    return Promise(origin_of(petition_id), commitment, due).signed(promise_signer())


def promise_of(signature_id: int) -> str:
    """The promise for a signature as its intent has it; raises NotCounted, keys.NoKey."""
    added = _add_of(signature_id)
    return promise(str(added.log.petition_id), bytes(added.commitment or b""), added.created_at)


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
        waiting_since=added.created_at,
        due_by=deadline(added.created_at),
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
