"""A letter's link opens a page with one button; pressing it makes the signature, and the next page says so."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.kit import access, clock
from undersigned.pages import log_receipts, signing
from undersigned.pages.link_page import PRIVATE, dead_link, private_page, row_behind
from undersigned.petitions.models import Petition, State
from undersigned.signatures import tally
from undersigned.signatures.confirm import Confirmed, Press, Result, publish_delay_minutes
from undersigned.signatures.confirm import confirm as confirm_all
from undersigned.signatures.models import Submission

SEE_OTHER, CONFLICT = 303, 409


@access.link("confirm")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the button and changes nothing, so that a mail scanner confirms nothing; POST presses it."""
    now = clock.now()
    submission = row_behind("confirm", token, request, now)
    if isinstance(submission, HttpResponse):
        return submission
    if request.method == "POST":
        return _pressed(confirm_all([Press(submission, now)])[0], now)
    found = Submission.objects.select_related("petition__authority").filter(pk=submission).first()
    if found is None or found.petition.state in (State.LAPSED, State.REMOVED, State.REJECTED):
        return dead_link(expired=True)
    return _asked(found, token, now)


@access.link("receipt")
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a signature, for its signer: counted, published, withdrawn."""
    signature = log_receipts.signature_behind(request, token)
    if isinstance(signature, HttpResponse):
        return signature
    petition = signature.petition
    context = {
        "signature": signature,
        "petition": petition,
        "minutes": publish_delay_minutes(),
        "token": token,
        **log_receipts.standing_of(signature),
        "supporters": None if petition.is_public else tally.standing([petition.pk])[petition.pk],
    }
    return private_page("receipt.html", context)


def _asked(found: Submission, token: str, now: datetime) -> HttpResponse:
    petition = found.petition
    starts = found.starts_petition and petition.state == State.DRAFT
    takes = petition.takes_signatures(now) or petition.takes_supporters(now) or starts
    context = {"petition": petition, "token": token, "starts": starts, "takes": takes, "now": now}
    return private_page("confirm.html", context, 200 if takes else CONFLICT)


def _pressed(done: Confirmed, now: datetime) -> HttpResponse:
    if address := signing.address_after(done):
        return HttpResponseRedirect(address, status=SEE_OTHER, headers=PRIVATE)
    if done.result is Result.GONE or done.petition is None:
        return dead_link(expired=True)
    petition = Petition.objects.select_related("authority").get(pk=done.petition.pk)
    return private_page("confirm.html", {"petition": petition, "takes": False, "now": now}, CONFLICT)
