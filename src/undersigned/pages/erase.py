"""People have themselves erased: they ask by address, and press the button behind the letter's link."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.kit import access, clock
from undersigned.pages.link_page import dead_link, private_page, row_behind
from undersigned.pages.petition import UNPROCESSABLE
from undersigned.pages.withdraw import SEE_OTHER
from undersigned.retention import erase as erasing
from undersigned.signatures.people import Address, BadAddress, read_address


class EraseForm(forms.Form):
    """Who."""

    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("The one you signed with. We send the letter there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_email(self) -> Address:
        """A checked address."""
        try:
            return read_address(self.cleaned_data["email"])
        except BadAddress as error:
            raise forms.ValidationError(str(error)) from error


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Ask for the letter by which a person is erased; the reply never says whether we know them."""
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        erasing.ask_by_letter(form.cleaned_data["email"], clock.now())
        return HttpResponseRedirect("/erase/check-your-email", status=SEE_OTHER)
    context = {"form": form, "contact": settings.UNDERSIGNED_MAIL_FROM}
    return render(request, "erase.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@access.public
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail: the same for everyone."""
    return render(request, "erase_sent.html")


@access.link("erase")
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the letter: GET says what would go and shows the button, POST erases."""
    now = clock.now()
    letter = row_behind("erase", token, request, now)
    if isinstance(letter, HttpResponse):
        return letter
    try:
        person = erasing.person_behind(token, now)
    except erasing.Unknown:
        return dead_link(expired=True)
    if request.method == "POST":
        return private_page("erased.html", {"done": erasing.erase(person, now)})
    signed = erasing.petitions_of(person)
    leaving = [petition for petition in signed if petition.takes_signatures(now) or petition.opened_at is None]
    context = {"action": request.path, "leaving": leaving, "staying": [p for p in signed if p not in leaving]}
    return private_page("erase_confirm.html", context)
