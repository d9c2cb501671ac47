"""Responders draft answers here, say what they answer, and ask for approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.authorities import say
from undersigned.desk.answer_forms import DraftForm, forms_of, standing_text, text_of
from undersigned.desk.suggesting import suggestions
from undersigned.kit import clock
from undersigned.kit.paging import page_of
from undersigned.petitions.models import Petition
from undersigned.petitions.search import search
from undersigned.responses import clock as owing
from undersigned.responses import drafting
from undersigned.responses.drafting import Incomplete, Kept, NotYours, Stale
from undersigned.responses.models import Hold, Kind, Outcome, Response, State
from undersigned.responses.reading import findings_of
from undersigned.responses.starting import from_findings
from undersigned.staff import access
from undersigned.staff.decisions import Member
from undersigned.staff.models import Decision
from undersigned.staff.roles import Verb

if TYPE_CHECKING:
    from undersigned.desk.answer_forms import ExhibitForms

FOUND = 20


@access.staff()
@require_safe
def answers(request: HttpRequest, member: Member) -> HttpResponse:
    """What is owed, and every answer of the authority."""
    now = clock.now()
    context = {
        "member": member,
        "now": now,
        "owed": owing.owed(member.authority).defer("search")[:50],
        "standing": owing.standing(now, member.authority),
        "page": page_of(Response.objects.of(member.authority).select_related("author"), request.GET.get("page")),
        "may_draft": member.may(Verb.SUBMIT),
    }
    return render(request, "desk/answers.html", context)


@access.staff("responder", "approver")
@require_POST
def begin(request: HttpRequest, member: Member) -> HttpResponse:
    """A new draft, for the petition that was named or for none yet."""
    try:
        response = drafting.begin(member, request.POST.getlist("petition")[:100], clock.now())
    except NotYours as error:
        raise Http404 from error
    return redirect("desk_draft", member.authority, response.pk)


@access.staff("responder", "approver")
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """The draft's words and exhibits, to be written by one person at a time."""
    response, now = own(member, response_id), clock.now()
    if response.state != State.DRAFT and request.method != "POST":
        return redirect("desk_answer", member.authority, response.pk)
    if request.method != "POST":
        held = drafting.hold(member, response, now)
        words, exhibits = forms_of(response)
        return _page(request, member, response, words, exhibits, held, now)
    words, exhibits = forms_of(response, request.POST)
    if not (words.is_valid() and exhibits.is_valid()):
        return _page(request, member, response, words, exhibits, drafting.hold(member, response, now), now, 422)
    text = text_of(response, words, exhibits)
    if text.outcome == Outcome.NO_POWER and not (text.summary.strip() or text.body.strip()):
        text = from_findings(text, findings_of(_covered(response)))
    try:
        if "take_over" in request.POST:
            drafting.hold(member, response, now, take_over=True)
        drafting.edit(member, response.pk, words.cleaned_data["version"], text, now)
    except Stale:
        return _overtaken(request, member, response_id, now)
    if "preview" in request.POST:
        return redirect("desk_answer", member.authority, response.pk)
    messages.success(request, _("Saved."))
    return redirect("desk_draft", member.authority, response.pk)


@access.staff("responder", "approver")
@require_POST
def start_from_finding(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """What is still empty is begun from who can grant it; what someone wrote stays."""
    response = own(member, response_id)
    text = from_findings(standing_text(response), findings_of(_covered(response)))
    try:
        drafting.edit(member, response.pk, response.version, text, clock.now())
        messages.success(request, _("Begun from the finding. Change whatever you like."))
    except Stale:
        messages.warning(
            request, _("Someone else is at this draft, or it is no draft any more. Nothing was changed.")
        )
    return redirect("desk_draft", member.authority, response.pk)


@access.staff("responder", "approver")
@require_POST
def take_over(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """The draft changes hands at once."""
    drafting.hold(member, own(member, response_id), clock.now(), take_over=True)
    return redirect("desk_draft", member.authority, response_id)


@access.staff("responder", "approver")
@require_http_methods(["GET", "HEAD", "POST"])
def petitions(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """Which petitions the draft answers: those chosen, those on the same case, those owed, those searched for."""
    response, now = own(member, response_id), clock.now()
    if response.state != State.DRAFT:
        return redirect("desk_answer", member.authority, response.pk)
    covered, overtaken = _covered(response), False
    if request.method == "POST":
        chosen = tuple(request.POST.getlist("petition")[:500])
        try:
            _choose(request, member, response, chosen, now)
            messages.success(request, _("The petitions it answers were saved."))
            return redirect("desk_draft", member.authority, response.pk)
        except Stale:
            response, overtaken = own(member, response_id), True
            answerable = drafting.answerable(member.authority).filter(pk__in=filter(str.isalnum, chosen))
            covered = list(answerable.select_related("authority").defer("search").order_by("created_at", "id"))
        except NotYours as error:
            raise Http404 from error
    known = {petition.pk for petition in covered}
    suggested = suggestions(member.authority, covered)
    known |= {one.petition.pk for one in suggested}
    question = request.GET.get("q", "").strip()[:200]
    found = search(question, authority=member.authority, now=now).exclude(pk__in=known)[:FOUND] if question else []
    context = {
        "member": member,
        "response": response,
        "now": now,
        "covered": covered,
        "suggested": suggested,
        "owed": owing.owed(member.authority).exclude(pk__in=known).defer("search")[:FOUND],
        "question": question,
        "found": found,
        "held": drafting.hold(member, response, now) if overtaken else None,
    }
    return render(request, "desk/covered.html", context, status=409 if overtaken else 200)


def _choose(
    request: HttpRequest, member: Member, response: Response, chosen: tuple[str, ...], now: datetime
) -> None:
    if "take_over" in request.POST:
        drafting.hold(member, response, now, take_over=True)
    version = request.POST.get("version", "")
    new = replace(standing_text(response), petitions=chosen)
    drafting.edit(member, response.pk, int(version) if version.isdecimal() else -1, new, now)


@access.staff("responder", "approver")
@require_POST
def submit(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """Approval is asked for."""
    version = request.POST.get("version", "")
    try:
        response = own(member, response_id)
        drafting.submit(member, response.pk, int(version) if version.isdecimal() else -1, clock.now())
        messages.success(request, _("Submitted. Another person can now approve and publish it."))
    except Incomplete as error:
        for message in error.missing.values():
            messages.error(request, str(message))
    except Stale:
        messages.warning(request, _("Someone changed this answer meanwhile. Read it again before you submit it."))
    return redirect("desk_answer", member.authority, response_id)


@access.staff("responder", "approver")
@require_POST
def discard(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """A draft is thrown away."""
    response, version = own(member, response_id), request.POST.get("version", "")
    try:
        drafting.discard(member, response.pk, int(version) if version.isdecimal() else -1, clock.now())
    except Stale:
        messages.warning(
            request, _("Someone else is at this draft, or it was changed meanwhile. Look at it again.")
        )
        return redirect("desk_answer", member.authority, response_id)
    except Kept:
        messages.warning(request, _("What was done is recorded in this draft, and stays. It cannot be discarded."))
        return redirect("desk_answer", member.authority, response_id)
    messages.success(request, _("Discarded."))
    return redirect("desk_answers", member.authority)


def own(member: Member, response_id: str) -> Response:
    """The authority's own response; raises Http404 for another's or none."""
    try:
        return drafting.own(member, response_id)
    except Response.DoesNotExist as error:
        raise Http404 from error


def sent_back(response: Response) -> Decision | None:
    """With what words the draft came back from approval; None when it did not, or none were said."""
    if response.state != State.DRAFT:
        return None
    last = Decision.objects.about(f"response:{response.pk}").filter(verb__in=(Verb.SUBMIT, Verb.TAKE_BACK)).last()
    return last if last and last.verb == Verb.TAKE_BACK and last.note else None


def _overtaken(request: HttpRequest, member: Member, response_id: str, now: datetime) -> HttpResponse:
    """Someone else saved first or holds the draft: what was typed is kept, beside what stands now."""
    response = own(member, response_id)
    if response.state != State.DRAFT:
        messages.warning(request, _("This answer is no draft any more. What you typed was not saved."))
        return redirect("desk_answer", member.authority, response.pk)
    held = drafting.hold(member, response, now)
    typed = request.POST.copy()
    # Who saves again from here has seen the other text, and means to put this one in its place.
    typed["version"] = str(response.version)
    return _page(request, member, response, *forms_of(response, typed), held, now, 409)


def _covered(response: Response) -> list[Petition]:
    """The petitions it answers, with their authorities."""
    chosen = Petition.objects.filter(pk__in=response.coverage.values("petition_id"))
    return list(chosen.select_related("authority").defer("search").order_by("created_at", "id"))


def _elsewhere(response: Response, covered: list[Petition]) -> list[str]:
    """Who can grant it instead, in a sentence each, while nothing is written and it is not in the own power."""
    if response.summary.strip() or response.body.strip():
        return []
    office = response.authority.office
    found = [one.finding for one in findings_of(covered) if one.finding.addressee in ("no", "partly")]
    # Of a petition that was referred here, the office that can grant it may be this one.
    return [say.headline(one) for one in found if office not in {holder.office for holder in one.holders}]


def _page(
    request: HttpRequest,
    member: Member,
    response: Response,
    words: DraftForm,
    exhibits: ExhibitForms,
    held: Hold,
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    covered = _covered(response)
    context = {
        "member": member,
        "response": response,
        "form": words,
        "exhibits": exhibits,
        "held": held,
        "mine": held.holder == member.user,
        "overtaken": status == 409,
        "covered": covered,
        "elsewhere": _elsewhere(response, covered),
        "sent_back": sent_back(response),
        "figures": response.exhibits.filter(kind=Kind.FIGURE),
        "now": now,
    }
    return render(request, "desk/draft.html", context, status=status)
