"""The questions whose answers decide who can grant an ask, each with its closed list of answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from undersigned.authorities.places import nations, places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: its code and what a person reads."""

    code: str
    label: str | StrPromise


DONT_KNOW = Choice(UNKNOWN, _("I don’t know"))


@dataclass(frozen=True, slots=True)
class Fact:
    """One question with its answers, "I don't know" always the last.

    `hint` helps to find the answer. `only_if` names facts and the answers beside which this one matters; a
    fact that was not given yet counts as mattering. `presumed` is the answer that is taken, and said to be
    taken, where nothing was said.
    """

    code: str
    question: str | StrPromise
    choices: tuple[Choice, ...]
    hint: str | StrPromise = ""
    only_if: Mapping[str, frozenset[str]] = field(default_factory=dict)
    presumed: str = ""

    @property
    def codes(self) -> frozenset[str]:
        """Every answer's code, `unknown` among them."""
        return frozenset(choice.code for choice in self.choices)

    def label_of(self, code: str) -> str | StrPromise:
        """What a person reads for this answer; the code itself for an answer that is not a choice."""
        return next((choice.label for choice in self.choices if choice.code == code), code)

    def matters(self, given: Mapping[str, str]) -> bool:
        """Whether this fact can still change the finding beside what is given."""
        return all(code not in given or given[code] in wanted for code, wanted in self.only_if.items())


def _fact(
    code: str,
    question: str | StrPromise,
    *choices: tuple[str, str | StrPromise],
    hint: str | StrPromise = "",
    presumed: str = "",
    **only_if: str,
) -> Fact:
    return Fact(
        code,
        question,
        (*(Choice(*choice) for choice in choices), DONT_KNOW),
        hint,
        {other: frozenset(wanted.split()) for other, wanted in only_if.items()},
        presumed,
    )


_OWN_LAW = "state territory municipal both unknown"

FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        fact.code: fact
        for fact in (
            _fact(
                "convicted_in",
                _("Which court convicted the person?"),
                ("federal", _("A federal court (United States District Court)")),
                ("state", _("A state court, such as a county, circuit or superior court of a state")),
                ("dc", _("The Superior Court of the District of Columbia")),
                ("military", _("A court-martial")),
                ("territory", _("A local court of Puerto Rico, Guam or another territory")),
                ("tribal", _("A tribal court")),
                ("municipal", _("A city or town court, for breaking a local ordinance")),
                ("foreign", _("A court of another country")),
                ("both", _("Both a federal court and a state court")),
                ("none", _("No court: nobody has been convicted yet")),
                hint=_(
                    "Where the person lives or is held does not decide this. Look at the name of the case: "
                    "“United States v. …” is federal, “State v. …”, “People v. …” or “Commonwealth v. …” is "
                    "a state’s. The papers of the case name the court; the prison or a lawyer can tell you too."
                ),
            ),
            _fact(
                "state",
                _("Which state, district or territory is it about?"),
                *((place.code, place.name) for place in places()),
                convicted_in=_OWN_LAW + " none",
                law_broken="state local unknown",
                kind="state_official state_judge local_official law schools elections licence courts prison "
                "police building budget other conviction state_ruling forgive erase charge inquiry "
                "drop extradite unknown",
            ),
            _fact(
                "nation",
                _("Which tribal nation’s court?"),
                *nations(),
                ("other", _("Another nation")),
                convicted_in="tribal",
            ),
            _fact(
                "offence",
                _("Was it an ordinary crime?"),
                ("ordinary", _("Yes, an ordinary crime")),
                ("treason", _("No, treason")),
                ("impeachment", _("No, a conviction by impeachment")),
                ("regulation", _("No, breaking a police or building regulation")),
                ("civil", _("No, a civil judgment, a lost licence or a deportation")),
                presumed="ordinary",
                convicted_in="federal dc " + _OWN_LAW,
            ),
            _fact(
                "sentence",
                _("What is the sentence?"),
                ("death", _("Death")),
                ("life_without_parole", _("Life without parole")),
                ("life", _("Life")),
                ("years", _("A number of years or months")),
                ("served", _("It is already served, or there is no prison sentence")),
                convicted_in="state territory municipal both",
            ),
            _fact(
                "felonies",
                _("How many times has the person been convicted of a felony?"),
                ("one", _("Once, or never")),
                ("several", _("Twice or more")),
                convicted_in="state both",
            ),
            _fact(
                "law_broken",
                _("Under which law would it be a crime?"),
                ("federal", _("Federal law")),
                ("state", _("State law (murder, assault, theft and most other crimes)")),
                ("local", _("A city or county rule")),
                ("military", _("Military law")),
                ("foreign", _("Another country’s law")),
                convicted_in="none",
                kind="charge inquiry drop forgive unknown",
            ),
        )
    }
)

_QUESTION = _("Which of these is closest?")

KINDS: Mapping[str, Fact] = MappingProxyType(
    {
        "pardon": _fact(
            "kind",
            _QUESTION,
            ("forgive", _("Forgive the crime (a pardon)")),
            ("erase", _("Erase the conviction from the record (expungement)")),
            presumed="forgive",
        ),
        "retry": _fact(
            "kind",
            _QUESTION,
            ("conviction", _("A conviction: a new trial, or to overturn it")),
            ("state_ruling", _("Another ruling of a state court, such as on custody or a lawsuit")),
            ("federal_ruling", _("Another ruling of a federal court")),
            ("supreme_ruling", _("A ruling of the Supreme Court of the United States")),
        ),
        "prosecute": _fact(
            "kind",
            _QUESTION,
            ("charge", _("Investigate, charge or arrest a person")),
            ("inquiry", _("Look into an event, an organisation or how a case was handled")),
            ("drop", _("Drop charges or stop an investigation")),
            ("extradite", _("Hand a person over to another country, or refuse to")),
            ("extradite_here", _("Have another country hand a person over to the United States")),
        ),
        "legislate": _fact(
            "kind",
            _QUESTION,
            ("law", _("A law")),
            ("spending", _("Spending federal money")),
            ("tax", _("A tax")),
            ("holiday", _("A federal holiday")),
            ("preempt", _("A federal law that overrides the states’ laws")),
            ("war", _("A declaration of war")),
            ("new_state", _("A new state, or a change of borders")),
            ("dc", _("The law or status of the District of Columbia")),
            ("park", _("A national park")),
        ),
        "direct": _fact(
            "kind",
            _QUESTION,
            ("order", _("An executive order, directive or policy")),
            ("veto", _("A promise to veto a bill")),
            ("monument", _("A national monument on federal land")),
            ("flag", _("The flag at half-staff")),
            ("military", _("A change in the armed forces")),
            ("needs_law", _("An executive order for something that needs a law")),
            ("state_power", _("An executive order for something the states decide")),
        ),
        "regulate": _fact(
            "kind",
            _QUESTION,
            ("agency", _("A department or agency under the President (such as EPA, VA, DHS, USDA)")),
            ("independent", _("An independent agency (such as FCC, SEC, FEC, the Federal Reserve)")),
            ("record", _("A decision on a record that a statute gives to the agency (drugs, species)")),
            ("taxpayer", _("An audit or the tax exemption of a named organisation or person")),
            ("justice", _("Enforcement by the Department of Justice")),
        ),
        "appoint": _fact(
            "kind",
            _QUESTION,
            ("officer", _("A federal officer or judge, whom the Senate confirms")),
            ("staff", _("An adviser or board the President fills alone")),
            ("dismiss_own", _("Dismiss a secretary, U.S. attorney or other appointee of the President")),
            ("dismiss_employee", _("Dismiss a federal employee below that")),
            ("freedom_medal", _("The Presidential Medal of Freedom")),
            ("honor_medal", _("The Medal of Honor")),
            ("decoration", _("Another military decoration, or a correction of a service record")),
            ("gold_medal", _("The Congressional Gold Medal")),
        ),
        "remove": _fact(
            "kind",
            _QUESTION,
            ("president", _("The President or Vice President, by impeachment")),
            ("resign", _("The President’s own resignation")),
            ("federal_judge", _("A federal judge or Supreme Court justice")),
            ("member", _("A member of Congress")),
            ("state_judge", _("A state judge")),
            ("state_official", _("A governor or another state official")),
            ("local_official", _("A mayor, sheriff or another local official")),
        ),
        "foreign": _fact(
            "kind",
            _QUESTION,
            ("policy", _("Diplomacy, aid, or to condemn what happens there")),
            ("recognise", _("Recognise a state, a government or a border")),
            ("sanction", _("Sanctions on a country or a person")),
            ("treaty", _("Make or leave a treaty")),
            ("force", _("Use or withdraw armed force")),
            ("theirs", _("Something only the other country’s own law or courts decide")),
        ),
        "deport": _fact(
            "kind",
            _QUESTION,
            ("person", _("One person or family")),
            ("policy", _("A group of people, or how the law is enforced")),
            ("asylum", _("Asylum or refugee status")),
            ("citizen", _("To send away a citizen of the United States")),
            ("opinion", _("To send someone away for what they said or wrote")),
        ),
        "declassify": _fact(
            "kind",
            _QUESTION,
            ("executive", _("Files of the President, a department, an agency or the military")),
            ("congress", _("Files of Congress")),
            ("state", _("Files of a state or local government or its police")),
        ),
        "state_matter": _fact(
            "kind",
            _QUESTION,
            ("law", _("A state law")),
            ("schools", _("What or how schools teach")),
            ("courts", _("A state’s courts, prosecutors or child protection")),
            ("elections", _("How elections are run, or a recount")),
            ("licence", _("A licence or permit of the state")),
            ("prison", _("A state’s prisons")),
            ("other", _("Something else the state’s government decides")),
        ),
        "local_matter": _fact(
            "kind",
            _QUESTION,
            ("police", _("The local police")),
            ("schools", _("A school or school district")),
            ("building", _("A building, park, street or statue")),
            ("other", _("Something else the city or county decides")),
        ),
        "private_matter": _fact(
            "kind",
            _QUESTION,
            ("company", _("A company or an organisation")),
            ("broadcast", _("A broadcaster, film or publisher")),
            ("league", _("A sports club or league")),
        ),
    }
)
