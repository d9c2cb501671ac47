"""Figures from the clemency record and quotations of law are put among an answer's exhibits here."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.authorities.load import catalogue
from undersigned.authorities.powers import Law
from undersigned.clemency.questions import Unanswerable
from undersigned.desk.answer_forms import standing_text
from undersigned.desk.answers import own
from undersigned.kit import clock
from undersigned.responses import drafting
from undersigned.responses.drafting import Shown, Stale
from undersigned.responses.figures import figure
from undersigned.responses.models import EXHIBITS_AT_MOST, Response, State
from undersigned.staff import access
from undersigned.staff.decisions import Member

FOUND_AT_MOST = 12
QUERY_LENGTH = 2000


@access.staff("responder", "approver")
@require_http_methods(["GET", "HEAD"])
def choose(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """Where a figure is asked for, and a law searched."""
    response = own(member, response_id)
    if response.state != State.DRAFT:
        return redirect("desk_answer", member.authority, response.pk)
    return _page(request, member, response)


def _page(
    request: HttpRequest, member: Member, response: Response, query: str = "", wrong: Sequence[str] = ()
) -> HttpResponse:
    asked = request.GET.get("law", "").strip()[:200]
    context = {
        "member": member,
        "response": response,
        "asked": asked,
        "laws": _laws(asked) if asked else [],
        "figures": [exhibit for exhibit in response.exhibits.all() if exhibit.record],
        "query": query,
        "errors": [("query", message) for message in wrong],
    }
    return render(request, "desk/exhibits.html", context, status=422 if wrong else 200)


@access.staff("responder", "approver")
@require_POST
def add(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """A figure is frozen as the record gives it today, or a law is quoted as the catalogue has it."""
    response, now = own(member, response_id), clock.now()
    shown = None
    if law := catalogue().laws.get(request.POST.get("law", "")):
        shown = Shown(title=law.cite, kind="law", quotation=law.says, url=law.url)
    elif query := request.POST.get("query", "").replace("\x00", "").strip()[:QUERY_LENGTH]:
        try:
            shown = figure(query, now.date())
        except Unanswerable as error:
            unknown = _("This is no address of a comparison. Ask for the figure on that page first, then copy it.")
            wrong = list(map(str, error.errors.values())) if "president=" in query else [unknown]
            return _page(request, member, response, query, wrong)
    else:
        return _page(request, member, response, wrong=[_("Paste the address of a comparison, or choose a law.")])
    if shown is not None:
        _save(request, member, response, lambda have: (*have, shown))
    return redirect("desk_exhibits", member.authority, response.pk)


@access.staff("responder", "approver")
@require_POST
def drop(request: HttpRequest, member: Member, response_id: str, place: int) -> HttpResponse:
    """A figure is taken out of the draft, if it is still the version that was looked at."""
    response = own(member, response_id)
    if request.POST.get("version") == str(response.version):
        _save(request, member, response, lambda have: (*have[:place], *have[place + 1 :]))
    else:
        messages.warning(request, _("This draft was saved meanwhile. Nothing was taken out: look again."))
    return redirect("desk_exhibits", member.authority, response.pk)


def _save(
    request: HttpRequest,
    member: Member,
    response: Response,
    change: Callable[[tuple[Shown, ...]], tuple[Shown, ...]],
) -> None:
    text = standing_text(response)
    exhibits = change(text.exhibits)
    if len(exhibits) > EXHIBITS_AT_MOST:
        messages.error(request, _("An answer rests on 20 exhibits at most. Take one out first."))
        return
    try:
        drafting.edit(member, response.pk, response.version, replace(text, exhibits=exhibits), clock.now())
        messages.success(request, _("Saved."))
    except Stale:
        messages.warning(
            request, _("Someone else is at this draft, or it is no draft any more. Nothing was changed.")
        )


def _laws(asked: str) -> list[Law]:
    """Laws of the catalogue in which every word that was asked for stands."""
    words = asked.casefold().split()
    found = [
        law
        for law in catalogue().laws.values()
        if law.verified and all(word in f"{law.cite} {law.says}".casefold() for word in words)
    ]
    return found[:FOUND_AT_MOST]
