"""Says a finding in plain sentences, for a page, a letter or a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from undersigned.authorities.ask import ASKS
from undersigned.authorities.fact import FACTS, KINDS, UNKNOWN
from undersigned.authorities.load import catalogue
from undersigned.authorities.places import place_of, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from undersigned.authorities.fact import Fact
    from undersigned.authorities.finding import Finding, Holder
    from undersigned.authorities.suggest import Suggestion


def headline(finding: Finding) -> str:
    """Who can grant it and whether the addressee can, in one or two sentences."""
    to, holders = finding.to_name, listed(finding.holders, finding.mode)
    if finding.branches:
        return _depends(finding)
    if finding.addressee == UNKNOWN:
        return _("We do not know who can grant this: our catalogue does not say.")
    if not finding.holders:
        return _("No office can lawfully grant this, as far as the law in our catalogue shows.")
    if finding.addressee == "yes":
        return sentence(_("%(to)s can grant this.") % {"to": to})
    if finding.addressee == "partly":
        return sentence(
            _("%(to)s can do only a part of this. It takes %(holders)s.") % {"to": to, "holders": holders}
        )
    said = sentence(_("%(to)s cannot grant this.") % {"to": to})
    return f"{said} {sentence(_('%(holders)s can.') % {'holders': holders})}"


def _depends(finding: Finding) -> str:
    """Which answer it depends on; and that the addressee cannot, where that holds whatever the answer."""
    asked = str(fact_named(finding.ask, finding.open).question) if finding.open else ""
    if finding.addressee == "no":
        said = sentence(_("%(to)s cannot grant this.") % {"to": finding.to_name})
        return _("%(said)s Who can depends on one answer: %(question)s") % {"said": said, "question": asked}
    return _("It depends on one answer: %(question)s") % {"question": asked}


def understood(finding: Finding) -> str:
    """What we understood is asked, with the facts that decide, in one or two sentences."""
    said = _("You are asking for %(what)s.") % {"what": ASKS[finding.ask].noun}
    court = finding.facts.get("convicted_in", "")
    told = [_conviction(court, finding.facts.get("state", ""))] if court in _COURTS else []
    unsaid = {"convicted_in", "state"} if told else set()
    told += [
        sentence(str(fact_named(finding.ask, code).label_of(answer))) + "."
        for code, answer in finding.facts.items()
        if code not in unsaid and answer not in (UNKNOWN, *_USUAL)
    ]
    return " ".join((said, *told))


PLACE_FACT = "state"
_USUAL = ("forgive", "conviction", "ordinary")  # go without saying
_COURTS = {
    "federal": lazy("The person was convicted in a federal court."),
    "state": lazy("The person was convicted in a state court."),
    "dc": lazy("The person was convicted in the Superior Court of the District of Columbia."),
    "military": lazy("The person was convicted by a court-martial."),
    "territory": lazy("The person was convicted in a local court of a territory."),
    "tribal": lazy("The person was convicted in a tribal court."),
    "municipal": lazy("The person was convicted in a city or town court."),
    "foreign": lazy("The person was convicted in another country."),
    "both": lazy("The person was convicted in a federal court and in a state court."),
    "none": lazy("Nobody has been convicted yet."),
}


def _conviction(court: str, state: str) -> str:
    """Where the person was convicted, with the state's name where a state's court did."""
    place = place_of(state)
    if place and court in ("state", "territory"):
        return _("The person was convicted in a court of %(place)s.") % {"place": place.name}
    return str(_COURTS[court])


def evidence(read: Suggestion | None) -> list[tuple[str, str]]:
    """What was understood, and from which words, quoted; no words where it is the usual case."""
    found = []
    for one in read.evidence if read else ():
        ask = read.ask if read else ""
        what = ASKS[ask].noun if one.fact == "ask" else fact_named(ask, one.fact).label_of(one.answer)
        found.append((str(what), quoted(one.words)))
    return found


def quoted(words: Sequence[str]) -> str:
    """Words of a person, each in quotation marks."""
    return ", ".join(f"“{word}”" for word in words)


def assumed(finding: Finding) -> list[str]:
    """What was taken for granted where nothing was said, in the words of the answers."""
    facts = [(fact_named(finding.ask, code), answer) for code, answer in finding.assumed.items()]
    return [_taken(fact, answer) for fact, answer in facts]


def _taken(fact: Fact, answer: str) -> str:
    """An answer that speaks for itself, without its "Yes"; else with its question."""
    said = str(fact.label_of(answer))
    if fact.code in ("kind", "offence"):
        return said.removeprefix(_("Yes, "))
    return f"{fact.question} {said}"


def listed(holders: Sequence[Holder], mode: str = "sequence") -> str:
    """The offices in a sentence: one after the other, any of them, or each for its part."""
    names = [f"{holder.name} ({holder.note})" if holder.note else holder.name for holder in holders]
    if len(names) < 2:
        return "".join(names)
    joint = {"any": _(" or "), "each": _(" and, for its own part, ")}.get(mode, _(", then "))
    return joint.join(names)


def question(finding: Finding) -> Fact | None:
    """The fact to ask for next, with its question and the answers of the addressee's country; None when none is."""
    if not finding.question:
        return None
    fact = fact_named(finding.ask, finding.question)
    if fact.code != PLACE_FACT:
        return fact
    country = catalogue().country_of(catalogue().office(finding.to))
    there = {place.code for place in places() if place.country == country}
    return replace(fact, choices=tuple(one for one in fact.choices if one.code in (UNKNOWN, *there)))


def unknown_to_them(finding: Finding) -> Fact | None:
    """The fact that a person does not know and on which it depends, to say how to find out; else None."""
    return fact_named(finding.ask, finding.open) if finding.open and not finding.question else None


def fact_named(ask: str, code: str) -> Fact:
    """The fact of this code as this ask uses it; raises KeyError where it does not."""
    return KINDS[ask] if code == "kind" else FACTS[code]


def kind_of_no(finding: Finding) -> str:
    """What kind of "no" it is, in a sentence; empty when there is nothing to say."""
    return {
        "no_power": _("This is not a matter of will: there is no such power."),
        "elsewhere": _("The power lies with another part of the same government."),
        "restraint": _("There is power, but a rule binds it not to be used here."),
        "discretion": _("Whether to do it is at its discretion: it may decline."),
    }.get(finding.no, "")


def sentence(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]
