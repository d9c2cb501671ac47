"""Anyone asks who can grant something, without starting a petition; and each office has a page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.authorities import say
from undersigned.authorities.ask import ASKS, BadFact, read_facts
from undersigned.authorities.finding import Finding
from undersigned.authorities.held import office_of, powers_of
from undersigned.authorities.models import Authority
from undersigned.authorities.resolve import resolve
from undersigned.authorities.understand import understand
from undersigned.kit import access
from undersigned.petitions.models import Petition

LONGEST = 2000
PRESIDENT = "us.president"
SENT_ITS_WAY = 10
OFFICE = "office"


def _addressees() -> list[tuple[str, str]]:
    return [(one.office, one.name) for one in Authority.objects.taking_petitions().order_by("name")]


class TextForm(forms.Form):
    """What someone wants to ask, in their own words; the text is read once and kept nowhere."""

    text = forms.CharField(
        label=gettext_lazy("What do you want to ask for?"),
        help_text=gettext_lazy(
            "In your own words, as much as you would write in a petition. We read it once and keep it nowhere."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST, "dir": "auto"}),
        max_length=LONGEST,
    )
    to = forms.ChoiceField(label=gettext_lazy("Whom would you ask?"), widget=forms.RadioSelect, initial=PRESIDENT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The offices of the authorities that take petitions here are the choices."""
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = _addressees()  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """The kind of act, chosen from the list, and whom it would be asked of."""

    ask = forms.ChoiceField(
        label=gettext_lazy("I want to…"), choices=[(code, ask.label) for code, ask in ASKS.items()]
    )
    to = forms.ChoiceField(label=gettext_lazy("Whom would you ask?"), initial=PRESIDENT)

    def __init__(self, initial: dict[str, str]) -> None:
        """Shown with what is chosen already; the authorities that take petitions here are the choices."""
        super().__init__(initial=initial, auto_id="list_%s")
        self.fields["to"].choices = _addressees()  # type: ignore[attr-defined]


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def who_can_grant(request: HttpRequest) -> HttpResponse:
    """What is asked, the next question, and the finding; the address holds ask and facts, never the text."""
    if request.method == "POST":
        return _read_text(request)
    if "ask" not in request.GET:
        return _shown(request, {})
    try:
        return _shown(request, _asked(request))
    except BadFact as error:
        return _shown(request, {"problem": error.message}, status=400)
    except KeyError:
        return _shown(request, {"problem": _("We know no such office.")}, status=400)


def _asked(request: HttpRequest) -> dict[str, Any]:
    ask, to = request.GET["ask"], request.GET.get("to", PRESIDENT)
    facts = read_facts(ask, request.GET.dict())
    return _context(resolve(ask, facts, to))


def _read_text(request: HttpRequest) -> HttpResponse:
    form = TextForm(request.POST)
    if not form.is_valid():
        return _shown(request, {"form": form}, status=422)
    title, _line, body = form.cleaned_data["text"].strip().partition("\n")
    read = understand(title, body, form.cleaned_data["to"])
    context = {"form": form, "read": read, "evidence": say.evidence(read.suggestion)}
    if read.suggestion is not None and not read.is_weak:
        context |= _context(read.finding)
    response = _shown(request, context)
    response["Cache-Control"] = "no-store"
    return response


def _context(finding: Finding) -> dict[str, Any]:
    question = say.question(finding)
    known = {"ask": finding.ask, "to": finding.to, **finding.facts}
    facts = [(say.fact_named(finding.ask, code), answer) for code, answer in finding.facts.items()]
    return {
        "finding": finding,
        "ask": ASKS[finding.ask],
        "known": [(fact.question, fact.label_of(answer)) for fact, answer in facts],
        "headline": say.headline(finding),
        "kind_of_no": say.kind_of_no(finding),
        "assumed": say.assumed(finding),
        "how_to_know": say.unknown_to_them(finding),
        "question": question,
        "carried": list(known.items()),
        "address": f"{reverse('who_can_grant')}?{urlencode(known)}",
        "taking": _taking(finding),
        "offices": [holder for holder in finding.holders if not finding.branches and office_of(holder.office)],
        "start": urlencode(
            {"ask": finding.ask, **{f"fact-{code}": answer for code, answer in finding.facts.items()}}
        ),
    }


def _taking(finding: Finding) -> list[Authority]:
    """The authorities here whose office can grant it, or has a part in it."""
    offices = [holder.office for holder in finding.holders] if not finding.branches else []
    return list(Authority.objects.taking_petitions().filter(office__in=offices))


def _shown(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    chosen = {name: value for name in ("ask", "to") if (value := request.GET.get(name) or request.POST.get(name))}
    context = {"form": TextForm(initial=chosen), "ask_form": AskForm(chosen), **context}
    return render(request, "who_can_grant/ask.html", context, status=status)


@access.public
@require_safe
def office(request: HttpRequest, office_id: str) -> HttpResponse:
    """What an office can do and by which law, how to apply, and the petitions that were sent its way."""
    found = office_of(office_id)
    if found is None:
        raise Http404(_("We know no such office."))
    sent = (
        Petition.objects.public()
        .filter(finding__holders__contains=[{OFFICE: office_id}])
        .order_by("-opened_at", "id")
    )
    context = {
        "office": found,
        "spoken": say.sentence(found.spoken),
        "powers": powers_of(office_id),
        "authority": Authority.objects.taking_petitions().filter(office=office_id).first(),
        "petitions": sent.select_related("authority")[:SENT_ITS_WAY],
    }
    return render(request, "who_can_grant/office.html", context)
