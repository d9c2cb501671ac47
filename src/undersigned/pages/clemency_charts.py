"""A chart of the clemency record as a page shows it: its picture in four looks, its words, its table, its data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from undersigned.clemency import sentences, specs
from undersigned.clemency.charts import Cell, Chart, Column, mark_name
from undersigned.clemency.record import Mark
from undersigned.clemency.specs import Look

_NOT_SHOWN = "sources"


@dataclass(frozen=True)
class Item:
    """One cell of a table, or one heading: its text, and whether it is a number."""

    text: str
    numeric: bool


@dataclass(frozen=True)
class Figured:
    """A chart with the addresses of its picture and its data, the room its picture needs, and its table."""

    chart: Chart
    address: str
    query: str
    wide: tuple[int, int]
    narrow: tuple[int, int]
    headings: tuple[Item, ...]
    rows: tuple[tuple[Item, ...], ...]

    def looks(self) -> Iterator[tuple[str, str, tuple[int, int]]]:
        """Which picture for which screen (a media query), the first that fits; the last is for all others."""
        start = f"{self.address}.svg?{self.query}{'&' if self.query else ''}"
        wide, dark = "(min-width: 50rem)", "(prefers-color-scheme: dark)"
        yield f"{wide} and {dark}", f"{start}width=wide&theme=dark", self.wide
        yield wide, f"{start}width=wide&theme=light", self.wide
        yield dark, f"{start}width=narrow&theme=dark", self.narrow
        yield "", f"{start}width=narrow&theme=light", self.narrow

    @property
    def data(self) -> str:
        """The query that the chart's data needs, with its question mark; or nothing."""
        return f"?{self.query}" if self.query else ""


def figured(chart: Chart, address: str, query: str = "") -> Figured:
    """A chart whose files are at an address (without their endings) under a query."""
    columns = [column for column in chart.columns if column.name != _NOT_SHOWN]
    return Figured(
        chart=chart,
        address=address,
        query=query,
        wide=specs.size(chart.spec(Look("light", "wide"))),
        narrow=specs.size(chart.spec(Look("light", "narrow"))),
        headings=tuple(Item(column.label, column.numeric) for column in columns),
        rows=tuple(
            tuple(Item(_text(column, row[column.name]), column.numeric) for column in columns) for row in chart.rows
        ),
    )


def _text(column: Column, cell: Cell) -> str:
    if cell is None:
        return _("not known")
    if column.name == "as_of":
        return sentences.day(date.fromisoformat(str(cell)))
    if column.name.endswith("mark") and cell in set(Mark):
        return mark_name(Mark(str(cell)))
    if isinstance(cell, float):
        return f"{cell:,}"
    return sentences.number(cell) if isinstance(cell, int) and column.numeric else str(cell)
