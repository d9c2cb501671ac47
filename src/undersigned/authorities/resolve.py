"""Turns an ask, its facts and the office addressed into a finding: who can grant it, and which law says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from undersigned.authorities.addressee import PARTLY, merged, standing
from undersigned.authorities.ask import facts_for
from undersigned.authorities.fact import UNKNOWN, Fact
from undersigned.authorities.finding import Advice, Branch, Citation, Finding, Holder
from undersigned.authorities.load import catalogue
from undersigned.authorities.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from undersigned.authorities.powers import Catalogue, Office, Power, Step

MOST_BRANCHES = 12  # a question with more answers than this (which state?) is asked, its branches are not listed
MOST_LAWS = 8
MOST_OFFICES = 6  # more offices of one kind than this are named by their kind
HOME = "US"


def resolve(ask: str, facts: Mapping[str, str], to: str, book: Catalogue | None = None) -> Finding:
    """Who can grant `ask` under `facts` (code to answer), and what the office `to` can do about it.

    Pure: reads the catalogue only. Where a missing fact changes the finding, the finding branches and names
    the fact to ask for; nothing is guessed, and what is presumed is listed in `assumed`. Raises KeyError for
    an ask or an office that the catalogue does not have.
    """
    book = book or catalogue()
    asked = facts_for(ask)
    given = {fact.code: facts[fact.code] for fact in asked if facts.get(fact.code)}
    known, assumed = _settle(given, asked)
    addressee = book.office(to)
    case = _Case(ask, asked, given, known, addressee, _Place(book, known.get("state", "")))
    powers = book.by_ask.get((ask, addressee.government.partition("-")[0])) or book.by_ask[(ask, HOME)]
    fitting = [power for power in powers if power.admits(known, case.relevant)]
    found = _decide(fitting, case)
    used = {code: answer for code, answer in assumed.items() if _matters(code, answer, powers, case)}
    return replace(found, ask=ask, facts=given, assumed={**found.assumed, **used})


def _decide(fitting: Sequence[Power], case: _Case) -> Finding:
    """One finding where the powers come to the same; a question where they do not."""
    if len(fitting) == 1 and fitting[0].parts:
        return _join(fitting[0], case)
    if len({_outcome(power, case.addressee) for power in fitting}) == 1:
        return _conclude(fitting, case)
    return _branch(fitting, case)


@dataclass(frozen=True)
class _Case:
    """What is being resolved: `given` as a person said it, `known` with what follows and what is presumed."""

    ask: str
    asked: tuple[Fact, ...]
    given: Mapping[str, str]
    known: Mapping[str, str]
    addressee: Office
    at: _Place

    @property
    def relevant(self) -> tuple[str, ...]:
        return tuple(fact.code for fact in self.asked)

    def can(self, powers: Iterable[Power]) -> str:
        """What the addressee can do under any of these powers; `unknown` where they differ."""
        answers = {
            PARTLY if power.parts else standing(power, self.addressee, self.at.office).can for power in powers
        }
        return answers.pop() if len(answers) == 1 else UNKNOWN


class _Place:
    """The offices of the place a petition is about."""

    def __init__(self, book: Catalogue, code: str) -> None:
        place = place_of(code)
        self.book = book
        self.code = place.code if place else ""
        self.name = place.name if place else ""

    def office(self, id: str) -> Office:
        return self.book.office(id, self.code, self.name)

    def holder(self, step: Step, kind: str) -> Holder:
        office = self.office(step.office)
        return Holder(office.id, office.spoken, kind or office.kind, step.act, step.note)

    def holders(self, power: Power) -> tuple[Holder, ...]:
        return tuple(self.holder(step, power.kind) for step in power.holders)

    def others(self, power: Power) -> tuple[Holder, ...]:
        offices = [self.office(id) for id in power.also]
        return tuple(Holder(office.id, office.spoken, office.kind) for office in offices)


def _settle(given: Mapping[str, str], asked: Sequence[Fact]) -> tuple[dict[str, str], dict[str, str]]:
    """What is known, and what is presumed: "I don't know" is not knowing; a place has courts of its own."""
    known = {code: answer for code, answer in given.items() if answer != UNKNOWN}
    place = place_of(known.get("state", ""))
    if place and known.get("convicted_in") in ("state", "territory"):
        known["convicted_in"] = place.kind
    assumed = {fact.code: fact.presumed for fact in asked if fact.presumed and fact.code not in known}
    return {**known, **assumed}, assumed


def _matters(code: str, answer: str, powers: Iterable[Power], case: _Case) -> bool:
    """Whether another answer to a presumed fact would lead to another power."""
    rest = {other: value for other, value in case.known.items() if other != code}
    conditions = {power.when.get(code) for power in powers if power.admits(rest, case.relevant)}
    return any(condition is not None and answer not in condition for condition in conditions)


def _outcome(power: Power, addressee: Office) -> tuple[object, ...]:
    """What two powers must share to be one finding."""
    steps = tuple((step.office, step.act) for step in power.holders)
    parts = power.id if power.parts else ""
    return steps, power.mode, power.kind, parts, standing(power, addressee).can


def _conclude(fitting: Sequence[Power], case: _Case) -> Finding:
    """The finding of powers that all come to the same."""
    first, at, addressee = fitting[0], case.at, case.addressee
    holders = at.holders(first)
    if len(fitting) > 1:
        holders = tuple(replace(holder, note="") for holder in holders)
    stand = standing(first, addressee, at.office)
    unverified = tuple(dict.fromkeys(power.unverified for power in fitting if power.unverified))
    laws = [at.book.laws[id] for power in fitting[:3] for id in power.cites]
    doubtful = unverified or not any(law.verified for law in laws)
    return Finding(
        ask="",
        facts={},
        to=addressee.id,
        to_name=addressee.spoken,
        holders=holders,
        also=at.others(first),
        mode=first.mode,
        addressee=stand.can,
        no=stand.no,
        why=stand.why,
        question="",
        branches=(),
        because=_citations(at.book, (*(id for power in fitting[:3] for id in power.cites), *stand.cites)),
        instead=stand.instead,
        advice=tuple(Advice(at.book.remedies[id].text, at.book.remedies[id].url) for id in first.remedies),
        apply=_application(first, at),
        limits=tuple(dict.fromkeys(limit for power in fitting for limit in power.limits)),
        unverified=unverified,
        assumed={},
        sure="medium" if doubtful and first.sure == "high" else first.sure,
        powers=tuple(power.id for power in fitting),
    )


def _application(power: Power, at: _Place) -> Advice | None:
    """Where to apply, for powers of clemency."""
    if power.apply:
        office = at.office(power.apply)
        return Advice(office.spoken, office.url)
    if power.kind == "state.clemency":
        for step in power.holders:
            office = at.office(step.office)
            if office.apply:
                return Advice(office.apply, office.apply_url)
    return None


def _citations(book: Catalogue, ids: Iterable[str]) -> tuple[Citation, ...]:
    laws = [book.laws[id] for id in dict.fromkeys(ids)]
    return tuple(Citation(law.id, law.cite, law.says, law.url, law.verified) for law in laws)


def _join(power: Power, case: _Case) -> Finding:
    """A power of several parts, each decided by itself: the federal conviction and the state's."""
    book = case.at.book
    parts = [resolve(case.ask, {**case.known, **part}, case.addressee.id, book) for part in power.parts]
    question = next((part.question for part in parts if part.question), "")
    return replace(
        parts[0],
        holders=tuple(dict.fromkeys(holder for part in parts for holder in part.holders)),
        also=tuple(dict.fromkeys(holder for part in parts for holder in part.also)),
        mode="each",
        addressee=merged(part.addressee for part in parts),
        no="",
        why=next((part.why for part in parts if part.why), ""),
        question=question,
        branches=(),
        because=tuple(
            dict.fromkeys((*_citations(book, power.cites), *(law for part in parts for law in part.because)))
        ),
        instead=tuple(dict.fromkeys(one for part in parts for one in part.instead)),
        advice=tuple(dict.fromkeys(one for part in parts for one in part.advice)),
        limits=(*power.limits, *(limit for part in parts for limit in part.limits)),
        unverified=tuple(dict.fromkeys(one for part in parts for one in part.unverified)),
        assumed={},
        sure="low" if question else "medium",
        powers=(power.id, *(id for part in parts for id in part.powers)),
    )


def _branch(fitting: Sequence[Power], case: _Case) -> Finding:
    """The finding while a fact is missing: every office it may be, and the question that would tell."""
    unknown = [fact for fact in case.asked if fact.code not in case.known and fact.matters(case.given)]
    splitting = [fact for fact in unknown if len({power.when.get(fact.code) for power in fitting}) > 1]
    askable = [fact for fact in splitting if fact.code not in case.given]
    shown = next(iter(askable or splitting), None)
    if splitting:
        fitting = sorted(fitting, key=lambda power: _rank(splitting[0], power))
    roles = [standing(power, case.addressee, case.at.office) for power in fitting]
    general = [power for power in fitting if "state" not in power.when] or fitting[:2]
    laws = [id for power in general for id in power.cites]
    return Finding(
        ask="",
        facts={},
        to=case.addressee.id,
        to_name=case.addressee.spoken,
        holders=_possible(fitting, case.at),
        also=(),
        mode="any",
        addressee=case.can(fitting),
        no="",
        why="",
        question=askable[0].code if askable else "",
        branches=_branches(shown, fitting, case) if shown else (),
        because=_citations(case.at.book, (*(id for role in roles for id in role.cites), *laws))[:MOST_LAWS],
        instead=(),
        advice=(),
        apply=None,
        limits=(),
        unverified=(),
        assumed={},
        sure="low",
    )


def _rank(fact: Fact, power: Power) -> int:
    """Powers in the order of the answers to a question, those that do not depend on it last."""
    admitted = power.when.get(fact.code, frozenset())
    return next((place for place, choice in enumerate(fact.choices) if choice.code in admitted), len(fact.choices))


def _possible(fitting: Iterable[Power], at: _Place) -> tuple[Holder, ...]:
    """Every office it may be; where they are many of one kind, their kind."""
    holders = dict.fromkeys(replace(holder, note="") for power in fitting for holder in at.holders(power))
    by_kind: dict[str, list[Holder]] = {}
    for holder in holders:
        by_kind.setdefault(holder.kind, []).append(holder)
    found: list[Holder] = []
    for kind, those in by_kind.items():
        generic = at.book.generic(kind) if len(those) > MOST_OFFICES else None
        found.extend([Holder(generic.id, generic.spoken, kind)] if generic else those)
    return tuple(found)


def _branches(fact: Fact, fitting: Sequence[Power], case: _Case) -> tuple[Branch, ...]:
    """The finding under each answer to a question, answers of the same outcome together."""
    if len(fact.choices) > MOST_BRANCHES + 1:
        return ()
    groups: dict[tuple[tuple[Holder, ...], str], list[str]] = {}
    for choice in fact.choices:
        rows = [power for power in fitting if power.admits({fact.code: choice.code}, (fact.code,))]
        if choice.code == UNKNOWN or not rows:
            continue
        joined = _join(rows[0], case).holders if len(rows) == 1 and rows[0].parts else _possible(rows, case.at)
        groups.setdefault((joined, case.can(rows)), []).append(choice.code)
    return tuple(
        Branch(tuple(codes), tuple(str(fact.label_of(code)) for code in codes), holders, can)
        for (holders, can), codes in groups.items()
    )
