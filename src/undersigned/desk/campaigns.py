"""How the letters of an answer are getting on: queued, sent, failed, rate, time left; held and resumed here."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from undersigned.desk.undelivered import code_of, in_words
from undersigned.kit import clock
from undersigned.kit.paging import page_of
from undersigned.mail import campaigns
from undersigned.mail.letters import oldest_waiting
from undersigned.mail.models import Body, Campaign, Campaigns
from undersigned.responses.models import Response
from undersigned.staff import access
from undersigned.staff.decisions import Member, record
from undersigned.staff.roles import Verb

RATE_AT_MOST = 100_000
#: What a campaign is about begins with the id of its answer; a piece of news has its own mark after it.
ID_LENGTH = 12


class RateForm(forms.Form):
    """How many letters a second, at most."""

    rate = forms.IntegerField(
        label=lazy("Letters a second, at most"),
        min_value=1,
        max_value=RATE_AT_MOST,
        required=False,
        help_text=lazy("Leave it empty to send as fast as the mail server takes them."),
    )


@access.staff()
@require_safe
def letters(request: HttpRequest, member: Member) -> HttpResponse:
    """Every answer's letters, the latest first, and the age of the oldest unsent letter of all."""
    now = clock.now()
    page = page_of(_own(member).order_by("-created_at", "-id"), request.GET.get("page"))
    titles = _titles(page.rows)
    listed = [(row, titles.get(row.pk, ""), campaigns.progress_of(row, now)) for row in page.rows]
    unsent = oldest_waiting(now)
    context = {
        "member": member,
        "page": page,
        "listed": listed,
        "now": now,
        "unsent_since": now - unsent if unsent else None,
    }
    return render(request, "desk/letters.html", context)


@access.staff()
@require_safe
def campaign(request: HttpRequest, member: Member, campaign_id: int) -> HttpResponse:
    """One answer's letters."""
    found = _one(member, campaign_id)
    context = {
        "member": member,
        "campaign": found,
        "response": Response.objects.get(pk=found.subject_id[:ID_LENGTH]),
        "title": _titles([found]).get(found.pk, ""),
        "progress": campaigns.progress_of(found, clock.now()),
        "failures": [(state, in_words(why), code_of(why), n) for state, why, n in campaigns.not_delivered(found)],
        "form": RateForm(initial={"rate": found.rate}),
        "may_hold": member.may(Verb.PAUSE),
    }
    return render(request, "desk/campaign.html", context)


@access.staff("approver", "administrator")
@require_POST
def change(request: HttpRequest, member: Member, campaign_id: int) -> HttpResponse:
    """The letters are held, go on, or go slower."""
    found = _one(member, campaign_id)
    act = request.POST.get("act", "")
    try:
        if act == "rate":
            _limit(request, found)
        elif act in ("pause", "resume"):
            _move(member, found, act)
            held = _("Held. Letters that a worker has in hand still go.")
            messages.success(request, held if act == "pause" else _("The letters go on."))
        else:
            raise Http404
    except campaigns.NotNow:
        messages.warning(request, _("That cannot be done now: look at where the letters stand."))
    return redirect("desk_campaign", member.authority, found.pk)


def _limit(request: HttpRequest, found: Campaign) -> None:
    form = RateForm(request.POST)
    if form.is_valid():
        campaigns.limit_rate(found, form.cleaned_data["rate"])
        messages.success(request, _("Saved. It acts at once."))
    else:
        messages.error(request, _("Enter a whole number of letters, at least 1."))


@transaction.atomic
def _move(member: Member, found: Campaign, act: str) -> None:
    verb = Verb.PAUSE if act == "pause" else Verb.RESUME
    record(verb, member, subject=f"campaign:{found.pk}", now=clock.now())
    (campaigns.pause if act == "pause" else campaigns.resume)(found)


def _titles(rows: Sequence[Campaign]) -> dict[int, str]:
    """What each says in its title, in the language of the site where it is given in several."""
    bodies = Body.objects.filter(campaign__in=rows).values_list("campaign_id", "language", "title")
    ordered = sorted(bodies, key=lambda body: body[1] == settings.LANGUAGE_CODE)
    return {campaign: title for campaign, _language, title in ordered}


def _own(member: Member) -> Campaigns:
    own = Response.objects.of(member.authority).values("pk")
    return Campaign.objects.annotate(answer=Substr("subject_id", 1, ID_LENGTH)).filter(answer__in=own)


def _one(member: Member, campaign_id: int) -> Campaign:
    found = _own(member).filter(pk=campaign_id).first()
    if found is None:
        raise Http404
    return found
