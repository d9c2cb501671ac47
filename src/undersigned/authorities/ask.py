"""The closed list of what a petition can ask for, and the facts each ask needs before it can be judged."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from undersigned.authorities.fact import FACTS, KINDS, UNKNOWN, Fact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise


class BadFact(ValueError):
    """A fact was given a value that is not among its choices: `code` names the fact."""

    def __init__(self, code: str, message: str | StrPromise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Ask:
    """One kind of act a petition can ask for.

    `label` completes "I want to …"; `noun` completes "You are asking for …"; `facts` are the codes of the
    facts that decide who can grant it, in the order in which they are asked for. `presumed` are answers that
    are taken for this ask, and said to be taken, where nothing was said.
    """

    code: str
    label: str | StrPromise
    noun: str | StrPromise
    facts: tuple[str, ...] = field(default=())
    presumed: Mapping[str, str] = field(default_factory=dict)


_CONVICTION = ("convicted_in", "law_broken", "state", "nation", "offence", "sentence", "felonies")

ASKS: Mapping[str, Ask] = MappingProxyType(
    {
        ask.code: ask
        for ask in (
            Ask(
                "pardon",
                _("Pardon someone or clear their name"),
                _("a pardon, or to clear someone’s name"),
                ("kind", *_CONVICTION),
            ),
            Ask(
                "commute",
                _("Shorten a sentence or free a prisoner"),
                _("a shorter sentence, or a prisoner’s release"),
                _CONVICTION,
            ),
            Ask(
                "reprieve",
                _("Stop or delay an execution"),
                _("an execution or sentence to be stopped or delayed"),
                _CONVICTION,
                {"sentence": "death"},
            ),
            Ask(
                "retry",
                _("Get a new trial, or undo a court’s ruling"),
                _("a new trial, or a court’s ruling to be undone"),
                ("kind", "convicted_in", "state"),
            ),
            Ask(
                "prosecute",
                _("Investigate, charge or arrest someone"),
                _("someone to be investigated or charged, or charges to be dropped"),
                ("kind", "law_broken", "state"),
            ),
            Ask(
                "free_abroad",
                _("Free someone held in another country"),
                _("the release of someone held in another country"),
            ),
            Ask(
                "legislate",
                _("Pass, change or stop a federal law, a tax or spending"),
                _("a federal law, tax or spending to be made, changed or stopped"),
                ("kind",),
            ),
            Ask("amend", _("Change the Constitution"), _("a change to the Constitution")),
            Ask(
                "direct",
                _("Have the President give an order or change a policy"),
                _("an order or a change of policy by the President"),
                ("kind",),
            ),
            Ask(
                "regulate",
                _("Have a federal agency make a rule, approve or enforce something"),
                _("a rule, approval or enforcement by a federal agency"),
                ("kind",),
            ),
            Ask(
                "appoint",
                _("Appoint or dismiss someone, or give an award"),
                _("an appointment, a dismissal or an award"),
                ("kind",),
            ),
            Ask(
                "remove",
                _("Remove an elected official or a judge"),
                _("the removal of an official or a judge"),
                ("kind", "state"),
            ),
            Ask(
                "foreign",
                _("Act towards another country: recognise, sanction, help, make peace"),
                _("an act towards another country"),
                ("kind",),
            ),
            Ask(
                "deport",
                _("Let someone stay in or come to the country, or send them away"),
                _("someone to be admitted, allowed to stay or deported"),
                ("kind",),
            ),
            Ask(
                "declassify",
                _("Release secret files or information"),
                _("the release of files or information"),
                ("kind",),
            ),
            Ask(
                "state_matter",
                _("Change something a state decides, such as state law or schools"),
                _("something that a state decides"),
                ("kind", "state"),
            ),
            Ask(
                "local_matter",
                _("Change something a city, county or school district decides"),
                _("something that a city, county or school district decides"),
                ("kind", "state"),
            ),
            Ask(
                "private_matter",
                _("Have a company, broadcaster, league or person do something"),
                _("something that a company or a private person decides"),
                ("kind",),
            ),
            Ask("secede", _("Let a state leave the Union"), _("a state to leave the Union"), ("state",)),
            Ask(
                "speak",
                _("Have someone in office speak, explain, apologise, meet or attend"),
                _("a statement, a meeting or a visit"),
            ),
            Ask("other", _("Something else"), _("something that fits none of the usual kinds")),
        )
    }
)


def facts_for(ask: str, given: Mapping[str, str] | None = None) -> tuple[Fact, ...]:
    """The facts that decide who can grant this ask, in the order in which to ask for them.

    With `given`, only those that still matter beside what is given (the state does not matter for a federal
    conviction). Raises KeyError for an ask that is not in ASKS.
    """
    found = []
    for code in ASKS[ask].facts:
        fact = KINDS[ask] if code == "kind" else FACTS[code]
        if code in ASKS[ask].presumed:
            fact = replace(fact, presumed=ASKS[ask].presumed[code])
        if given is None or fact.matters(given):
            found.append(fact)
    return tuple(found)


def read_facts(ask: str, given: Mapping[str, str]) -> dict[str, str]:
    """The facts of this ask among what a form or a link gave: code to choice.

    Blank and missing ones are left out; `unknown` (a person said "I don't know") is kept. What belongs to
    another ask is left out too, so that a person may change the ask. Raises BadFact for a value that is no
    choice of its fact, and for an ask that is not in ASKS (code `ask`).
    """
    if ask not in ASKS:
        raise BadFact("ask", _("Choose what you are asking for from the list."))
    facts: dict[str, str] = {}
    for fact in facts_for(ask):
        value = given.get(fact.code, "").strip()
        if not value:
            continue
        if value != UNKNOWN and value not in fact.codes:
            raise BadFact(fact.code, _("Choose one of the answers, or “I don’t know”."))
        facts[fact.code] = value
    return facts
