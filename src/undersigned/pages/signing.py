"""A form or a pressed button becomes a verdict, for the endpoints of `hot.py` and for Django’s pages alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl
from uuid import UUID

from django.conf import settings

from undersigned.guard import challenge
from undersigned.guard.agree import Agreement
from undersigned.guard.limits import Buckets
from undersigned.guard.verdict import Guard, Outcome, Signals, limit_of_petition
from undersigned.kit import tokens
from undersigned.signatures import form
from undersigned.signatures.confirm import Confirmed, Press, Result
from undersigned.signatures.intake import Submitted, Taken, take

#: The limits of this process, and its share in those of all.
guard = Guard(petitions=Buckets(limit_of_petition(settings.UNDERSIGNED_CHALLENGE_ABOVE)))
agreement = Agreement(guard)


FORM_TYPE = "application/x-www-form-urlencoded"
FIELDS_AT_MOST = 20


class Unreadable(ValueError):
    """What was sent is no form: `status` says why (415 for another type, 400 for damaged bytes)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class TooMany(Exception):
    """Guard refuses: the page says to come back later, and not why."""


class Challenged(Exception):
    """Guard asks for a proof of work: the page shows the form again, with everything in it."""


def fields(content_type: str, body: bytes) -> dict[str, str]:
    """The fields of an URL-encoded form in UTF-8; raises Unreadable for anything else."""
    if content_type.partition(";")[0].strip().lower() != FORM_TYPE:
        raise Unreadable(415)
    try:
        text = body.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS_AT_MOST))
    except ValueError as error:
        raise Unreadable(400) from error


def submitted(
    petition: str, fields: Mapping[str, str], network: str, now: datetime, *, gathering: bool = False
) -> Submitted:
    """What a signer sent, ready to join a group; raises signatures.form.BadForm, Challenged or TooMany."""
    filled = form.read(fields)
    solution = challenge.read(fields.get("altcha", ""), petition, now)
    verdict = guard.judge(
        Signals("sign", network, now, petition, solved=solution is not None, slowly="slowly" in fields)
    )
    if verdict.outcome is Outcome.CHALLENGE:
        raise Challenged
    if verdict.outcome is Outcome.REFUSE:
        raise TooMany
    used = solution if verdict.by_proof else None
    return Submitted(petition, filled, now, gathering=gathering, not_before=verdict.not_before, solution=used)


def taken(batch: Sequence[Submitted]) -> list[Taken]:
    """Store a group of forms (signatures.intake.take), and in its transaction agree on limits."""
    return take(batch, agreement.reach)


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
