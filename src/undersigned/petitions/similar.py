"""Petitions that ask for much the same are found by the rare words they share."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import connection

from undersigned.kit import facts, sql
from undersigned.petitions.indexing import WEIGHING, folded
from undersigned.petitions.models import PUBLIC_STATES, Petition
from undersigned.petitions.whereabouts import places_of

#: From this score on, two petitions without a place between them are taken for the same case.
SAME_CASE = 0.3
#: Below this score nothing is worth a look.
LEAST = 0.15
#: What is left of the score of the same wish for another state: always below SAME_CASE.
OF_ANOTHER_PLACE = 0.25
#: A word that more petitions than this use tells nothing; so many rows are read for a word at most.
HELD_AT_MOST = 1000
#: How many of a text's words are looked up, the ones worth most; how many petitions are looked at closely.
WORDS_AT_MOST, CANDIDATES = 25, 40
#: A young site has too few petitions to know which words are common: it counts as if it held so many more, that use
#: words as `data/words.csv` says.
AS_IF_HELD = 10_000
#: The power to which a word's rarity is taken; found best among 1, 1.5 and 2 on pairs of real petitions.
RARITY_COUNTS = 1.5
WORDS_SHOWN = 5

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Similar:
    """One petition like the text that was given.

    `score`: how much of what the text says is also said there, 0 to 1. `shared_words`: the words that tell most, as
    they stand there. `elsewhere`: both name states, and none in common: the same wish for another place.
    """

    petition: Petition
    score: float
    shared_words: tuple[str, ...]
    elsewhere: bool

    @property
    def same_case(self) -> bool:
        """One answer might serve both."""
        return self.score >= SAME_CASE and not self.elsewhere


def similar(
    title: str,
    body: str,
    authority: str | None = None,
    among: Collection[str] = PUBLIC_STATES,
    without: Iterable[str] = (),
    limit: int = 5,
) -> list[Similar]:
    """At most `limit` petitions like this text, the most alike first; none when nothing is worth a look.

    `authority`: only petitions to the one with this slug. `among`: the states looked at; the default is what anyone
    may see, so that a private text is never shown. `without`: ids left out. Takes any text; writes nothing.
    """
    telling = _telling(title, body)
    whole = sum(worth * weight for worth, weight in telling.values())
    found = _rows(
        "petitions_sharing",
        words=list(telling),
        worths=[worth for worth, _weight in telling.values()],
        least=LEAST * whole,
        states=[str(state) for state in among],
        authority=authority,
        without=list(without),
        candidates=max(CANDIDATES, limit),
    )
    held = Petition.objects.defer("search").in_bulk([petition for petition, _part, _words in found])
    here = places_of(title, body)
    judged = [
        _judged(held[petition], min(1, part / whole), words, here)
        for petition, part, words in found
        if petition in held
    ]
    kept = sorted((one for one in judged if one.score >= LEAST), key=lambda one: (-one.score, one.petition.pk))
    return [replace(one, shared_words=_as_written(one.shared_words, one.petition)) for one in kept[:limit]]


def similar_to(petition: Petition, among: Collection[str] = PUBLIC_STATES, limit: int = 5) -> list[Similar]:
    """At most `limit` other petitions to the same authority like this one, the most alike first."""
    return similar(petition.title, petition.body, petition.authority_id, among, (petition.pk,), limit)


def _telling(title: str, body: str) -> dict[str, tuple[float, float]]:
    """The words of a text that tell it from others: what each is worth for its rarity, what it says of the text."""
    said = _rows("words_said", title=folded(title), body=folded(body), held_at_most=HELD_AT_MOST, **WEIGHING)
    worth = {
        word: (weight * _rarity(word, held) ** RARITY_COUNTS, weight)
        for word, held, weight in said
        if held <= HELD_AT_MOST
    }
    most = sorted(worth, key=lambda word: (-worth[word][0], word))
    return {word: worth[word] for word in most[:WORDS_AT_MOST]}


def _rarity(word: str, held: int) -> float:
    """The logarithm of how many petitions there are for each that uses the word (inverse document frequency)."""
    used = held + AS_IF_HELD * _shares().get(word, 0)
    return math.log(1 + (AS_IF_HELD + HELD_AT_MOST) / (used + 0.5))


@cache
def _shares() -> dict[str, float]:
    """The share of petitions that use a common word, by its stem."""
    with facts.path("words.csv").open(encoding="utf-8", newline="") as file:
        return {row["word"]: float(row["share"]) for row in csv.DictReader(file)}


def _rows(query: str, **asked: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.load(__package__)[query], asked)
        return list(cursor.fetchall())


def _judged(petition: Petition, score: float, stems: list[str], here: frozenset[str]) -> Similar:
    there = places_of(petition.title, petition.body) if here else frozenset()
    elsewhere = bool(there) and not here & there
    return Similar(
        petition=petition,
        score=score * OF_ANOTHER_PLACE if elsewhere else score,
        shared_words=tuple(stems[:WORDS_SHOWN]),
        elsewhere=elsewhere,
    )


def _as_written(stems: Iterable[str], petition: Petition) -> tuple[str, ...]:
    """For each stem the first word of the petition that has it, or the stem itself."""
    written = [(folded(word).lower(), word) for word in _WORD.findall(f"{petition.title}\n{petition.body}")]
    return tuple(next((word for plain, word in written if _has(plain, stem)), stem) for stem in stems)


def _has(plain: str, stem: str) -> bool:
    """The stemmer cuts endings off, and writes a last y as i: `coloni` stands for colony and colonies."""
    return plain.startswith(stem) or (stem.endswith("i") and plain.startswith(f"{stem[:-1]}y"))
