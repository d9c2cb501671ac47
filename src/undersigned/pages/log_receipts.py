"""What a signer can see and take away: where the signature stands in the public log, its receipt, its promise."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from undersigned.kit import access, clock
from undersigned.ledger import receipts
from undersigned.pages.link_page import PRIVATE, dead_link, private_page, row_behind
from undersigned.signatures import withdraw
from undersigned.signatures.models import Signature, Submission

NOT_FOUND = 404

WHY_NOT = {
    "withdrawn": _("it was withdrawn"),
    "duplicate": _("the same person had signed already"),
    "fraud": _("it was found not to be genuine"),
    "ineligible": _("the rules of this petition did not allow it"),
}


def standing_of(signature: Signature) -> dict[str, Any]:
    """What the receipt page says of the log: `standing` (None when no log holds the signature), whether it was
    struck out, the reason in words when it no longer counts, and the receipt's own text once there is one."""
    try:
        standing = receipts.standing(signature.pk)
    except receipts.NotCounted:
        return {"standing": None, "struck": False}
    proof = ""
    if standing.index is not None and signature.salt is not None:
        proof = str(receipts.receipt(signature.pk, signature.opened_salt()))
    struck = standing.index is not None and not standing.counts
    return {"standing": standing, "struck": struck, "why_not": WHY_NOT.get(standing.reason, ""), "proof": proof}


@access.link("receipt")
@require_safe
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt as a `.tlog-proof` file; 404 before publication, 410 after erasure."""
    signature = signature_behind(request, token)
    if isinstance(signature, HttpResponse):
        return signature
    if signature.salt is None:
        return dead_link(expired=True)
    try:
        made = receipts.receipt(signature.pk, signature.opened_salt())
    except (receipts.NotYet, receipts.NotCounted):
        return dead_link()
    return _file(str(made), f"{signature.petition_id}.tlog-proof")


@access.link("receipt")
@require_safe
def promise(request: HttpRequest, token: str) -> HttpResponse:
    """The signed promise that the signature will be in the log; 404 while the petition is not open."""
    signature = signature_behind(request, token)
    if isinstance(signature, HttpResponse):
        return signature
    try:
        made = receipts.promise_of(signature.pk)
    except (receipts.NotYet, receipts.NotCounted):
        return dead_link()
    return _file(made, f"{signature.petition_id}.promise")


def signature_behind(request: HttpRequest, token: str) -> Signature | HttpResponse:
    """The signature that a receipt's link speaks of, or the page to answer with; in the first letter the link names
    the form, which may not be confirmed yet, or may have made an older signature stand again."""
    subject = row_behind("receipt", token, request, clock.now())
    if isinstance(subject, HttpResponse):
        return subject
    signature = withdraw.find(subject)
    if signature is not None:
        return signature
    if Submission.objects.filter(pk=subject).exists():
        return private_page("receipt_not_yet.html", {}, NOT_FOUND)
    return dead_link(expired=True)


def _file(text: str, name: str) -> HttpResponse:
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
