"""A signer takes a signature back: by the link of the letter that made it, or by a letter asked for here."""

from __future__ import annotations

import re

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.kit import access, clock
from undersigned.pages.link_page import dead_link, private_page, row_behind
from undersigned.pages.petition import UNPROCESSABLE
from undersigned.petitions.models import Petition
from undersigned.retention import erase
from undersigned.signatures import withdraw as withdrawing
from undersigned.signatures.people import Address, BadAddress, read_address

SEE_OTHER = 303
_ID = re.compile(r"(?<![a-z0-9])[a-z0-9]{12}(?![a-z0-9])")


class WithdrawForm(forms.Form):
    """Which petition, and whose signature."""

    petition = forms.CharField(
        label=_("Petition"),
        help_text=_("Its address on this site, or the twelve signs at the end of it."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("The one you signed with. We send the letter there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_petition(self) -> str:
        """The id of a petition that anyone may read."""
        found = _ID.findall(self.cleaned_data["petition"].lower())
        known = Petition.objects.public().counted_here().filter(pk__in=found[-1:]).values_list("pk", flat=True)
        if not known:
            raise forms.ValidationError(_("We know no petition by that address. Copy it from the petition’s page."))
        return str(known[0])

    def clean_email(self) -> Address:
        """A checked address."""
        try:
            return read_address(self.cleaned_data["email"])
        except BadAddress as error:
            raise forms.ValidationError(str(error)) from error


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask for the letter by which a signature is withdrawn; the reply never says whether there is one."""
    if request.method != "POST":
        form = WithdrawForm(initial={"petition": request.GET.get("petition", "")})
        return render(request, "withdraw.html", {"form": form})
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return render(request, "withdraw.html", {"form": form}, status=UNPROCESSABLE)
    withdrawing.ask_by_letter(form.cleaned_data["petition"], form.cleaned_data["email"], clock.now())
    return HttpResponseRedirect("/withdraw/check-your-email", status=SEE_OTHER)


@access.public
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail: the same for everyone."""
    return render(request, "withdraw_sent.html")


@access.link("withdraw")
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a signer's own letter, the first or one asked for here: GET shows the button, POST withdraws."""
    now = clock.now()
    subject = row_behind("withdraw", token, request, now)
    if isinstance(subject, HttpResponse):
        return subject
    signature = withdrawing.find(subject)
    if signature is None:
        return dead_link(expired=True)
    context = {"petition": signature.petition, "action": request.path}
    if request.method == "POST":
        return private_page("withdrawn.html", {**context, "done": erase.withdraw_one(subject, now).value})
    open_still = signature.petition.takes_signatures(now) or signature.petition.opened_at is None
    already = signature.withdrawn_at is not None or signature.person is None
    return private_page("withdraw_confirm.html", {**context, "uncounts": open_still, "already": already})
