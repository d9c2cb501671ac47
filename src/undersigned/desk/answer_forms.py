"""The forms in which an answer is written: its words, what it rests on, what it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from undersigned.kit import text
from undersigned.responses.drafting import Shown, Text
from undersigned.responses.languages import words_of
from undersigned.responses.models import (
    BODY_LENGTH,
    EXHIBITS_AT_MOST,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Kind,
    Outcome,
    Response,
    Silence,
)


def plain(typed: str, fit: Callable[[str, int], str], at_most: int) -> str:
    """Words of an answer as plain text, or nothing; raises ValidationError for what can mislead the eye."""
    try:
        return fit(typed, at_most) if typed.strip() else ""
    except text.BadText as error:
        raise forms.ValidationError(str(error)) from error


class DraftForm(forms.Form):
    """The words of an answer. Nothing is required while it is a draft; submitting says what is missing."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = forms.CharField(
        label=lazy("Title"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=lazy("At most 160 characters. It is also the subject of the letter."),
    )
    outcome = forms.ChoiceField(
        label=lazy("Outcome"), choices=Outcome.choices, required=False, widget=forms.RadioSelect
    )
    silence = forms.ChoiceField(
        label=lazy("If you decline to comment: why"),
        choices=[("", lazy("Choose the published reason")), *Silence.choices],
        required=False,
    )
    summary = forms.CharField(
        label=lazy("The answer in plain words"),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("At most 500 characters. Say first what was asked for, then what you answer, then why."),
    )
    body = forms.CharField(
        label=lazy("The whole answer"),
        max_length=BODY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=lazy(
            "Markdown: # for a heading, - for a list, > for a quotation, **strong**, [words](https://address). "
            "An empty line begins a paragraph."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "outcome", "summary", "body"):
            # Not optional, only not asked for before the draft is submitted; the field's template reads this.
            self.fields[name].asked_later = True  # type: ignore[attr-defined]
            # A browser would cut what is pasted without a word; we say that it is too long, and keep it.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_title(self) -> str:
        """One line, which is also a letter's subject."""
        return plain(self.cleaned_data["title"], text.line, TITLE_LENGTH)

    def clean_summary(self) -> str:
        """Plain text of several lines."""
        return plain(self.cleaned_data["summary"], text.lines, SUMMARY_LENGTH)


class ExhibitForm(forms.Form):
    """One thing that the answer rests on; left empty, it is none."""

    title = forms.CharField(label=lazy("Title"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=lazy("Kind"),
        required=False,
        choices=[(Kind.DOCUMENT.value, Kind.DOCUMENT.label), (Kind.LAW.value, Kind.LAW.label)],
    )
    publisher = forms.CharField(label=lazy("Publisher"), max_length=200, required=False)
    dated = forms.DateField(
        label=lazy("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    url = forms.URLField(
        label=lazy("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=lazy("Begins with https:// or http://."),
        error_messages={"invalid": lazy("The link must begin with https:// or http://.")},
    )
    quotation = forms.CharField(
        label=lazy("Quotation"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_url(self) -> str:
        """Only the web is linked to."""
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("The link must begin with https:// or http://."))
        return url

    def clean_dated(self) -> date | None:
        """A date with a year that people would write."""
        dated: date | None = self.cleaned_data["dated"]
        if dated and dated.year < 1000:
            raise forms.ValidationError(_("Write the year with four digits."))
        return dated

    def clean(self) -> None:
        """What is filled in needs its title."""
        super().clean()
        filled = any(self.cleaned_data.get(name) for name in ("publisher", "dated", "url", "quotation"))
        if filled and not self.cleaned_data.get("title"):
            self.add_error("title", _("Give it a title, or empty the other fields too."))

    def shown(self) -> Shown | None:
        """The exhibit as it was filled in; None when it was left empty."""
        given = self.cleaned_data
        if not given.get("title"):
            return None
        return Shown(
            title=given["title"],
            kind=given["kind"] or Kind.DOCUMENT,
            publisher=given["publisher"],
            dated=given["dated"],
            url=given["url"],
            quotation=given["quotation"],
        )


#: The exhibits of an answer, in their order; two empty ones at the end for more.
Exhibits = forms.formset_factory(
    ExhibitForm, extra=2, max_num=EXHIBITS_AT_MOST, validate_max=True, absolute_max=EXHIBITS_AT_MOST + 10
)
if TYPE_CHECKING:
    ExhibitForms = forms.BaseFormSet[ExhibitForm]


def forms_of(response: Response, posted: Any = None) -> tuple[DraftForm, ExhibitForms]:
    """Both forms: as posted, or as the response stands."""
    if posted is not None:
        return DraftForm(posted), Exhibits(posted, prefix="exhibit")
    words = {
        name: getattr(response, name) for name in ("version", "title", "outcome", "silence", "summary", "body")
    }
    rows = response.exhibits.exclude(kind=Kind.FIGURE).values(
        "title", "kind", "publisher", "dated", "url", "quotation"
    )
    return DraftForm(initial=words), Exhibits(initial=list(rows), prefix="exhibit")


def text_of(response: Response, words: DraftForm, exhibits: ExhibitForms) -> Text:
    """What both valid forms say; the petitions, and figures from the record, stay as they are."""
    given = words.cleaned_data
    return Text(
        title=given["title"],
        summary=given["summary"],
        body=given["body"].replace("\r\n", "\n"),
        outcome=given["outcome"],
        silence=given["silence"],
        petitions=tuple(response.coverage.values_list("petition_id", flat=True)),
        exhibits=(*(shown for form in exhibits if (shown := form.shown())), *figures(response)),
        translations=tuple(words_of(response)[1:]),
    )


def standing_text(response: Response) -> Text:
    """The response as it stands, for changes of something else than its words."""
    return Text(
        title=response.title,
        summary=response.summary,
        body=response.body,
        outcome=response.outcome,
        silence=response.silence,
        petitions=tuple(response.coverage.values_list("petition_id", flat=True)),
        exhibits=tuple(_shown(exhibit) for exhibit in response.exhibits.all()),
        translations=tuple(words_of(response)[1:]),
    )


def figures(response: Response) -> tuple[Shown, ...]:
    """The figures from the record among the exhibits."""
    return tuple(_shown(exhibit) for exhibit in response.exhibits.filter(kind=Kind.FIGURE))


def _shown(exhibit: Any) -> Shown:
    return Shown(
        title=exhibit.title,
        kind=exhibit.kind,
        publisher=exhibit.publisher,
        dated=exhibit.dated,
        url=exhibit.url,
        quotation=exhibit.quotation,
        record=exhibit.record,
    )
