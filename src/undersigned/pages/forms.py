"""The forms people fill in on public pages: fields and labels; what is right is decided by the rooms below."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.signatures import form as signing
from undersigned.signatures.people import BadAddress, read_address


def countries() -> list[tuple[str, str]]:
    """Every country to choose from, the one of this deployment first."""
    names = signing.country_names()
    others = sorted((item for item in names.items() if item[0] != signing.HOME), key=lambda item: item[1])
    return [(signing.HOME, names[signing.HOME]), *others]


class SignerForm(forms.Form):
    """Who signs, from where, and which letters they want; `filled` holds the checked value once it is valid."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Never shown to anyone. Letters to you begin with it."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": signing.NAME_LENGTH}),
        strip=False,
    )
    email = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("We send one letter with a link to confirm. It is never shown, and erased after the answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        strip=False,
    )
    zip = forms.CharField(
        label=_("ZIP code"),
        help_text=_("Five digits. We keep the first three. Leave it empty if you live in another country."),
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "usa-input--small"}
        ),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=countries,
        required=False,
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    decline = forms.BooleanField(label=_("Do not send me the answer to this petition."), required=False)
    news = forms.BooleanField(label=_("Write to me about what is done after the answer."), required=False)
    website = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    filled: signing.Filled

    def clean(self) -> dict[str, Any]:
        """The form as a signature takes it; its messages stand beside the fields."""
        try:
            self.filled = signing.read({name: value for name, value in self.data.items() if isinstance(value, str)})
        except signing.BadForm as bad:
            for field, message in bad.errors.items():
                if field not in self.errors:
                    self.add_error(field, message)
        return self.cleaned_data


class AddressForm(forms.Form):
    """One e-mail address; `address` holds the checked value once it is valid."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        strip=False,
    )

    def clean_email(self) -> str:
        """The address, when we can write to it."""
        typed: str = self.cleaned_data["email"]
        try:
            self.address = read_address(typed)
        except BadAddress as error:
            raise forms.ValidationError(str(error)) from error
        return typed
