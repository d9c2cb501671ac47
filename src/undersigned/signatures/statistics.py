"""What the public learns of where and when people signed: cells of ten, complete hours, made anew once an hour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import TypeVar

from undersigned.signatures.models import HourTally, PlaceTable, Tally
from undersigned.signatures.tally import hour_of

#: The smallest cell that is shown (design section 6, Disclosure).
SMALLEST_CELL = 10


@dataclass(frozen=True, order=True)
class Cell:
    """One row of the table by place: a country, or a state of the home country, and how many signed there."""

    country: str
    state: str
    standing: int


@dataclass(frozen=True, order=True)
class Hour:
    """How many of the signatures that stand were confirmed within the hour (UTC) that begins then."""

    begins: datetime
    standing: int


@dataclass(frozen=True, order=True)
class Day:
    """The same for a day (UTC); of the last one, for the hours that were over when the table was made."""

    on: date
    standing: int


Sized = TypeVar("Sized", Cell, Hour, Day)


@dataclass(frozen=True)
class Statistics:
    """What is disclosed of a petition: places by size, days and hours in order; hours until `made_at`'s own."""

    made_at: datetime
    places: list[Cell]
    days: list[Day]
    hours: list[Hour]

    @property
    def complete_until(self) -> datetime:
        """The end of the last hour that is counted."""
        return hour_of(self.made_at)


def of(petition: str, now: datetime) -> Statistics:
    """The statistics of a petition as disclosed, made anew when they are an hour old."""
    kept = PlaceTable.objects.filter(petition=petition).first()
    if kept is None or kept.is_stale(now):
        kept, _made = PlaceTable.objects.update_or_create(petition_id=petition, defaults=_made_anew(petition, now))
    return Statistics(
        made_at=kept.made_at,
        places=[Cell(*row) for row in kept.rows],
        days=[Day(date.fromisoformat(on), standing) for on, standing in kept.days],
        hours=[Hour(datetime.fromisoformat(begins), standing) for begins, standing in kept.hours],
    )


def _made_anew(petition: str, now: datetime) -> dict[str, object]:
    places = Tally.objects.filter(petition=petition, standing__gt=0)
    over = HourTally.objects.filter(petition=petition, standing__gt=0, hour__lt=hour_of(now)).order_by("hour")
    hours = [Hour(row.hour.astimezone(UTC), row.standing) for row in over]
    cells = disclosed(Cell(row.country, row.state, row.standing) for row in places)
    return {
        "made_at": now,
        "rows": [[cell.country, cell.state, cell.standing] for cell in cells],
        "days": [[day.on.isoformat(), day.standing] for day in disclosed_days(hours)],
        "hours": [[hour.begins.isoformat(), hour.standing] for hour in disclosed_hours(hours)],
    }


def disclosed(cells: Iterable[Sized]) -> list[Sized]:
    """The cells that may be shown, the largest first: those of ten and more, less one where one would be hidden.

    Were exactly one cell left out, it could be had by subtraction from the total; so the smallest goes too.
    """
    ordered = sorted(cells, key=lambda cell: (-cell.standing, cell))
    shown = [cell for cell in ordered if cell.standing >= SMALLEST_CELL]
    hidden = [cell for cell in ordered if 0 < cell.standing < SMALLEST_CELL]
    return shown[:-1] if len(hidden) == 1 else shown


def disclosed_days(hours: Iterable[Hour]) -> list[Day]:
    """The days that may be shown, in order; `hours` are in order."""
    return sorted(disclosed(Day(on, sum(hour.standing for hour in group)) for on, group in groupby(hours, _day)))


def disclosed_hours(hours: Iterable[Hour]) -> list[Hour]:
    """The hours that may be shown, in order: of each day so that none can be had by subtraction from the day's."""
    return sorted(hour for _on, group in groupby(hours, _day) for hour in disclosed(group))


def _day(hour: Hour) -> date:
    return hour.begins.date()
