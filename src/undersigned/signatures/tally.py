"""How many signatures stand, where, and when they were confirmed: kept by the transactions that change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from django.db.models import Sum

from undersigned.kit import sql
from undersigned.signatures.models import Tally

QUERIES = sql.load("undersigned.signatures")


class Counted(NamedTuple):
    """What the tallies know of a signature."""

    petition: str
    country: str
    state: str
    confirmed_at: datetime


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour (UTC) that an aware moment lies in."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def add(signatures: Iterable[Counted]) -> None:
    """Count signatures that stand from now on, in the transaction of the caller, who holds the petitions' rows."""
    _move("add_to_tallies", signatures)


def take(signatures: Iterable[Counted]) -> None:
    """Count signatures no longer that stood until now; the caller is as in `add`."""
    _move("take_from_tallies", signatures)


def _move(query: str, signatures: Iterable[Counted]) -> None:
    """One statement for all. Rows are touched in one order, so that two transactions cannot wait for each other."""
    moved = list(signatures)
    if not moved:
        return
    places = sorted(Counter((one.petition, one.country, one.state) for one in moved).items())
    hours = sorted(Counter((one.petition, hour_of(one.confirmed_at)) for one in moved).items())
    columns = {
        "petition": [petition for (petition, _country, _state), _number in places],
        "country": [country for (_petition, country, _state), _number in places],
        "state": [state for (_petition, _country, state), _number in places],
        "standing": [number for _place, number in places],
        "of_hour": [petition for (petition, _hour), _number in hours],
        "hour": [hour for (_petition, hour), _number in hours],
        "in_hour": [number for _hour, number in hours],
    }
    sql.run(QUERIES[query], columns)


def standing(petitions: Iterable[str]) -> Counter[str]:
    """How many signatures stand for each of these petitions, published or not: what supporters are counted by."""
    rows = Tally.objects.filter(petition__in=list(petitions)).values_list("petition_id").annotate(Sum("standing"))
    return Counter(dict(rows))
