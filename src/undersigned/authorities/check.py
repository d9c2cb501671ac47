"""Checks the catalogue of offices and powers: nothing dangles, nothing is missing, nothing is said twice."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from undersigned.authorities.ask import ASKS, facts_for
from undersigned.authorities.fact import FACTS, KINDS, UNKNOWN, Fact
from undersigned.authorities.places import places
from undersigned.authorities.powers import ADDRESSEE
from undersigned.kit import facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from undersigned.authorities.powers import Catalogue, Power

MODES = {"sequence", "any", "each"}
ANSWERS = {"yes", "partly", "no"}
NOES = {"", "no_power", "elsewhere", "restraint", "discretion"}


def faults(book: Catalogue) -> list[str]:
    """Everything wrong with a catalogue, one plain sentence each; empty when it is sound."""
    found = [*_law_faults(book), *_link_faults(book)]
    for power in book.powers:
        found += [f"power {power.id}: {fault}" for fault in _power_faults(power, book)]
    for ask, country in sorted(book.by_ask):
        found += _coverage_faults(ask, country, book.by_ask[(ask, country)])
    missing = [ask for ask in ASKS if (ask, "US") not in book.by_ask]
    return found + [f"ask {ask}: no power answers it" for ask in missing]


def taking_faults(book: Catalogue, file: Path) -> list[str]:
    """Authorities that take petitions here but whose office the catalogue does not have."""
    rows = tomllib.loads(file.read_text("utf-8"))["authority"]
    return [
        f"authority {row['slug']}: no office {row['office']!r}"
        for row in rows
        if not _has_office(book, row["office"])
    ]


def reading_faults(folder: Path) -> list[str]:
    """Cues and signs of the reader that speak for an ask, a kind or an answer that does not exist."""
    found = []
    for row in tomllib.loads((folder / "cues.toml").read_text("utf-8"))["cue"]:
        ask, kind = row["ask"], row.get("kind", "")
        if ask not in ASKS or (kind and (ask not in KINDS or kind not in KINDS[ask].codes)):
            found.append(f"cue for {ask} {kind}: there is no such ask or kind")
    signs = tomllib.loads((folder / "signs.toml").read_text("utf-8"))["sign"]
    return found + [
        f"sign of {row['fact']}: it cannot be {row['answer']!r}"
        for row in signs
        if row["fact"] not in FACTS or row["answer"] not in FACTS[row["fact"]].codes
    ]


def is_sentence(text: str) -> bool:
    """Whether it begins like a sentence and ends like one, without the shorthand of notes."""
    return (
        text[:1].lstrip("“").upper() == text[:1].lstrip("“")
        and text.endswith((".", ".”"))
        and ": " not in text[:24]
    )


def is_official(url: str) -> bool:
    """Whether an address belongs to a government: only such addresses are shown as links to the law."""
    host, known = urlsplit(url).hostname or "", _official()
    return host.endswith(tuple(known["endings"])) or host in known["hosts"]


@cache
def _official() -> dict[str, list[str]]:
    return tomllib.loads(facts.path("authorities", "official.toml").read_text("utf-8"))


def _law_faults(book: Catalogue) -> Iterator[str]:
    for law in book.laws.values():
        if not (law.cite and law.says and law.source):
            yield f"law {law.id}: it needs a citation, what it says, and the source where it was read"
        elif not is_sentence(law.says):
            yield f"law {law.id}: what it says is no plain sentence: {law.says!r}"


def _link_faults(book: Catalogue) -> Iterator[str]:
    links = [(f"law {law.id}", law.url) for law in book.laws.values()]
    links += [(f"office {one.id}", url) for one in book.offices.values() for url in (one.url, one.apply_url)]
    links += [(f"remedy {remedy.id}", remedy.url) for remedy in book.remedies.values()]
    for name, url in links:
        if url and not is_official(url):
            yield f"{name}: {url} is not an official address; keep it as the source"
    for office in book.offices.values():
        if office.part_of and office.part_of not in book.offices:
            yield f"office {office.id}: no office {office.part_of!r}"
    for remedy in book.remedies.values():
        for id in remedy.cites:
            if id not in book.laws:
                yield f"remedy {remedy.id}: no law {id!r}"


def _has_office(book: Catalogue, id: str) -> bool:
    try:
        book.office(id)
    except KeyError:
        return False
    return True


def _power_faults(power: Power, book: Catalogue) -> Iterator[str]:
    if not power.cites:
        yield "it has no citation"
    cites = [*power.cites, *(id for role in power.roles.values() for id in role.cites)]
    yield from (f"no law {id!r}" for id in cites if id not in book.laws)
    offices = [*(step.office for step in power.holders if step.office != ADDRESSEE), *power.also, *power.roles]
    yield from (f"no office {id!r}" for id in offices if not _has_office(book, id))
    yield from (f"no remedy {id!r}" for id in power.remedies if id not in book.remedies)
    if power.apply and not _has_office(book, power.apply):
        yield f"no office {power.apply!r} to apply to"
    if power.mode not in MODES:
        yield f"mode {power.mode!r} is none of {sorted(MODES)}"
    for role in power.roles.values():
        if role.can not in ANSWERS or role.no not in NOES:
            yield f"a role says {role.can!r}, {role.no!r}"
    yield from _condition_faults(power)


def _condition_faults(power: Power) -> Iterator[str]:
    for ask in power.asks:
        if ask not in ASKS:
            yield f"no ask {ask!r}"
    for code, answers in power.when.items():
        facts = [KINDS[ask] for ask in power.asks if ask in KINDS] if code == "kind" else [FACTS.get(code)]
        choices = {choice for fact in facts if fact for choice in fact.codes}
        for answer in answers - choices:
            yield f"{code} cannot be {answer!r}"


def _coverage_faults(ask: str, country: str, powers: Sequence[Power]) -> list[str]:
    """Combinations of answers that no power, or more than one, decides."""
    asked = facts_for(ask)
    codes = tuple(fact.code for fact in asked)
    return [
        f"ask {ask} ({country}): {'nothing decides' if not left else ' and '.join(p.id for p in left) + ' decide'}"
        f" {', '.join(f'{code} {answer}' for code, answer in given.items()) or 'it'}"
        for given, left in _leaves(asked, codes, powers, {}, country)
        if len(left) != 1
    ]


def _leaves(
    asked: Sequence[Fact],
    codes: tuple[str, ...],
    powers: Sequence[Power],
    given: Mapping[str, str],
    country: str,
) -> Iterator[tuple[Mapping[str, str], Sequence[Power]]]:
    """Every distinguishable combination of answers with the powers it leaves, each once."""
    for fact in asked:
        if fact.code in given or not fact.matters(given):
            continue
        if not any(fact.code in power.when for power in powers):
            continue
        for answer in _possible(fact, given, country):
            now = {**given, fact.code: answer}
            left = [power for power in powers if power.admits({fact.code: answer}, codes)]
            yield from _leaves(asked, codes, left, now, country)
        return
    yield given, powers


def _possible(fact: Fact, given: Mapping[str, str], country: str) -> list[str]:
    """The answers that can stand beside those given: a place of the country; a state's court is in a state."""
    if fact.code != "state":
        return [choice.code for choice in fact.choices if choice.code != UNKNOWN]
    court = given.get("convicted_in")
    there = [place for place in places() if place.country == country]
    return [place.code for place in there if court not in ("state", "territory") or place.kind == court]
