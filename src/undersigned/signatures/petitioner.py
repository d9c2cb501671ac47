"""The one who started a petition hears what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from undersigned.mail import letters
from undersigned.signatures.models import Signature


def tell(petition_id: str, kind: str, context: Mapping[str, object], now: datetime) -> bool:
    """Post a letter of a kind (`mail/kinds.py`) to the petitioner, inside the caller's transaction.

    False when there is nobody to write to: the petition was recorded elsewhere, or its petitioner withdrew, was
    erased, or declined letters.
    """
    signature = Signature.objects.reachable().filter(petition=petition_id, is_petitioner=True).first()
    if signature is None or signature.person is None:
        return False
    letters.post(
        kind,
        to=signature.opened_email(),
        name=signature.opened_name(),
        person=bytes(signature.person),
        context={"petition": petition_id, **context},
        now=now,
    )
    return True
