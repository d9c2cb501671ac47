"""What the public logs are, in plain words: the page of all logs, one petition's page, and the files themselves."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from undersigned.kit import access, facts
from undersigned.ledger import keys, serve, witnesses
from undersigned.ledger.models import Epoch, Log, Witness
from undersigned.pages.log_files import answer
from undersigned.pages.petition import public_petition
from undersigned.pages.problems import gone
from undersigned.pages.whole_answer import takes_gzip
from undersigned.tlog.policy import BadPolicy, Policy

FRESH = "public, max-age=10"


@access.public
@require_safe
def file(request: HttpRequest, **_parts: object) -> HttpResponse:
    """A file of a log, for whoever comes past the door in front of Django (tests, another server)."""
    found = answer(request.path, takes_gzip(request.headers.get("Accept-Encoding", "").encode()))
    if found is None:
        raise Http404(_("Nothing is published here."))
    return HttpResponse(found.body, status=found.status, headers=dict(found.headers))


@access.public
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """How anyone can check the counts: keys, register, witnesses, and how to go about it."""
    try:
        policy, trouble = witnesses.policy(), ""
    except BadPolicy as error:
        policy, trouble = Policy(quorum="none"), str(error)
    context = {
        "request": request,
        "address": settings.UNDERSIGNED_URL,
        "origin": settings.UNDERSIGNED_ORIGIN,
        "keys": [str(key) for key in keys.log_verifiers(keys.register_origin())],
        "epoch": Epoch.objects.order_by("-index").first(),
        "register": Log.objects.register().first(),
        "witnesses": _witnesses(policy),
        "quorum": policy.quorum,
        "policy_trouble": trouble,
        "delay_minutes": -(-settings.UNDERSIGNED_PUBLISH_DELAY // 60),
        "batch": settings.UNDERSIGNED_PUBLISH_BATCH,
    }
    return HttpResponse(render_to_string("log.html", context), headers={"Cache-Control": FRESH})


@access.public
@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    """The auditor's manual, as it comes with the program: docs/audit.md as plain text."""
    text = facts.manual("audit.md").read_bytes()
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": FRESH})


@access.public
@require_safe
def check_petition(request: HttpRequest, petition_id: str) -> HttpResponse:
    """One petition's count: its log as it stands, how to audit it, how to check a receipt."""
    petition = public_petition(petition_id)
    if petition is None:
        return gone(_("This petition was removed from the site. Its log is still served."))
    if petition.is_recorded_elsewhere:
        raise Http404(_("The signatures of this petition were not counted here."))
    log = Log.objects.filter(petition_id=petition_id, size__gt=0).first()
    context = {
        "request": request,
        "petition": petition,
        "address": settings.UNDERSIGNED_URL,
        "log": log,
        "root": bytes(log.root).hex() if log else "",
        "anchored": log is not None and serve.is_anchored(petition_id),
        "key": next(iter(map(str, keys.log_verifiers(keys.register_origin()))), ""),
        "own_key": next(iter(map(str, keys.log_verifiers(log.origin))), "") if log else "",
        "delay_minutes": -(-settings.UNDERSIGNED_PUBLISH_DELAY // 60),
    }
    return HttpResponse(render_to_string("check.html", context), headers={"Cache-Control": FRESH})


def _witnesses(policy: Policy) -> list[dict[str, object]]:
    heard = {witness.name: witness for witness in Witness.objects.filter(name__in=policy.witnesses)}
    return [
        {"name": name, "key": str(member.key), "heard": heard.get(name)}
        for name, member in policy.witnesses.items()
    ]
