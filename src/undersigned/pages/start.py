"""A person starts a petition, one question a step; the answers travel in the form, so no session is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.authorities import say
from undersigned.authorities.ask import BadFact, read_facts
from undersigned.authorities.fact import Fact
from undersigned.authorities.finding import Finding
from undersigned.authorities.models import Authority
from undersigned.authorities.resolve import resolve
from undersigned.authorities.suggest import suggest_as
from undersigned.authorities.understand import Understood, understand
from undersigned.guard.network import client_address, network_of
from undersigned.guard.verdict import Signals
from undersigned.kit import access, clock
from undersigned.pages import signing
from undersigned.pages.sign_form import SignForm
from undersigned.pages.start_forms import AskForm, FactForm, TextForm, WhatForm
from undersigned.petitions.models import Petition
from undersigned.petitions.policy import policy_of
from undersigned.petitions.similar import Similar, similar
from undersigned.signatures import form as signer_form
from undersigned.signatures import intake

FACT = "fact"


@dataclass(frozen=True)
class Step:
    """One page of the way: its name, and what its heading says."""

    name: str
    title: Any


STEPS = (
    Step("what", _("What do you ask for?")),
    Step("ask", _("What kind of thing is it?")),
    Step("facts", _("A question about it")),
    Step("finding", _("Who can grant it?")),
    Step("similar", _("Has someone asked for this already?")),
    Step("text", _("Say why")),
    Step("you", _("Check it, and tell us who you are")),
)
NAMES = [step.name for step in STEPS]


class Way:
    """Someone's way through the steps, as far as the answers in the request lead."""

    def __init__(self, answers: QueryDict) -> None:
        """`answers`: everything told so far, all steps together."""
        self.answers = answers
        self._forms: dict[str, forms.Form | None] = {}
        self.filled: signer_form.Filled | None = None

    def form(self, step: str, *, bound: bool = True) -> forms.Form | None:
        """The step's form; None for a step without questions, which has nothing to get wrong."""
        answers: Any = self.answers
        given: dict[str, Any] = {"data": answers} if bound else {"initial": self._initial(step)}
        if step == "what":
            return WhatForm(**given)
        if step == "ask":
            return AskForm(**given) if bound else AskForm(initial=self._initial(step) or self._suggested())
        if step == "facts":
            fact = self.open_question()
            return FactForm(fact=fact, prefix=FACT, **given) if fact else None
        if step == "text":
            return TextForm(**given)
        return self._signer() if step == "you" else None

    def valid(self, step: str) -> bool:
        """The step's answers can be taken."""
        if step not in self._forms:
            self._forms[step] = self.form(step)
        form = self._forms[step]
        return form is None or (not form.errors if step == "you" else form.is_valid())

    def checked(self, step: str) -> Any:
        """The step's form after `valid`."""
        return self._forms[step]

    def finding(self) -> Finding:
        """Who can grant what is asked, as far as the answers go; for valid answers to `what` and `ask`."""
        return resolve(self._told()["ask"], self.facts(), self.checked("what").cleaned_data["authority"].office)

    def open_question(self) -> Fact | None:
        """The next question that decides who can grant it; None once there is none, or nobody knows more."""
        found = self.finding()
        return say.question(found) if found.question and found.question not in self.facts() else None

    def is_next_question(self, step: str) -> bool:
        """Whether a question stands open only because the one before it has just been answered."""
        fact = self.open_question() if step == "facts" else None
        return fact is not None and self.answers.get("step") == "facts" and self.answers.get("asked") != fact.code

    def first_wrong(self, last: str) -> str | None:
        """The first step up to `last` whose answers cannot be taken."""
        return next((name for name in NAMES[: NAMES.index(last) + 1] if not self.valid(name)), None)

    def facts(self) -> dict[str, str]:
        """The facts given for the ask; an answer that is none of its question's is as if it were not given."""
        told = self._told()
        given = {
            name.removeprefix(f"{FACT}-"): value for name, value in told.items() if name.startswith(f"{FACT}-")
        }
        try:
            return read_facts(self.answers.get("ask", ""), given)
        except BadFact as bad:
            return read_facts(self.answers.get("ask", ""), {**given, bad.code: ""})

    def similar(self) -> list[Similar]:
        """Petitions like this one, by its title and what is written so far."""
        return similar(self.answers.get("title", ""), self.answers.get("body", ""))

    def carried(self, step: str) -> list[tuple[str, str]]:
        """The answers of all other steps, to travel on as hidden fields."""
        form = self.form(step, bound=False)
        own = {form.add_prefix(name) for name in form.fields} if form else set()
        known = {"authority", "title", "ask", "body", "issues", *SignForm.base_fields}
        return [
            (name, value)
            for name, values in self.answers.lists()
            if name not in own and (name in known or name.startswith(f"{FACT}-"))
            for value in values
        ]

    def _told(self) -> dict[str, str]:
        """Each answer once, the last where there are several."""
        return {name: str(self.answers.get(name, "")) for name in self.answers}

    def _signer(self) -> SignForm:
        if "email" not in self.answers:
            return SignForm()
        try:
            self.filled = signer_form.read(self._told())
        except signer_form.BadForm as bad:
            return SignForm(self._told(), bad.errors)
        return SignForm(self._told())

    def read(self) -> Understood:
        """What the title seems to ask: a suggestion, to be confirmed."""
        return understand(self.answers.get("title", ""), to=self.checked("what").cleaned_data["authority"].office)

    def words_for(self, fact: str) -> str:
        """The words of the title that show an answer to this fact, quoted."""
        seen = suggest_as(self._told()["ask"], self.answers.get("title", ""))
        return next((say.quoted(one.words) for one in seen.evidence if one.fact == fact), "")

    def _suggested(self) -> dict[str, str]:
        seen = self.read() if self.valid("what") else None
        return {"ask": seen.suggestion.ask} if seen and seen.suggestion and not seen.is_weak else {}

    def _initial(self, step: str) -> dict[str, Any]:
        flat: dict[str, Any] = {**self._told()}
        if step == "ask":
            return {"ask": flat["ask"]} if "ask" in flat else {}
        if step == "facts" and self.valid("ask"):
            return dict(suggest_as(flat["ask"], flat.get("title", "")).facts)
        if "issues" in self.answers:
            flat["issues"] = self.answers.getlist("issues")
        return flat


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """One step: its answers are taken and the next one is shown, or the same one again with what is wrong."""
    if request.method != "POST":
        return _show(request, Way(request.GET), "what")
    way = Way(request.POST)
    step = request.POST.get("step", "")
    if step not in NAMES:
        return _show(request, way, "what", status=400)
    if "back" in request.POST:
        return _show(request, _way_back(request.POST, step), _before(step))
    if "readdress" in request.POST:
        return _show(request, _readdressed(request.POST), "finding")
    wrong = way.first_wrong(step)
    if wrong is not None and not way.is_next_question(wrong):
        return _show(request, way, wrong, status=422)
    if step in ("ask", "facts"):
        return _show(request, way, "facts" if way.open_question() else "finding")
    if step != NAMES[-1]:
        return _show(request, way, NAMES[NAMES.index(step) + 1])
    if way.filled is None:
        return _show(request, way, step, status=422)
    return _keep(request, way, way.filled)


def _before(step: str) -> str:
    """Back from a question or the finding leads to the ask, where the questions begin anew."""
    return "ask" if step in ("facts", "finding") else NAMES[max(0, NAMES.index(step) - 1)]


def _way_back(answers: QueryDict, step: str) -> Way:
    """What was answered stays; but before the questions, none of them is answered."""
    kept = answers.copy()
    for name in list(kept) if _before(step) == "ask" else ():
        if name.startswith(f"{FACT}-"):
            del kept[name]
    return Way(kept)


def _readdressed(answers: QueryDict) -> Way:
    """The same petition to the authority that was pressed."""
    changed = answers.copy()
    changed["authority"] = str(answers["readdress"])
    return Way(changed)


def _show(request: HttpRequest, way: Way, step: str, status: int = 200) -> HttpResponse:
    if (NAMES.index(step) > NAMES.index("ask")) and (wrong := way.first_wrong("ask")):
        step, status = wrong, 422
    number = NAMES.index(step)
    context: dict[str, Any] = {
        "step": STEPS[number],
        "number": number + 1,
        "steps": len(STEPS),
        "form": way.form(step, bound=status != 200 and request.method == "POST"),
        "carried": way.carried(step),
        "way": way,
    }
    if step == "ask" and way.valid("what"):
        context |= _understood(way)
    if step == "facts" and (fact := way.open_question()):
        context |= {"asked": fact.code, "because": way.words_for(fact.code)}
    if step == "finding":
        context |= _found(way)
    if step == "similar":
        context["similar"] = way.similar()
    if step == "you":
        context["text"] = way.checked("text").cleaned_data if way.valid("text") else {}
        context["what"] = way.checked("what").cleaned_data if way.valid("what") else {}
        context["finding"] = way.finding()
        if authority := context["what"].get("authority"):
            context["policy"] = policy_of(authority.pk, clock.now().date())
    return render(request, f"start/{step}.html", context, status=status)


def _understood(way: Way) -> dict[str, Any]:
    """What the title was read to ask, with the words that led there; nothing where it was not understood."""
    read = way.read()
    if read.suggestion is None or read.is_weak:
        return {"is_weak": True}
    return {"understood": say.understood(read.finding), "evidence": say.evidence(read.suggestion)}


def _found(way: Way) -> dict[str, Any]:
    """The finding, and the authorities here to which the petition can be addressed instead."""
    finding = way.finding()
    offices = [holder.office for holder in finding.holders if not finding.branches]
    holders = Authority.objects.taking_petitions().filter(office__in=offices)
    own = way.checked("what").cleaned_data["authority"]
    return {
        "finding": finding,
        "understood": say.understood(finding),
        "headline": say.headline(finding),
        "kind_of_no": say.kind_of_no(finding),
        "assumed": say.assumed(finding),
        "how_to_know": say.unknown_to_them(finding),
        "better": holders.exclude(pk=own.pk) if finding.addressee != "yes" else (),
        "authority": own,
    }


def _keep(request: HttpRequest, way: Way, filled: signer_form.Filled) -> HttpResponse:
    """Keep the draft, and ask by letter to confirm it."""
    now = clock.now()
    what, text = way.checked("what").cleaned_data, way.checked("text").cleaned_data
    network = network_of(client_address(request.META.get("REMOTE_ADDR", ""), [], ()))
    verdict = signing.guard.judge(Signals("draft", network, now))
    petition = Petition(
        authority=what["authority"],
        title=what["title"],
        body=text["body"],
        ask=way.checked("ask").cleaned_data["ask"],
        facts=way.facts(),
        finding=way.finding().as_dict(),
    )
    intake.start(petition, list(text["issues"]), filled, now, verdict.not_before)
    return redirect("start_sent")


@access.public
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail: the same for everyone."""
    return render(request, "start/sent.html")


urlpatterns = [path("start", start, name="start"), path("start/check-your-email", sent, name="start_sent")]
