"""Before anything is signed after a start: is this database as long as what was published from it?"""

from datetime import datetime
from http.client import OK

from django.conf import settings

from undersigned.ledger import witnesses
from undersigned.ledger.keys import own_verifiers, register_origin
from undersigned.ledger.models import Log
from undersigned.ledger.witnesses import Behind, Send
from undersigned.tlog.checkpoint import verified_head
from undersigned.tlog.note import BadNote, Note


class DatabaseBehind(Exception):
    """Others hold more of our logs than this database: signing on would fork them."""


def check(now: datetime, send: Send | None = None) -> None:
    """Compare with every mirror (UNDERSIGNED_LOG_MIRRORS) and witness; raises DatabaseBehind, with the remedy.

    To be called once before the first sequencer.step of a process. Who cannot be reached proves nothing.
    """
    behind = [found for mirror in settings.UNDERSIGNED_LOG_MIRRORS if (found := _mirror(mirror, send))]
    behind += witnesses.feed(now, send, again=True)
    if behind:
        raise DatabaseBehind("\n".join(map(str, behind)))


def _mirror(mirror: str, send: Send | None) -> Behind | None:
    ours = Log.objects.register().values_list("size", flat=True).first() or 0
    try:
        status, answer = (send or witnesses.send_by_http)(f"{mirror.rstrip('/')}/register/checkpoint", None)
        if status != OK:
            return None
        head = verified_head(Note.parse(answer), *own_verifiers(register_origin()))
    except (OSError, BadNote):
        return None
    return Behind(f"the mirror {mirror}", head.size, ours, proven=True) if head.size > ours else None
