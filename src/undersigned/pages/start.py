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

from undersigned.authorities.ask import read_facts
from undersigned.guard.network import client_address, network_of
from undersigned.guard.verdict import Signals
from undersigned.kit import access, clock
from undersigned.pages import signing
from undersigned.pages.sign_form import SignForm
from undersigned.pages.start_forms import AskForm, FactsForm, TextForm, WhatForm
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
    Step("facts", _("Who can grant it?")),
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
            return AskForm(**given)
        if step == "facts":
            built = FactsForm(ask=answers.get("ask", ""), given=self._own_facts(bound), prefix=FACT, **given)
            return built if built.fields else None
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

    def first_wrong(self, last: str) -> str | None:
        """The first step up to `last` whose answers cannot be taken."""
        return next((name for name in NAMES[: NAMES.index(last) + 1] if not self.valid(name)), None)

    def facts(self) -> dict[str, str]:
        """The facts given for the ask; raises authorities.ask.BadFact."""
        return read_facts(self.answers.get("ask", ""), self._given_facts())

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

    def _given_facts(self) -> dict[str, str]:
        start = f"{FACT}-"
        return {name.removeprefix(start): value for name, value in self._told().items() if name.startswith(start)}

    def _own_facts(self, bound: bool) -> dict[str, str]:
        """What decides which questions are asked: all that was given, when the answers are looked at."""
        return self._given_facts() if bound else {}

    def _initial(self, step: str) -> dict[str, Any]:
        flat: dict[str, Any] = {**self._told()}
        if step == "facts":
            return self._given_facts()
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
        return _show(request, way, NAMES[max(0, NAMES.index(step) - 1)])
    wrong = way.first_wrong(step)
    if wrong is not None:
        return _show(request, way, wrong, status=422)
    if step != NAMES[-1]:
        return _show(request, way, NAMES[NAMES.index(step) + 1])
    if way.filled is None:
        return _show(request, way, step, status=422)
    return _keep(request, way, way.filled)


def _show(request: HttpRequest, way: Way, step: str, status: int = 200) -> HttpResponse:
    number = NAMES.index(step)
    context: dict[str, Any] = {
        "step": STEPS[number],
        "number": number + 1,
        "steps": len(STEPS),
        "form": way.form(step, bound=status != 200 and request.method == "POST"),
        "carried": way.carried(step),
        "way": way,
    }
    if step == "similar":
        context["similar"] = way.similar()
    if step == "you":
        context["text"] = way.checked("text").cleaned_data if way.valid("text") else {}
        context["what"] = way.checked("what").cleaned_data if way.valid("what") else {}
        if authority := context["what"].get("authority"):
            context["policy"] = policy_of(authority.pk, clock.now().date())
    return render(request, f"start/{step}.html", context, status=status)


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
    )
    intake.start(petition, list(text["issues"]), filled, now, verdict.not_before)
    return redirect("start_sent")


@access.public
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail: the same for everyone."""
    return render(request, "start/sent.html")


urlpatterns = [path("start", start, name="start"), path("start/check-your-email", sent, name="start_sent")]
