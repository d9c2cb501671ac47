"""A form or a pressed button becomes a verdict, for the endpoints of `hot.py` and for Django’s pages alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from undersigned.guard.verdict import Guard, Outcome, Signals
from undersigned.kit import tokens
from undersigned.signatures import form
from undersigned.signatures.confirm import Confirmed, Press, Result
from undersigned.signatures.intake import Submitted

#: The limits of this process.
guard = Guard()


class TooMany(Exception):
    """Guard refuses: the page says to come back later, and not why."""


def submitted(
    petition: str, fields: Mapping[str, str], network: str, now: datetime, *, gathering: bool = False
) -> Submitted:
    """What a signer sent, ready to join a group; raises signatures.form.BadForm."""
    filled = form.read(fields)
    verdict = guard.judge(Signals("sign", network, now))
    return Submitted(petition, filled, now, gathering=gathering, not_before=verdict.not_before)


def pressed(token: str, network: str, now: datetime) -> Press:
    """The button of a confirmation page; raises Forged or Expired (tokens), or TooMany for a guessing network."""
    try:
        return Press(tokens.read_row("confirm", token, now), now)
    except tokens.Forged:
        if guard.judge(Signals("link", network, now)).outcome is Outcome.REFUSE:
            raise TooMany from None
        raise


def address_after(confirmed: Confirmed) -> str | None:
    """Where the signer is sent: to the receipt of a signature that stands, or nowhere."""
    if confirmed.result not in (Result.COUNTED, Result.ALREADY) or confirmed.key is None:
        return None
    return receipt_address(confirmed.key)


def receipt_address(key: UUID) -> str:
    """The page that says what became of a signature, for its signer."""
    return f"/receipt/{tokens.make('receipt', key)}"


def sent_address(petition: str) -> str:
    """The page that says to look into the mail."""
    return f"/petitions/{petition}/check-your-email"
