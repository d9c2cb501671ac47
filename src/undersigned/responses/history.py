"""What changed in an answer from one version to the next, in words taken out and words put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from undersigned.petitions.models import Petition
from undersigned.responses.languages import Words
from undersigned.responses.models import Outcome, Revision, Silence

if TYPE_CHECKING:
    from collections.abc import Mapping

SAME, OUT, IN, GAP = "same", "out", "in", "gap"
#: Lines longer than this, in words, are not compared word by word.
COMPARED: Final = 1500
#: A word with the space behind it: spaces by themselves, all alike, would make comparing slow.
_WORDS: Final = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """Words that stayed (`same`), went (`out`), came (`in`), or a stretch left out (`gap`)."""

    what: str
    words: str


@dataclass(frozen=True)
class Change:
    """One part of an answer, and what became of its words."""

    part: str
    pieces: list[Piece]


def changes(older: Revision, newer: Revision) -> list[Change]:
    """The parts that differ between two versions, in the order of the page; empty when none does."""
    wanted = {*older.petitions, *newer.petitions}
    titles = dict(Petition.objects.filter(pk__in=wanted).values_list("pk", "title"))
    before, after = _parts(older, titles), _parts(newer, titles)
    names = dict.fromkeys(chain(before, after))
    pairs = [(name, before.get(name, ""), after.get(name, "")) for name in names]
    return [Change(name, list(_pieces(was, now))) for name, was, now in pairs if was != now]


def _parts(revision: Revision, titles: Mapping[str, str]) -> dict[str, str]:
    parts = {
        _("Title"): revision.title,
        _("Outcome"): _label(Outcome, revision.outcome),
        _("Why there is no comment"): _label(Silence, revision.silence),
        _("The answer in plain words"): revision.summary,
        _("The whole answer"): revision.body,
        _("Petitions it answers"): "\n".join(titles.get(key, key) for key in revision.petitions),
        _("What it rests on"): "\n".join(map(_exhibit, revision.exhibits)),
    }
    for said in revision.translations:
        words = Words(**said)
        parts[words.name] = "\n".join((words.title, words.summary, words.body))
    return parts


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def _exhibit(row: Mapping[str, str]) -> str:
    named = (row["title"], row["publisher"], row["dated"], row["url"], row["quotation"])
    return ", ".join(" ".join(part.split()) for part in named if part)


def _pieces(was: str, now: str) -> Iterator[Piece]:
    old, new = was.splitlines(keepends=True), now.splitlines(keepends=True)
    for what, start, end, begin, stop in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            yield from _unchanged(old[start:end])
        elif what == "replace":
            yield from _by_words("".join(old[start:end]), "".join(new[begin:stop]))
        else:
            yield from _said(OUT, old[start:end])
            yield from _said(IN, new[begin:stop])


def _unchanged(lines: Sequence[str]) -> Iterator[Piece]:
    """The lines next to a change; what is between them is left out."""
    if len(lines) <= 3:
        yield from _said(SAME, lines)
    else:
        yield from _said(SAME, lines[:1])
        yield Piece(GAP, "…")
        yield from _said(SAME, lines[-1:])


def _by_words(was: str, now: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    if max(len(old), len(new)) > COMPARED:
        yield from _said(OUT, [was])
        yield from _said(IN, [now])
        return
    for what, start, end, begin, stop in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            yield from _said(SAME, old[start:end])
        else:
            yield from _said(OUT, old[start:end])
            yield from _said(IN, new[begin:stop])


def _said(what: str, words: Iterable[str]) -> Iterator[Piece]:
    together = "".join(words)
    if together:
        yield Piece(what, together)
