"""A figure or comparison is frozen as an exhibit of a response, and asked again to see whether it has changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from undersigned.clemency import answers, comparisons, questions, reading

_STANDS_ON = ("holds", "figure", "mark", "as_of", "against", "at_least", "holds_up_to")
_OF_MEMBERS = ("president", "figure", "mark", "as_of", "cumulative")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What a response shows of the record: never recomputed, so that a published answer stays what it was.

    `known_on` is the last day on which a row had been added to the record that it was read from.
    """

    query: str
    sentence: str
    as_of: date | None
    frozen_on: date
    known_on: date
    answer: Mapping[str, Any]

    def stored(self) -> dict[str, Any]:
        """The exhibit as JSON holds it; `restored` reads it back."""
        return {
            "query": self.query,
            "sentence": self.sentence,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "frozen_on": self.frozen_on.isoformat(),
            "known_on": self.known_on.isoformat(),
            "answer": dict(self.answer),
        }

    def pinned(self) -> str:
        """The question of the record as it was then: its answer stays, whatever is corrected later."""
        fields = questions.fields_of(self.query) | {"known_on": self.known_on.isoformat()}
        return urlencode(fields)


@dataclass(frozen=True, slots=True)
class Change:
    """One number or mark that the record would now give otherwise; `of` is a president's slug or empty."""

    what: str
    of: str
    then: Any
    now: Any


def freeze(query: str, today: date) -> Exhibit:
    """The exhibit that a /clemency/compare address, or its query alone, makes; today decides an open as-of date.

    Raises questions.Unanswerable when the query asks nothing the record could answer.
    """
    question = questions.ask(questions.fields_of(query), today)
    told = answers.plain(comparisons.answer(question))
    as_of = date.fromisoformat(told["as_of"]) if told["as_of"] else None
    # Through JSON once, so that what is frozen equals what a database gives back.
    frozen = json.loads(json.dumps(told))
    known_on = reading.record(question.known_on).known_on
    return Exhibit(question.query(), told["sentence"], as_of, today, known_on, frozen)


def restored(stored: Mapping[str, Any]) -> Exhibit:
    """The exhibit that `Exhibit.stored` gave."""
    return Exhibit(
        query=stored["query"],
        sentence=stored["sentence"],
        as_of=date.fromisoformat(stored["as_of"]) if stored["as_of"] else None,
        frozen_on=date.fromisoformat(stored["frozen_on"]),
        known_on=date.fromisoformat(stored.get("known_on", stored["frozen_on"])),
        answer=stored["answer"],
    )


def changes(exhibit: Exhibit, today: date) -> tuple[Change, ...]:
    """What the record would answer otherwise today to the same question as of the same day; empty: nothing.

    A question pinned to what was known on a day is asked again as known today. One that a corrected record can no
    longer be asked is itself what changed.
    """
    try:
        fields = questions.fields_of(exhibit.query)
        fields.pop("known_on", None)
        now = answers.plain(comparisons.answer(questions.ask(fields, today)))
    except questions.Unanswerable:
        return (Change("query", "", exhibit.query, None),)
    then = exhibit.answer
    found = [Change(name, "", then[name], now[name]) for name in _STANDS_ON if then[name] != now[name]]
    was = {member["president"]: member for member in then["members"]}
    for member in now["members"]:
        old = was.get(member["president"], {})
        found += [
            Change(name, member["president"], old.get(name), member[name])
            for name in _OF_MEMBERS
            if old.get(name) != member[name]
        ]
    return tuple(found)
