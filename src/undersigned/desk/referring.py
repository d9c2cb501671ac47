"""Petitions are handed on here, arrive here from others, and what came back is recorded."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.authorities import say
from undersigned.authorities.models import Authority
from undersigned.authorities.places import place_of
from undersigned.kit import clock
from undersigned.ledger.models import Log
from undersigned.petitions.models import Petition
from undersigned.responses import referring
from undersigned.responses.drafting import Stale
from undersigned.responses.models import Outcome, Referral, Response, Way
from undersigned.responses.reading import finding_of
from undersigned.responses.referring import Said
from undersigned.responses.render import html
from undersigned.signatures import statistics
from undersigned.signatures.form import country_names
from undersigned.staff import access
from undersigned.staff.decisions import Member
from undersigned.staff.roles import Verb

REASON_LENGTH = 1000


class ReferralForm(forms.Form):
    """To whom, and why."""

    to_authority = forms.ChoiceField(label=lazy("An authority on this site"), required=False)
    to_office = forms.CharField(
        label=lazy("Or an office outside"),
        max_length=160,
        required=False,
        help_text=lazy("Its name as people know it, for example: the Governor of Wisconsin."),
    )
    why = forms.CharField(
        label=lazy("Why it goes there"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Everyone reads this on the petition’s page."),
        error_messages={"required": lazy("Say why it is referred; it stands on the petition’s page.")},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Authority.objects.taking_petitions().exclude(pk=member.authority).order_by("name")
        field = self.fields["to_authority"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose an authority")), *others.values_list("pk", "name")]

    def clean(self) -> None:
        """One place, not two and not none."""
        super().clean()
        if bool(self.cleaned_data.get("to_authority")) == bool(self.cleaned_data.get("to_office")):
            self.add_error("to_office", _("Choose an authority here, or name an office outside: one of the two."))


class ReplyForm(forms.Form):
    """What an office outside answered."""

    outcome = forms.ChoiceField(label=lazy("Outcome"), choices=Outcome.choices)
    summary = forms.CharField(
        label=lazy("What it answered, in our words"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": lazy("Say what it answered.")},
    )
    quotation = forms.CharField(
        label=lazy("A short quotation"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    said_on = forms.DateField(
        label=lazy("On which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": lazy("Enter the day of the reply.")},
    )
    source = forms.CharField(
        label=lazy("Source"),
        max_length=300,
        help_text=lazy("Who said it and where it is recorded."),
        error_messages={"required": lazy("Name the source.")},
    )
    url = forms.URLField(
        label=lazy("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": lazy("The link must begin with https:// or http://.")},
    )
    remedy = forms.CharField(
        label=lazy("What remedy remains"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("For example: a higher court can overturn the conviction."),
    )

    def clean_said_on(self) -> date:
        """Nobody replies tomorrow."""
        said_on: date = self.cleaned_data["said_on"]
        if said_on > clock.now().date():
            raise forms.ValidationError(_("That day has not come yet."))
        return said_on

    def clean_url(self) -> str:
        """Only the web is linked to."""
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("The link must begin with https:// or http://."))
        return url


@access.staff("responder", "approver")
@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest, member: Member, petition_id: str) -> HttpResponse:
    """A public petition of the authority is handed on."""
    petition = Petition.objects.public().filter(pk=petition_id, authority_id=member.authority).first()
    if petition is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = ReferralForm(posted, member=member, initial=None if posted else _suggested(member, petition))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            referral = referring.refer(
                member,
                petition.pk,
                given["why"],
                clock.now(),
                to_authority=given["to_authority"] or None,
                to_office=given["to_office"],
            )
            messages.success(request, _("Referred. The petition’s page says so."))
            return redirect("desk_referral", member.authority, referral.pk)
        except Stale:
            where = "to_authority" if given["to_authority"] else "to_office"
            form.add_error(where, _("It is on its way there already."))
    context = {"member": member, "petition": petition, "form": form}
    return render(request, "desk/refer.html", context, status=422 if form.is_bound else 200)


def _suggested(member: Member, petition: Petition) -> dict[str, str]:
    """Where the finding says that the power lies, and why, for who refers the petition to change or to keep."""
    finding = finding_of(petition)
    if finding is None or finding.addressee not in ("no", "partly"):
        return {}
    holders = [holder for holder in finding.holders if holder.office != finding.to]
    if not holders:
        return {}
    others = Authority.objects.taking_petitions().exclude(pk=member.authority)
    here = others.filter(office__in=[holder.office for holder in holders]).order_by("name").first()
    where = {"to_authority": here.pk} if here else {"to_office": holders[0].name}
    return {**where, "why": f"{say.headline(finding)} {finding.why}".strip()[:REASON_LENGTH]}


@access.staff()
@require_safe
def referrals(request: HttpRequest, member: Member) -> HttpResponse:
    """What arrived here from others, and what was handed on from here."""
    context = {
        "member": member,
        "arriving": Referral.objects.arriving_at(member.authority).select_related("petition", "by")[:100],
        "made": Referral.objects.made_by(member.authority).select_related("petition", "to_authority")[:100],
    }
    return render(request, "desk/referrals.html", context)


@access.staff()
@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest, member: Member, referral_id: int) -> HttpResponse:
    """One referral with its petition, as a page that prints well; the reply of an office outside is added here."""
    found = _one(member, referral_id)
    made_here = found.by_id == member.authority
    replying = made_here and found.to_authority_id is None and member.may(Verb.RECORD_REPLY)
    replying = replying and found.way in (Way.READY, Way.SENT, Way.ACKNOWLEDGED)
    form = ReplyForm(request.POST if request.method == "POST" else None) if replying else None
    if request.method == "POST":
        if form is None:
            messages.warning(request, _("That cannot be done now: look at where the referral stands."))
            return redirect("desk_referral", member.authority, found.pk)
        if form.is_valid():
            try:
                referring.record_reply(member, found.pk, Said(**form.cleaned_data), clock.now())
                messages.success(request, _("Recorded. The petition’s page shows it."))
            except Stale:
                messages.warning(request, _("A reply was recorded before. Nothing was changed."))
            return redirect("desk_referral", member.authority, found.pk)
    status = 422 if form and form.is_bound else 200
    return render(request, "desk/referral.html", _shown(member, found, form), status=status)


@access.staff("responder", "approver")
@require_POST
def decide(request: HttpRequest, member: Member, referral_id: int) -> HttpResponse:
    """Whom it was made to accepts or returns it; who made it to an office outside says what came of it."""
    found, now = _one(member, referral_id), clock.now()
    because = request.POST.get("because", "").replace("\x00", "").strip()[:REASON_LENGTH]
    act = request.POST.get("act")
    try:
        if act == "accept":
            referring.accept(member, found.pk, now)
            messages.success(request, _("Accepted. It can be answered here now."))
        elif act == "sent" and found.to_authority_id is None:
            referring.sent(member, found.pk, now)
            messages.success(request, _("Noted: sent. The petition’s page says so."))
        elif act == "acknowledge" and found.to_authority_id is None:
            referring.acknowledged(member, found.pk, now)
            messages.success(request, _("Noted: acknowledged. The petition’s page says so."))
        elif act == "recall" and because:
            referring.recall(member, found.pk, because, now)
            messages.success(request, _("Taken back. The petition’s page gives your reason."))
        elif act == "recall":
            messages.error(request, _("Say why it is taken back; everyone reads the reason."))
        elif act == "return" and because:
            referring.give_back(member, found.pk, because, now)
            messages.success(request, _("Returned. The petition’s page gives your reason."))
        elif act == "return":
            messages.error(request, _("Say why it is returned; everyone reads the reason."))
        else:
            raise Http404
    except Stale:
        messages.warning(request, _("That cannot be done now: look at where the referral stands."))
    return redirect("desk_referral", member.authority, found.pk)


def _one(member: Member, referral_id: int) -> Referral:
    """A referral that the authority made or got; raises Http404."""
    both = Referral.objects.made_by(member.authority) | Referral.objects.arriving_at(member.authority)
    found = (
        both.select_related("petition", "petition__authority", "by", "to_authority", "reply")
        .filter(pk=referral_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _shown(member: Member, found: Referral, form: ReplyForm | None) -> dict[str, Any]:
    petition, now = found.petition, clock.now()
    log = Log.objects.filter(petition_id=petition.pk).first()
    # The dossier holds the answer of who refers it, not of who answered it in the end.
    given = Response.objects.covering(petition.pk).filter(authority=found.by_id)
    answered = given.select_related("authority").first()
    return {
        "member": member,
        "referral": found,
        "petition": petition,
        "form": form,
        "log": log,
        "root": bytes(log.root).hex() if log else "",
        "count": petition.recorded_count if petition.is_recorded_elsewhere else (log.count if log else 0),
        "places": [] if petition.is_recorded_elsewhere else _places(petition.pk, now),
        "finding": finding_of(petition) if petition.ask else None,
        "answer": answered,
        "body": html(answered.body) if answered else "",
        "now": now,
        "arrived": found.to_authority_id == member.authority,
        "may_act": member.may(Verb.TAKE_REFERRAL),
    }


def _places(petition_id: str, now: datetime) -> list[tuple[str, int]]:
    """States of the home country and other countries by name, in cells of ten and more, as the public sees them."""
    return [(_place(cell.country, cell.state), cell.standing) for cell in statistics.of(petition_id, now).places]


def _place(country: str, state: str) -> str:
    if not state:
        return str(country_names().get(country, country))
    place = place_of(f"{country}-{state}")
    return place.name if place else f"{country}-{state}"
