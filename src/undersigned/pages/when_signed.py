"""When people signed a petition: bars to be drawn, the words that go with them, and their table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from django.utils.dateformat import format as written
from django.utils.translation import gettext as _

from undersigned.petitions.models import Petition
from undersigned.signatures.statistics import Statistics
from undersigned.signatures.tally import hour_of

#: So long a petition is drawn by the hour.
YOUNG = timedelta(days=3)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
#: So many bars have room at least, so that the first one is not as wide as the page.
DAYS_AT_LEAST, HOURS_AT_LEAST = 14, 24
STEP, BAR, TALL, LEAST = 10, 8, 100, 1

Moment = TypeVar("Moment", date, datetime)


@dataclass(frozen=True)
class Bar:
    """A bar in units of the drawing, from its upper left corner, and what it says."""

    x: int
    y: int
    height: int
    said: str


@dataclass(frozen=True)
class Drawing:
    """A chart with its words: `rows` of its table are (when, how many), the axis goes from `first` to `last`."""

    by_hour: bool
    width: int
    bars: list[Bar]
    most: int
    busiest: str
    first: str
    last: str
    rows: list[tuple[str, int]]
    tall: int = TALL
    bar: int = BAR

    @property
    def columns(self) -> tuple[str, str]:
        """The headings of the table."""
        return (_("Hour (UTC)") if self.by_hour else _("Day (UTC)"), _("Signatures"))


def drawn(found: Petition, shown: Statistics, now: datetime) -> Drawing | None:
    """The chart of what is disclosed of a petition; None when that is nothing.

    By the hour since it opened while it is young, by the day after; and by the day when no hour has enough.
    """
    opened = found.opened_at or shown.made_at
    ends = min(shown.complete_until, found.closes_at or shown.complete_until) - timedelta(microseconds=1)
    if now - opened < YOUNG:
        first = hour_of(opened)
        hours = {hour.begins: hour.standing for hour in shown.hours if hour.begins >= first}
        if hours:
            last = max(hour_of(ends), *hours, first + (HOURS_AT_LEAST - 1) * HOUR)
            return _drawing(hours, first, last, HOUR, "j F Y, H:i")
    days = {day.on: day.standing for day in shown.days}
    if not days:
        return None
    start = min(opened.astimezone(UTC).date(), *days)
    end = max(ends.astimezone(UTC).date(), *days, start + (DAYS_AT_LEAST - 1) * DAY)
    return _drawing(days, start, end, DAY, "j F Y")


def _drawing(cells: Mapping[Moment, int], first: Moment, last: Moment, step: timedelta, form: str) -> Drawing:
    most = max(cells.values())
    bars = []
    for when, number in cells.items():
        height = max(LEAST, round(number * TALL / most))
        said = _("%(when)s: %(number)s") % {"when": written(when, form), "number": f"{number:,}"}
        bars.append(Bar((when - first) // step * STEP, TALL - height, height, said))
    return Drawing(
        by_hour=step == HOUR,
        width=((last - first) // step + 1) * STEP,
        bars=bars,
        most=most,
        busiest=written(max(cells, key=lambda when: cells[when]), form),
        first=written(first, form),
        last=written(last, form),
        rows=[(written(when, form), number) for when, number in cells.items()],
    )
