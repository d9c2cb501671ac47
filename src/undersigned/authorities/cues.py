"""Weighs the words of a petition that show what it asks for, each with the words that were found."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from undersigned.authorities.names import Read, read
from undersigned.kit import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_TITLE, LONGEST_BODY = 500, 3_000  # characters that are read
IN_BODY = 0.5  # what a cue counts in the body beside what it counts in the title
IN_REQUEST = 0.35  # what a title's cue counts in a sentence of the body that asks

_PREAMBLE = re.compile(
    r"^\W*(?:dear (?:mr\.? )?president\W+)?(?:please\s+)?(?:(?:we|i)\b(?:[\w\s,']{0,40}?)\b)?"
    r"(?:petition(?:ing)?|ask(?:ing)?|request(?:ing)?|urge|want|demand|call (?:up)?on|implore|would like|need)\b"
    r"(?:\s+(?:that|for|the|to|us|our|president|[a-z]+ administration|administration|white house|government|of"
    r"|united|states|u\.?s\.?|federal|mr|you))*\s+(?=\w)|^\W*(?:please\s+|to\s+)+"
)
_SENTENCE = re.compile(r"[^.!?\n]+")
_WHO = re.compile(r"\b(?:we|i|please|petition|president|administration|government)\b")
_ASKS = re.compile(
    r"\b(?:ask|request|urge|call|demand|want|petition|implore|beg|hope|need|seek|should|must|please|propose|recommend)"
)
_ANYTHING = ".{0,120}"  # what `.*` of a cue means: a text of nothing but its first word must not take seconds


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for an ask: what they count for, and where."""

    ask: str
    kind: str
    weight: float
    only: str
    needs: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found: how much it counted, and the words."""

    cue: Cue
    weight: float
    words: str
    zone: str


@dataclass(frozen=True)
class Petition:
    """A petition's text as it is read: title, body, and the sentences of the body that ask."""

    title: Read
    body: Read
    start: int
    requests: tuple[tuple[int, int], ...]

    @property
    def abroad(self) -> bool:
        """Whether it speaks of another country, or of relations between countries."""
        return bool(self.title.of("abroad") or len(self.body.of("abroad")) >= 2)


def petition(title: str, body: str) -> Petition:
    """The two texts read, in bounded time; never raises, whatever they are.

    Of a title the first 500 characters are read as one, the rest as the beginning of the body; of that the first
    3,000 (a petition's form takes 120 and 800).
    """
    if len(title) > LONGEST_TITLE:
        title, body = title[:LONGEST_TITLE], f"{title[LONGEST_TITLE:]}\n{body}"
    body = body[:LONGEST_BODY]
    head, rest = read(title, beside=body), read(body, beside=title)
    preamble = _PREAMBLE.match(head.plain)
    return Petition(head, rest, preamble.end() if preamble else 0, tuple(_requests(rest.plain)))


def _requests(plain: str) -> Iterator[tuple[int, int]]:
    """The sentences in which someone asks: who, and after that a word of asking."""
    for sentence in _SENTENCE.finditer(plain):
        who = _WHO.search(plain, *sentence.span())
        if who and _ASKS.search(plain, who.end(), sentence.end()):
            yield sentence.span()


@cache
def cues() -> tuple[Cue, ...]:
    """Every cue of `data/authorities/reading/cues.toml`."""
    data = tomllib.loads(facts.path("authorities", "reading", "cues.toml").read_text("utf-8"))
    return tuple(
        Cue(
            row["ask"],
            row.get("kind", ""),
            float(row["weight"]),
            row.get("only", ""),
            row.get("needs", ""),
            re.compile(r"(?<![\w@])(?:" + "|".join(row["any"]).replace(".*", _ANYTHING) + r")(?!\w)"),
        )
        for row in data["cue"]
    )


def hits(text: Petition) -> Iterator[Hit]:
    """Every cue that is in the text, once in each zone where it counts."""
    for cue in cues():
        if cue.needs and (cue.needs == "abroad") != text.abroad:
            continue
        yield from _in_title(cue, text)
        yield from _in_body(cue, text)


def _in_title(cue: Cue, text: Petition) -> Iterator[Hit]:
    if cue.only == "written":
        found = cue.pattern.search(text.title.written)
        words = found[0] if found else ""
    else:
        plain = text.title.plain
        found = cue.pattern.match(plain, text.start) if cue.only == "start" else cue.pattern.search(plain)
        words = text.title.words(*found.span()) if found else ""
    if found:
        yield Hit(cue, cue.weight, words, "title")


def _in_body(cue: Cue, text: Petition) -> Iterator[Hit]:
    if cue.only in ("start", "written"):
        return
    if not cue.only:
        found = cue.pattern.search(text.body.plain)
        if found:
            yield Hit(cue, cue.weight * IN_BODY, text.body.words(*found.span()), "body")
        return
    for start, end in text.requests:
        found = cue.pattern.search(text.body.plain, start, end)
        if found:
            yield Hit(cue, cue.weight * IN_REQUEST, text.body.words(*found.span()), "request")
            return
