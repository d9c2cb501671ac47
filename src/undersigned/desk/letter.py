"""The letter of an answer is read here exactly as signers will get it, and sent to oneself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.desk.answers import own
from undersigned.kit import clock
from undersigned.kit.ids import uuid7
from undersigned.responses import letter
from undersigned.staff import access
from undersigned.staff.decisions import Member


@access.staff()
@require_safe
def shown(request: HttpRequest, member: Member, response_id: str, language: str) -> HttpResponse:
    """The letter itself, as HTML or (`?as=text`) as plain text; 404 for a language the answer is not given in."""
    response = own(member, response_id)
    try:
        _subject, text, html = letter.sample(response, language, member.user.called, uuid7(clock.now()))
    except KeyError as error:
        raise Http404 from error
    if request.GET.get("as") == "text":
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    return HttpResponse(html)


@access.staff("responder", "approver")
@require_POST
def send_test(request: HttpRequest, member: Member, response_id: str, language: str) -> HttpResponse:
    """The same letter to the address of whoever asks."""
    response = own(member, response_id)
    try:
        letter.send_test(response, language, member.user.email, member.user.called, clock.now())
    except KeyError as error:
        raise Http404 from error
    messages.success(request, _("On its way to %(address)s.") % {"address": member.user.email})
    return redirect("desk_answer", member.authority, response.pk)
