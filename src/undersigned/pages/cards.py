"""Petitions in a listing, each with the number that is shown beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from undersigned.petitions.models import Petition
from undersigned.signatures import counts


@dataclass(frozen=True)
class Card:
    """One petition of a listing: the published count, or None where another site counted."""

    petition: Petition
    count: int | None


def cards(petitions: Iterable[Petition]) -> list[Card]:
    """Cards in the same order; one query for all counts. Their authorities should be selected with them."""
    rows = list(petitions)
    published = counts.published(rows)
    return [Card(one, None if one.is_recorded_elsewhere else published[one.pk]) for one in rows]
