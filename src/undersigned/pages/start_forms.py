"""The questions of /start, one form a step; every answer is a field, so that it can travel on to the next."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from undersigned.authorities.ask import ASKS
from undersigned.authorities.fact import UNKNOWN, Fact
from undersigned.authorities.models import Authority
from undersigned.kit import text
from undersigned.petitions.models import BODY_LENGTH, ISSUES_AT_MOST, TITLE_LENGTH, Issue

#: So many answers are shown side by side; more of them in a list to choose from.
FEW = 12


def _clean(value: str, reader: Any, at_most: int) -> str:
    try:
        cleaned: str = reader(value, at_most)
    except text.BadText as error:
        raise forms.ValidationError(str(error)) from error
    return cleaned


class WhatForm(forms.Form):
    """Whom the petition addresses, and its title."""

    authority = forms.ModelChoiceField(
        Authority.objects.filter(takes_petitions=True).order_by("name"),
        label=_("Who should answer?"),
        help_text=_("Choose the authority you want to petition. If it cannot grant what you ask, we say so next."),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    title = forms.CharField(
        label=_("What do you ask for?"),
        help_text=_("One sentence that says what should be done. At most 120 characters."),
        widget=forms.TextInput(attrs={"maxlength": TITLE_LENGTH, "autocomplete": "off", "dir": "auto"}),
        strip=False,
    )

    def clean_title(self) -> str:
        """The title as one plain line."""
        return _clean(self.cleaned_data["title"], text.line, TITLE_LENGTH)


class AskForm(forms.Form):
    """What kind of act is asked for."""

    ask = forms.ChoiceField(
        label=_("Which of these comes closest?"),
        help_text=_("It decides who can grant it."),
        choices=[(code, ask.label) for code, ask in ASKS.items()],
        widget=forms.RadioSelect,
    )


class FactForm(forms.Form):
    """One fact that decides who can grant the ask; “I don’t know” is an answer."""

    def __init__(self, *args: Any, fact: Fact, **kwargs: Any) -> None:
        """The question of this fact."""
        super().__init__(*args, **kwargs)
        few = len(fact.choices) <= FEW
        self.fields[fact.code] = forms.ChoiceField(
            label=fact.question,
            help_text=fact.hint,
            choices=[(choice.code, choice.label) for choice in fact.choices],
            widget=forms.RadioSelect if few else forms.Select,
            initial=None if few else UNKNOWN,
        )


class TextForm(forms.Form):
    """The petition's own text, and what it is about."""

    body = forms.CharField(
        label=_("Why should it be done?"),
        help_text=_("Plain text, at most 800 characters. It cannot be changed once someone supports it."),
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": BODY_LENGTH, "dir": "auto"}),
        strip=False,
    )
    issues = forms.ModelMultipleChoiceField(
        Issue.objects.all(),
        label=_("What is it about?"),
        help_text=_("Choose one to three subjects."),
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_body(self) -> str:
        """The body as plain lines."""
        return _clean(self.cleaned_data["body"], text.lines, BODY_LENGTH)

    def clean_issues(self) -> Any:
        """One to three."""
        chosen = self.cleaned_data["issues"]
        if len(chosen) > ISSUES_AT_MOST:
            raise forms.ValidationError(
                ngettext("Choose at most %(most)d.", "Choose at most %(most)d.", ISSUES_AT_MOST)
                % {"most": ISSUES_AT_MOST}
            )
        return chosen
