"""What one office can lawfully do: its powers, under which conditions, with whom, and by which law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from undersigned.authorities.ask import ASKS
from undersigned.authorities.load import catalogue
from undersigned.authorities.powers import PLACE
from undersigned.authorities.say import fact_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrPromise

    from undersigned.authorities.powers import Law, Office, Power

USUAL = {"ordinary", "forgive"}  # answers that go without saying
PLACE_FACT, KIND = "state", "kind"


@dataclass(frozen=True, slots=True)
class Held:
    """One power of an office: the asks it answers, its own part and the others', conditions, limits and law.

    `kinds` says more closely which of them, where the power is for some kinds of an ask alone.
    """

    asks: tuple[str | StrPromise, ...]
    kinds: tuple[str | StrPromise, ...]
    act: str
    note: str
    others: tuple[str, ...]
    when: tuple[str, ...]
    limits: tuple[str, ...]
    laws: tuple[Law, ...]
    unverified: str


def office_of(id: str) -> Office | None:
    """The office of this id, or None; templates are no office."""
    office = catalogue().offices.get(id)
    return None if office is None or PLACE in office.id else office


def powers_of(id: str) -> tuple[Held, ...]:
    """Every power that the office holds, alone or with others, in the order of the catalogue."""
    return tuple(
        _held(power, id) for power in catalogue().powers if any(step.office == id for step in power.holders)
    )


def _held(power: Power, id: str) -> Held:
    book = catalogue()
    mine = next(step for step in power.holders if step.office == id)
    others = (book.office(step.office).spoken for step in power.holders if step.office != id)
    return Held(
        asks=tuple(ASKS[ask].noun for ask in power.asks),
        kinds=tuple(_labels(power, KIND)) if not power.when.get(KIND, USUAL) & USUAL else (),
        act=mine.act,
        note=mine.note,
        others=tuple(others),
        when=tuple(_conditions(power)),
        limits=power.limits,
        laws=tuple(book.laws[law] for law in power.cites),
        unverified=power.unverified,
    )


def _conditions(power: Power) -> Iterator[str]:
    """Each condition that does not go without saying: its question, and the answers that meet it."""
    for code, answers in power.when.items():
        if code not in (PLACE_FACT, KIND) and not answers & USUAL:
            yield f"{fact_named(power.asks[0], code).question} {'; '.join(map(str, _labels(power, code)))}"


def _labels(power: Power, code: str) -> list[str | StrPromise]:
    """The answers to a question under which the power applies, in the order of the question."""
    ask = next(ask for ask in power.asks if code in ASKS[ask].facts)
    return [choice.label for choice in fact_named(ask, code).choices if choice.code in power.when[code]]
