"""Before anything is signed after a start: is this database as long as what was published from it?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.client import OK

from django.conf import settings

from undersigned.ledger import witnesses
from undersigned.ledger.keys import own_verifiers, register_origin
from undersigned.ledger.models import Log
from undersigned.ledger.witnesses import Behind, Send, held_against
from undersigned.tlog.checkpoint import verified_head
from undersigned.tlog.note import BadNote, Note

AT_ONCE = 8
"""Checkpoints that are fetched from a mirror at the same time."""
TOLD = 20
"""How many logs are named when many are behind."""


class DatabaseBehind(Exception):
    """Others hold more of our logs than this database: signing on would fork them."""


def check(now: datetime, send: Send | None = None) -> None:
    """Compare with every mirror (UNDERSIGNED_LOG_MIRRORS) and witness; raises DatabaseBehind, with the remedy.

    At a mirror, the register and every log that may still grow: an epoch comes a minute after what it commits to.
    To be called once before the first sequencer.step of a process. Who cannot be reached proves nothing.
    """
    behind = []
    for mirror in settings.UNDERSIGNED_LOG_MIRRORS:
        behind += _compare(mirror.rstrip("/"), send or witnesses.send_by_http)
    behind += witnesses.feed(now, send, again=True)
    if behind:
        raise DatabaseBehind("\n".join(map(str, behind[:TOLD])))


def _compare(mirror: str, send: Send) -> list[Behind]:
    register = Log.objects.register().first() or Log(origin=register_origin())
    logs = [register, *Log.objects.of_petitions().filter(closed=False).order_by("id")]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda log: _asked(f"{mirror}/{_place(log)}/checkpoint", send), logs))
    found = []
    for log, answer in zip(logs, answers, strict=True):
        try:
            head = verified_head(Note.parse(answer), *own_verifiers(log.origin))
        except BadNote:
            continue
        found.append(held_against(log, head, f"the mirror {mirror}"))
    return [behind for behind in found if behind]


def _place(log: Log) -> str:
    return "register" if log.petition_id is None else f"petitions/{log.petition_id}"


def _asked(address: str, send: Send) -> bytes:
    """The body at an address; empty when there is none to be had."""
    try:
        status, answer = send(address, None)
    except OSError:
        return b""
    return answer if status == OK else b""
