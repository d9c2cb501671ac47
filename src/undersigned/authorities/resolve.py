"""Turns an ask, its facts and the office addressed into a finding: who can grant it, and which law says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from undersigned.authorities.addressee import PARTLY, merged, standing
from undersigned.authorities.ask import facts_for
from undersigned.authorities.fact import UNKNOWN, Fact
from undersigned.authorities.finding import Advice, Branch, Citation, Finding, Holder
from undersigned.authorities.load import catalogue
from undersigned.authorities.places import place_of
from undersigned.authorities.powers import ADDRESSEE, Role, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from undersigned.authorities.powers import Catalogue, Office, Power

_Value = TypeVar("_Value")

MOST_BRANCHES = 12  # a question with more answers than this (which state?) is asked, its branches are not listed
MOST_LAWS = 8
MOST_OFFICES = 6  # more offices of one kind than this are named by their kind


def resolve(ask: str, facts: Mapping[str, str], to: str, book: Catalogue | None = None) -> Finding:
    """Who can grant `ask` under `facts` (code to answer), and what the office `to` can do about it.

    Pure: reads the catalogue only. Where a missing fact changes the finding, the finding branches and names
    the fact to ask for; nothing is guessed, and what is presumed is listed in `assumed`. Where the catalogue
    says nothing of an ask in the addressee's country, neither does the finding. Raises KeyError for an ask or
    an office that the catalogue does not have.
    """
    book = book or catalogue()
    asked = facts_for(ask)
    given = {fact.code: facts[fact.code] for fact in asked if facts.get(fact.code)}
    known, assumed = _settle(given, asked)
    addressee = book.office(to)
    case = _Case(ask, asked, given, known, addressee, _Place(book, known.get("state", ""), addressee))
    powers = book.by_ask.get((ask, book.country_of(addressee)), ())
    fitting = [power for power in powers if power.admits(known, case.relevant)]
    found = _decide(fitting, case)
    used = {code: answer for code, answer in assumed.items() if _matters(code, answer, powers, case)}
    return replace(found, ask=ask, facts=given, assumed={**found.assumed, **used})


def _decide(fitting: Sequence[Power], case: _Case) -> Finding:
    """One finding where the powers come to the same; a question where they do not."""
    if len(fitting) == 1 and fitting[0].parts:
        return _join(fitting[0], case)
    outcomes = (_outcome(power, case) for power in fitting)
    if _only(outcomes) is not None:
        return _conclude(fitting, case)
    return _branch(fitting, case)


def _only(values: Iterator[_Value]) -> _Value | None:
    """The one value that all are, or None; looks no further than the first that differs."""
    first = next(values, None)
    return first if all(value == first for value in values) else None


@dataclass(frozen=True)
class _Case:
    """What is being resolved: `given` as a person said it, `known` with what follows and what is presumed."""

    ask: str
    asked: tuple[Fact, ...]
    given: Mapping[str, str]
    known: Mapping[str, str]
    addressee: Office
    at: _Place

    @cached_property
    def relevant(self) -> tuple[str, ...]:
        return tuple(fact.code for fact in self.asked)

    def can(self, powers: Iterable[Power]) -> str:
        """What the addressee can do under any of these powers; `unknown` where they differ."""
        answers = (
            PARTLY if power.parts else standing(power, self.addressee, self.at.office).can for power in powers
        )
        return _only(answers) or UNKNOWN


class _Place:
    """The offices of the place a petition is about."""

    def __init__(self, book: Catalogue, code: str, addressee: Office) -> None:
        place = place_of(code)
        self.book = book
        self._offices = {ADDRESSEE: addressee}
        self.code = place.code if place else ""
        self.name = place.name if place else ""

    def office(self, id: str) -> Office:
        if id not in self._offices:
            self._offices[id] = self.book.office(id, self.code, self.name)
        return self._offices[id]

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


def _outcome(power: Power, case: _Case) -> tuple[object, ...]:
    """What two powers must share to be one finding."""
    steps = tuple((step.office, step.act) for step in power.holders)
    parts = power.id if power.parts else ""
    return steps, power.mode, power.kind, parts, standing(power, case.addressee, case.at.office).can


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
        advice=_advice(at.book, first.remedies),
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


def _advice(book: Catalogue, ids: Iterable[str]) -> tuple[Advice, ...]:
    return tuple(Advice(book.remedies[id].text, book.remedies[id].url) for id in ids)


def _citations(book: Catalogue, ids: Iterable[str]) -> tuple[Citation, ...]:
    laws = [book.laws[id] for id in dict.fromkeys(ids)]
    return tuple(Citation(law.id, law.cite, law.says, law.url, law.verified) for law in laws)


def _join(power: Power, case: _Case) -> Finding:
    """A power of several parts, each decided by itself: the federal conviction and the state's."""
    book = case.at.book
    told = {**case.given, **case.known}
    parts = [resolve(case.ask, {**told, **part}, case.addressee.id, book) for part in power.parts]
    asking = next((part for part in parts if part.question or part.branches), None)
    question = asking.question if asking else ""
    return replace(
        parts[0],
        holders=tuple(dict.fromkeys(holder for part in parts for holder in part.holders)),
        also=tuple(dict.fromkeys(holder for part in parts for holder in part.also)),
        mode="each",
        addressee=merged(part.addressee for part in parts),
        no="",
        why=next((part.why for part in parts if part.why), ""),
        question=question,
        branches=tuple(_beside(branch, parts, asking) for branch in asking.branches) if asking else (),
        open=asking.open if asking else "",
        because=tuple(
            dict.fromkeys((*_citations(book, power.cites), *(law for part in parts for law in part.because)))
        ),
        instead=tuple(dict.fromkeys(one for part in parts for one in part.instead)),
        apply=None,
        advice=tuple(dict.fromkeys(one for part in parts for one in (part.apply, *part.advice) if one)),
        limits=(*power.limits, *(limit for part in parts for limit in part.limits)),
        unverified=tuple(dict.fromkeys(one for part in parts for one in part.unverified)),
        assumed={},
        sure="low" if asking else "medium",
        powers=(power.id, *(id for part in parts for id in part.powers)),
    )


def _beside(branch: Branch, parts: Sequence[Finding], asking: Finding) -> Branch:
    """What an answer to one part's question means for all parts together."""
    holders = [holder for part in parts for holder in (branch.holders if part is asking else part.holders)]
    can = merged(branch.addressee if part is asking else part.addressee for part in parts)
    return replace(branch, holders=tuple(dict.fromkeys(holders)), addressee=can)


def _branch(fitting: Sequence[Power], case: _Case) -> Finding:
    """The finding while a fact is missing: every office it may be, and the question that would tell.

    What holds whatever the answer (that the addressee cannot, and why; what else there is) is said already.
    """
    unknown = [fact for fact in case.asked if fact.code not in case.known and fact.matters(case.given)]
    splitting = [fact for fact in unknown if len({power.when.get(fact.code) for power in fitting}) > 1]
    askable, branches = _telling((fact for fact in splitting if fact.code not in case.given), fitting, case)
    shown = askable
    if askable is None:
        shown, branches = _telling(splitting, fitting, case)
    if splitting:
        fitting = sorted(fitting, key=lambda power: _rank(splitting[0], power))
    roles = [standing(power, case.addressee, case.at.office) for power in fitting]
    common = roles[0] if len({(role.can, role.no, role.why, role.instead) for role in roles}) == 1 else Role("")
    reasons = [id for role in roles for id in role.cites]
    general = [power for power in fitting if "state" not in power.when or "state" in case.known]
    laws = [id for power in general or ([] if reasons else fitting[:2]) for id in power.cites]
    return Finding(
        ask="",
        facts={},
        to=case.addressee.id,
        to_name=case.addressee.spoken,
        holders=_possible(fitting, case.at),
        also=(),
        mode="any",
        addressee=case.can(fitting),
        no=common.no,
        why=common.why,
        question=askable.code if askable else "",
        branches=branches,
        open=shown.code if shown else "",
        because=_citations(case.at.book, (*reasons, *laws))[:MOST_LAWS],
        instead=common.instead,
        advice=_advice(case.at.book, _shared(power.remedies for power in fitting)),
        apply=None,
        limits=(),
        unverified=(),
        assumed={},
        sure="low",
    )


def _shared(lists: Iterable[tuple[str, ...]]) -> list[str]:
    """What is in every one of the lists, in the order of the first."""
    first, *others = [*lists] or [()]
    return [one for one in first if all(one in other for other in others)]


def _telling(
    facts: Iterable[Fact], fitting: Sequence[Power], case: _Case
) -> tuple[Fact | None, tuple[Branch, ...]]:
    """The first fact whose answers lead to different offices, with them: what changes nothing is not asked."""
    for fact in facts:
        branches = _branches(fact, fitting, case)
        if len(branches) > 1 or len(fact.choices) > MOST_BRANCHES + 1:
            return fact, branches
    return None, ()


def _rank(fact: Fact, power: Power) -> int:
    """Powers in the order of the answers to a question, those that do not depend on it last."""
    admitted = power.when.get(fact.code, frozenset())
    return next((place for place, choice in enumerate(fact.choices) if choice.code in admitted), len(fact.choices))


def _possible(fitting: Iterable[Power], at: _Place) -> tuple[Holder, ...]:
    """Every office it may be; where they are many of one kind, their kind."""
    held = dict.fromkeys((step.office, power.kind) for power in fitting for step in power.holders)
    holders = dict.fromkeys(at.holder(Step(office, ""), kind) for office, kind in held)
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
