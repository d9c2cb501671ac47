"""Every epoch, one entry of the register commits to where every petition's log stands."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from undersigned.ledger.keys import register_origin
from undersigned.ledger.models import Epoch, Head, Log, PublicKey
from undersigned.ledger.publish import publish, rows, run
from undersigned.ledger.sequencer import wait_for_the_pen
from undersigned.tlog import register as form
from undersigned.tlog.note import Verifier

EVERY = timedelta(seconds=60)
AT_LEAST_EVERY = timedelta(days=1)
KEEP_ALL, KEEP_HOURLY = timedelta(days=30), timedelta(days=365)


class Stopped(Exception):
    """The register is halted: nothing is signed in it until an operator has looked."""


class NoSuchEpoch(LookupError):
    """The register has no such epoch, or its heads are no longer kept."""


def step(now: datetime, every: timedelta = EVERY) -> int | None:
    """Append the next epoch when it is due: `every` after the last if a log moved, and once a day in any case.

    One transaction, which waits its turn behind the sequencer; returns the entry's index, or None when nothing was
    due or nothing was ever published. Raises Stopped while the register is halted, and as sequencer.step does.
    """
    with transaction.atomic():
        wait_for_the_pen()
        last = Epoch.objects.order_by("-index").first()
        moved = list(Log.objects.of_petitions().exclude(size=F("registered_size")).order_by("opened_as"))
        if not moved and (last is None or now - last.at < AT_LEAST_EVERY):
            return None
        if last and now - last.at < every:
            return None
        return _append(_register(), moved, now)


def announce(key: Verifier, now: datetime) -> int | None:
    """Note a further key in the register, under the signature of the keys in use; returns the entry's index.

    The key must be among those of UNDERSIGNED_LOG_KEY, after the one it follows. Idempotent: a known key is not
    announced again, and gives None.
    """
    with transaction.atomic():
        wait_for_the_pen()
        if PublicKey.objects.filter(public=key.public).exists():
            return None
        log = _register()
        publish(log, [form.KeyChange(key.renamed(log.origin)).line()], now)
        PublicKey.objects.create(public=key.public, since=now)
        return log.size


def heads_at(index: int) -> bytes:
    """The heads file of the epoch with this index; raises NoSuchEpoch."""
    if not Epoch.objects.filter(pk=index, has_heads=True).exists():
        raise NoSuchEpoch(f"the register has no epoch {index} with its heads")
    found = rows("heads_at", epoch=index)
    return form.heads_file(form.Head(petition, size, bytes(root), count) for petition, size, root, count in found)


def thin(now: datetime) -> int:
    """Forget the heads of epochs that are neither recent nor the last of their hour (a year) or day (for ever).

    The register itself keeps every epoch. Idempotent; returns how many epochs lost their heads.
    """
    with transaction.atomic():
        thinned = run("thin_epochs", all_since=now - KEEP_ALL, hourly_since=now - KEEP_HOURLY)
        if thinned:
            run("thin_heads")
        return thinned


def _register() -> Log:
    log, _made = Log.objects.get_or_create(petition_id=None, defaults={"origin": register_origin()})
    if log.halted:
        raise Stopped(log.halted)
    return log


def _append(log: Log, moved: list[Log], now: datetime) -> int:
    Head.objects.bulk_create(
        [
            Head(number=one.opened_as, epoch=log.size, size=one.size, root=bytes(one.root), count=one.count)
            for one in moved
            if one.opened_as is not None
        ],
        batch_size=1000,
    )
    Log.objects.filter(pk__in=[one.pk for one in moved]).update(registered_size=F("size"))
    heads = [form.Head(petition, size, bytes(root), count) for petition, size, root, count in rows("heads_now")]
    raw = form.heads_file(heads)
    epoch = form.Epoch(int(now.timestamp()), len(heads), form.heads_root(raw), form.total_of(heads))
    Epoch.objects.create(
        index=log.size, at=now, petitions=epoch.petitions, heads_root=epoch.heads_root, total=epoch.total
    )
    publish(log, [epoch.line()], now)
    return log.size
