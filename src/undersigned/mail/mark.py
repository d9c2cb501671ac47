"""What became of letters is written down, many in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from undersigned.kit import sql
from undersigned.mail import backoff
from undersigned.mail.claim import Claimed, Connection
from undersigned.mail.models import Bounce, State

SQL: Final = sql.load("undersigned.mail")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one letter: sent, failed for good, refused for the moment, or put back untried.

    `why` names the step and the server's codes, never its words: they may repeat the address.
    """

    letter: Claimed
    state: State
    why: str = ""
    tried: bool = True
    domain_refused: bool = False
    address_refused: bool = False
    next_at: datetime | None = None


def sent(letter: Claimed) -> Outcome:
    """The server took it."""
    return Outcome(letter, State.SENT)


def failed(letter: Claimed, why: str, *, address_refused: bool = False) -> Outcome:
    """It will never be taken."""
    return Outcome(letter, State.FAILED, why, address_refused=address_refused)


def refused(letter: Claimed, why: str, now: datetime, *, domain_refused: bool = False) -> Outcome:
    """It was not taken this time: it waits longer each time, and fails after three days of waiting."""
    attempt = letter.attempts + 1
    if attempt >= backoff.ATTEMPTS:
        return Outcome(letter, State.FAILED, f"gave up after 3 days: {why}", domain_refused=domain_refused)
    next_at = now + backoff.wait_after(attempt)
    return Outcome(letter, State.WAITING, why, domain_refused=domain_refused, next_at=next_at)


def put_back(letter: Claimed) -> Outcome:
    """It was not tried."""
    return Outcome(letter, State.WAITING, tried=False)


def mark(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down what became of letters: letters, campaigns' counts, resting domains, refusing addresses.

    `connection` is in autocommit mode. One transaction, idempotent: a letter that has ended is not marked or
    counted again. A letter whose lease went to another worker is left to that worker, unless it was sent: that is
    true whoever holds it.
    """
    refusals = any(outcome.domain_refused or outcome.address_refused for outcome in outcomes)
    with connection.transaction() if refusals else nullcontext():
        connection.execute(SQL["mark"], _columns(outcomes, now))
        if refusals:
            _mark_domains(connection, outcomes, now)
            _mark_addresses(connection, outcomes, now)


def mark_taken(connection: Connection, letters: Sequence[UUID], now: datetime) -> None:
    """Write down that these letters were sent, as a killed worker noted; those that ended stay as they are."""
    states, nothing = [State.SENT.value] * len(letters), [None] * len(letters)
    rest = {"whys": [""] * len(letters), "next": nothing, "leases": nothing, "tried": [1] * len(letters)}
    connection.execute(SQL["mark"], {"now": now, "ids": list(letters), "states": states, **rest})


def _columns(outcomes: Sequence[Outcome], now: datetime) -> dict[str, object]:
    return {
        "now": now,
        "ids": [outcome.letter.id for outcome in outcomes],
        "states": [outcome.state.value for outcome in outcomes],
        "whys": [outcome.why for outcome in outcomes],
        "next": [outcome.next_at for outcome in outcomes],
        "leases": [outcome.letter.lease_until for outcome in outcomes],
        "tried": [int(outcome.tried) for outcome in outcomes],
    }


def _mark_domains(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    refusals = Counter(outcome.letter.domain for outcome in outcomes if outcome.domain_refused)
    if refusals:
        parameters = {"domains": list(refusals), "failures": list(refusals.values())}
        connection.execute(SQL["refused"], parameters | {"now": now, "refusals": backoff.REFUSALS})


def _mark_addresses(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    refused_by = {o.letter.person: o.why for o in outcomes if o.address_refused and o.letter.person}
    if refused_by:
        parameters = {"persons": list(refused_by), "whys": list(refused_by.values())}
        connection.execute(SQL["bounced"], {**parameters, "now": now, "remembered": now - Bounce.REMEMBERED})
