"""A process that writes or sequences until it is killed: `python -m ledger.killed sequence|write FIRST COUNT`."""

import os
import random
import sys
import threading
from datetime import UTC, datetime, timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
django.setup()

from undersigned.ledger import append, sequencer  # noqa: E402  models can be imported once Django is set up
from undersigned.ledger.models import Intent  # noqa: E402

PETITION = "p1"
PAUSE = threading.Event()


def sequence() -> None:
    while True:
        if not sequencer.step(datetime.now(UTC), timedelta(0), 1, random.SystemRandom()):
            PAUSE.wait(0.002)


def write(first: int, count: int) -> None:
    """Add signatures first to first + count - 1, each in a transaction of its own, going on from where it was
    killed; every fifth is withdrawn and every tenth comes back."""
    done = set(
        Intent.objects.filter(signature__gte=first, signature__lt=first + count).values_list("signature", flat=True)
    )
    for signature in range(first, first + count):
        if signature not in done:
            append.add(PETITION, signature, signature.to_bytes(32, "big"), datetime.now(UTC))
        if signature % 5 == 0:
            append.remove(PETITION, signature, "withdrawn", datetime.now(UTC))
        if signature % 10 == 0:
            append.restore(PETITION, signature, datetime.now(UTC))


if __name__ == "__main__":
    if sys.argv[1] == "sequence":
        sequence()
    else:
        write(int(sys.argv[2]), int(sys.argv[3]))
