"""The kept numbers of places and hours are held against a full recount of the signatures, and set right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from undersigned.kit import sql
from undersigned.petitions.models import Petition

QUERIES = sql.load("undersigned.signatures")


@dataclass(frozen=True)
class OfPlace:
    """A place of a petition whose kept number is not what its signatures come to."""

    petition: str
    country: str
    state: str
    kept: int
    counted: int

    def __str__(self) -> str:
        where = f"{self.country}-{self.state}" if self.state else self.country or "no place"
        return f"petition {self.petition}, place {where}: {_told(self.kept, self.counted)}"


@dataclass(frozen=True)
class OfHour:
    """An hour (UTC) of a petition whose kept number is not what its signatures come to."""

    petition: str
    hour: datetime
    kept: int
    counted: int

    def __str__(self) -> str:
        return f"petition {self.petition}, hour {self.hour:%Y-%m-%d %H:%M} UTC: {_told(self.kept, self.counted)}"


Difference = OfPlace | OfHour


def _told(kept: int, counted: int) -> str:
    return f"kept as {kept}, but {counted} signatures stand"


def differences() -> list[Difference]:
    """Every number that is not what a recount of all signatures says, by petition; changes and locks nothing.

    Each of the two statements sees one moment, at which all that is committed together is there together. It reads
    every signature twice. The public count is the log's: `ledger.check` recomputes that from the entries.
    """
    every = list(Petition.objects.values_list("pk", flat=True))
    return sorted(_found(every), key=lambda one: one.petition)


def repair() -> list[Difference]:
    """Set right every number that a recount finds wrong; what was set right, as it was found under the lock.

    One transaction for each such petition, whose row is held as `confirm` and `withdraw` hold it: whoever signs it
    then waits for its recount, and is counted after. Idempotent.
    """
    repaired: list[Difference] = []
    for petition in dict.fromkeys(one.petition for one in differences()):
        repaired += _repair_one(petition)
    return repaired


@transaction.atomic
def _repair_one(petition: str) -> list[Difference]:
    Petition.objects.select_for_update(no_key=True).get(pk=petition)
    found = list(_found([petition]))
    places = [one for one in found if isinstance(one, OfPlace)]
    hours = [one for one in found if isinstance(one, OfHour)]
    _set(
        "set_places", petition, places, country=[one.country for one in places], state=[one.state for one in places]
    )
    _set("set_hours", petition, hours, hour=[one.hour for one in hours])
    return found


def _set(query: str, petition: str, right: Sequence[Difference], **columns: list[Any]) -> None:
    if right:
        standing = [one.counted for one in right]
        sql.run(QUERIES[query], {"petition": petition, "standing": standing, **columns})


def _found(petitions: list[str]) -> Iterator[Difference]:
    for row in sql.run(QUERIES["places_differ"], {"petitions": petitions}).fetchall():
        yield OfPlace(*row)
    for petition, hour, kept, counted in sql.run(QUERIES["hours_differ"], {"petitions": petitions}).fetchall():
        yield OfHour(petition, hour.astimezone(UTC), kept, counted)
