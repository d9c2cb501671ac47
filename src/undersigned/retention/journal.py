"""Who was erased is noted outside the database, so that a restored backup can be made to forget them again."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from undersigned.mail import forget as outbox
from undersigned.signatures import withdraw
from undersigned.signatures.models import Signature, Submission

logger = logging.getLogger(__name__)


class BadJournal(ValueError):
    """A line is not one that this program wrote; the message names file and line."""


def path() -> Path:
    """This machine's journal: one random id of a signature a line, which says nothing without a backup."""
    return Path(settings.UNDERSIGNED_DATA) / "erased"


def note(keys: Iterable[UUID]) -> None:
    """Note signatures whose persons are being erased; on disk when it returns.

    To be called before the commit: one noted in vain was asked for too. A disk that refuses stops no erasure; the
    error log says so.
    """
    lines = "".join(f"{key}\n" for key in keys)
    if not lines:
        return
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, lines.encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        logger.error("An erasure is not in %s, and would be undone by a restored backup: %s", path(), error)


def read(files: Iterable[Path]) -> Iterator[UUID]:
    """The ids in journals; raises BadJournal, or OSError for a file that cannot be read."""
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                yield UUID(line)
            except ValueError as error:
                raise BadJournal(f"{file}, line {number}: not the id of a signature: {line[:80]!r}") from error


def erase_again(keys: Iterable[UUID], now: datetime) -> int:
    """Erase the persons of these signatures where a restored backup brought them back; how many. Idempotent.

    As erase.erase does: withdrawn where the petition still takes signatures, and out of all letters once no other
    signature of theirs is here. One transaction for each.
    """
    return sum(_erase_again(key, now) for key in keys)


@transaction.atomic
def _erase_again(key: UUID, now: datetime) -> bool:
    found = Signature.objects.filter(key=key, person__isnull=False).first()
    if found is None or found.person is None:
        return False
    person = bytes(found.person)
    withdraw.withdraw(key, now)
    withdraw.forget(Signature.objects.get(pk=found.pk), now)
    if not Signature.objects.filter(person=person).exists():
        Submission.objects.filter(person=person).delete()
        outbox.forget(person, now)
    return True
