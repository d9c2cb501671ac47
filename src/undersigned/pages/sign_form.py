"""The form under a petition, as it is shown: empty, or with what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import ErrorDict, ErrorList, flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.signatures.form import HOME, NAME_LENGTH, country_names


class ShownForm(forms.Form):
    """A form whose values are judged in the room below; here they are only laid out, with that room's messages."""

    use_required_attribute = False

    def __init__(self, fields: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(data=dict(fields) if fields is not None else None)
        if fields is not None:
            self._errors = ErrorDict({name: ErrorList([message]) for name, message in (errors or {}).items()})
            self.cleaned_data = {}


@cache
def _countries(_language: str | None) -> tuple[tuple[str, str], ...]:
    """Every country by its name in the language of the page, home first."""
    names = country_names()
    others = sorted(((code, str(name)) for code, name in names.items() if code != HOME), key=lambda one: one[1])
    return ((HOME, str(names[HOME])), *others)


@cache
def _options(language: str | None, chosen: str) -> SafeString:
    rows = ((code, SafeString(" selected" if code == chosen else ""), name) for code, name in _countries(language))
    return format_html_join("\n", '<option value="{}"{}>{}</option>', rows)


class CountrySelect(forms.Select):
    """A list of 249 countries: put together once for each choice, since it stands on the page most asked for."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The control with its options."""
        chosen = value if value in country_names() else HOME
        flat = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, flat, _options(get_language(), chosen))


class SignForm(ShownForm):
    """Name, e-mail, where from, and which letters to get; `signatures.form.read` says what may stand in it.

    `challenge`: the proof of work that guard asks for, as the ALTCHA widget takes it; empty when it asks for none.
    """

    challenge = ""

    @property
    def status(self) -> int:
        """The status of the page it stands on: 422 with errors, 429 with a challenge, else 200."""
        return 422 if self.errors else 429 if self.challenge else 200

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Only for letters to you. It is never shown to anyone."),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("We write to it once to confirm. It is never shown or sold."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    country = forms.CharField(label=_("Country"), widget=CountrySelect(attrs={"autocomplete": "country"}))
    zip = forms.CharField(
        label=_("ZIP code"),
        help_text=_("If you live in the United States; otherwise leave it empty. We keep the first three digits."),
        widget=forms.TextInput(
            attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "usa-input--short"}
        ),
    )
    decline = forms.BooleanField(label=_("Do not send me the answer to this petition"), required=False)
    news = forms.BooleanField(label=_("Write to me when something follows from the answer"), required=False)
