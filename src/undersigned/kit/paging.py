"""Pages of a listing: which rows, and which pages to offer."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

PAGE_SIZE = 20
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a listing: its rows, its number from 1, how many pages and rows there are in all."""

    rows: list[Row]
    number: int
    pages: int
    total: int

    @property
    def before(self) -> int | None:
        """The number of the page before, or None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The number of the next page, or None on the last."""
        return self.number + 1 if self.number < self.pages else None


def page_of(rows: "QuerySet[Any, Row]", asked: str | None, size: int = PAGE_SIZE) -> Page[Row]:
    """The page that was asked for; the nearest one there is when `asked` is no number or out of range."""
    total = rows.count()
    pages = max(1, -(-total // size))
    wanted = int(asked) if asked and asked.isdecimal() and len(asked) < 9 else 1
    number = min(max(1, wanted), pages)
    return Page(list(rows[(number - 1) * size : number * size]), number, pages, total)
