"""How many signatures stand, and where: kept by the transactions that change it, disclosed in cells of ten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Sum

from undersigned.kit import sql
from undersigned.signatures.models import PlaceTable, Tally

QUERIES = sql.load("undersigned.signatures")
#: The smallest cell that is shown (design section 6, Disclosure).
SMALLEST_CELL = 10

Place = tuple[str, str, str]


def move(changes: Mapping[Place, int]) -> None:
    """Add to the tallies by (petition, country, state), inside the caller's transaction.

    Places are touched in one order everywhere, so that two transactions cannot wait for each other.
    """
    rows = sorted((place, change) for place, change in changes.items() if change)
    with connection.cursor() as cursor:
        # An upsert checks the row it proposes before it meets the one that is there: it must not be below zero.
        for query, of_sign in (("add_to_tally", 1), ("take_from_tally", -1)):
            if moved := [row for row in rows if row[1] * of_sign > 0]:
                cursor.execute(QUERIES[query], _columns(moved))


def _columns(rows: Sequence[tuple[Place, int]]) -> dict[str, list[str] | list[int]]:
    return {
        "petition_id": [petition for (petition, _country, _state), _change in rows],
        "country": [country for (_petition, country, _state), _change in rows],
        "state": [state for (_petition, _country, state), _change in rows],
        "standing": [change for _place, change in rows],
    }


def standing(petitions: Iterable[str]) -> Counter[str]:
    """How many signatures stand for each of these petitions, published or not: what supporters are counted by."""
    rows = Tally.objects.filter(petition__in=list(petitions)).values_list("petition_id").annotate(Sum("standing"))
    return Counter(dict(rows))


@dataclass(frozen=True)
class Cell:
    """One row of the table by place: a country, or a state of the home country, and how many signed there."""

    country: str
    state: str
    standing: int


def disclosed(cells: Iterable[Cell]) -> list[Cell]:
    """The cells that may be shown: those of ten and more, less the smallest where one alone would be hidden.

    Were exactly one cell left out, it could be had by subtraction from the total; so a second one goes too.
    """
    ordered = sorted(cells, key=lambda cell: (-cell.standing, cell.country, cell.state))
    shown = [cell for cell in ordered if cell.standing >= SMALLEST_CELL]
    hidden = [cell for cell in ordered if 0 < cell.standing < SMALLEST_CELL]
    return shown[:-1] if len(hidden) == 1 else shown


def by_place(petition: str, now: datetime) -> list[Cell]:
    """The table of a petition as disclosed, made anew when it is an hour old."""
    kept = PlaceTable.objects.filter(petition=petition).first()
    if kept is None or kept.is_stale(now):
        counted = Tally.objects.filter(petition=petition, standing__gt=0)
        cells = disclosed(Cell(row.country, row.state, row.standing) for row in counted)
        rows = [[cell.country, cell.state, cell.standing] for cell in cells]
        kept, _made = PlaceTable.objects.update_or_create(
            petition_id=petition, defaults={"made_at": now, "rows": rows}
        )
    return [Cell(*row) for row in kept.rows]
