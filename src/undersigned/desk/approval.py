"""An answer is read exactly as page and as letter, taken back, or published by another person than its author."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.desk.answers import own, sent_back
from undersigned.kit import clock
from undersigned.kit.ids import uuid7
from undersigned.mail import campaigns
from undersigned.mail.models import Campaign
from undersigned.petitions.models import Petition
from undersigned.responses import drafting, history, letter, publish
from undersigned.responses import render as markdown
from undersigned.responses.drafting import Incomplete, Stale
from undersigned.responses.languages import words_of
from undersigned.responses.models import State
from undersigned.responses.publish import SamePerson
from undersigned.responses.reading import read
from undersigned.signatures import counts
from undersigned.staff import access
from undersigned.staff.decisions import Member
from undersigned.staff.models import Decision
from undersigned.staff.roles import Verb

FIRST_WAVE = 100
NOTE_LENGTH = 2000


@access.staff()
@require_safe
def answer(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """One answer as it will be read, with its history and what can be done with it now."""
    response, now = own(member, response_id), clock.now()
    covered = list(
        Petition.objects.public()
        .filter(pk__in=response.coverage.values("petition_id"))
        .select_related("authority")
        .defer("search")
    )
    reading = read(response, covered, now, request.GET.get("language", "")) or read(response, covered, now)
    published = counts.published(covered)
    wrote = member.user in (response.author, response.submitted_by)
    context = {
        "member": member,
        "response": response,
        "reading": reading,
        "cards": [
            {"petition": one, "count": None if one.is_recorded_elsewhere else published[one.pk]} for one in covered
        ],
        "switch": "?language=",
        "now": now,
        "letters": [
            (*letter.sample(response, words.language, member.user.called, uuid7(now))[:2], words)
            for words in words_of(response)
        ],
        "lacking": drafting.lacking(response) if response.state == State.DRAFT else {},
        "sent_back": sent_back(response),
        "revisions": response.revisions.select_related("made_by"),
        "decisions": Decision.objects.about(f"response:{response.pk}"),
        "campaigns": [(each, campaigns.progress(each, now)) for each in Campaign.objects.about(response.pk)],
        "may_draft": member.may(Verb.SUBMIT),
        "may_publish": member.may(Verb.PUBLISH) and not wrote,
        "wrote": wrote,
    }
    return render(request, "desk/answer.html", context)


@access.staff()
@require_safe
def revision(request: HttpRequest, member: Member, response_id: str, version: int) -> HttpResponse:
    """One version of an answer, as it was, and what it changed."""
    response = own(member, response_id)
    found = response.revisions.select_related("made_by").filter(version=version).first()
    if found is None:
        return redirect("desk_answer", member.authority, response.pk)
    before = response.revisions.filter(version__lt=version).first()
    context = {
        "member": member,
        "response": response,
        "revision": found,
        "body": markdown.html(found.body),
        "before": before,
        "changes": history.changes(before, found) if before else [],
    }
    return render(request, "desk/revision.html", context)


@access.staff("responder", "approver")
@require_POST
def take_back(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """A submitted answer goes back to drafting, with a note that says why."""
    response = own(member, response_id)
    try:
        note = request.POST.get("note", "").replace("\x00", "").strip()[:NOTE_LENGTH]
        drafting.take_back(member, response.pk, note, clock.now())
        messages.success(request, _("It is a draft again."))
    except Stale:
        messages.warning(request, _("Someone published it or took it back before you. Nothing was changed."))
    return redirect("desk_answer", member.authority, response.pk)


@access.staff("approver")
@require_http_methods(["POST"])
def sign_off(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """Another person than the author publishes the answer; its letters begin to go."""
    response = own(member, response_id)
    version = request.POST.get("version", "")
    wave = FIRST_WAVE if request.POST.get("first_wave") == "1" else 0
    try:
        publish.publish(
            member, response.pk, int(version) if version.isdecimal() else -1, clock.now(), first_wave=wave
        )
        first = _("Published. The first letters are on their way; the rest waits until someone lets it go on.")
        messages.success(request, first if wave else _("Published. The letters to the signers are on their way."))
    except SamePerson:
        messages.error(request, _("You wrote or submitted this answer. Another person must approve it."))
    except Incomplete as error:
        for message in error.missing.values():
            messages.error(request, str(message))
    except Stale:
        messages.warning(request, _("Someone changed this answer meanwhile. Read it again before you publish it."))
    return redirect("desk_answer", member.authority, response.pk)
