"""An answer is given in further languages here: chosen, written, and taken out again."""

from __future__ import annotations

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.desk.answer_forms import plain, standing_text
from undersigned.desk.answers import own
from undersigned.kit import clock, text
from undersigned.responses import drafting
from undersigned.responses.drafting import Stale
from undersigned.responses.languages import KNOWN, Words, in_language, offered, words_of
from undersigned.responses.models import BODY_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, Response, State
from undersigned.staff import access
from undersigned.staff.decisions import Member

CONFLICT, UNPROCESSABLE = 409, 422


class WordsForm(forms.Form):
    """The words of an answer in one more language; nothing is required while it is a draft."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = forms.CharField(label=lazy("Title"), max_length=TITLE_LENGTH, required=False)
    summary = forms.CharField(
        label=lazy("The answer in plain words"),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    body = forms.CharField(
        label=lazy("The whole answer"),
        max_length=BODY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=lazy("Markdown, as in the first language."),
    )

    def __init__(self, *args: object, language: Words, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        for name in ("title", "summary", "body"):
            self.fields[name].widget.attrs |= {"lang": language.language, "dir": language.direction}
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


@access.staff("responder", "approver")
@require_safe
def choose(request: HttpRequest, member: Member, response_id: str) -> HttpResponse:
    """The languages the draft is given in, and those that can be added."""
    response = own(member, response_id)
    if response.state != State.DRAFT:
        return redirect("desk_answer", member.authority, response.pk)
    found = words_of(response)
    others = offered(words.language for words in found)
    if request.GET.get("language") in dict(others):
        return redirect("desk_words", member.authority, response.pk, request.GET["language"])
    return render(
        request, "desk/languages.html", {"member": member, "response": response, "found": found, "offered": others}
    )


@access.staff("responder", "approver")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, member: Member, response_id: str, language: str) -> HttpResponse:
    """The words in one language, beside those of the answer's own; saved, or the language taken out."""
    response = own(member, response_id)
    if language not in KNOWN or language == response.language:
        raise Http404
    if response.state != State.DRAFT:
        return redirect("desk_answer", member.authority, response.pk)
    if request.method != "POST":
        words = in_language(words_of(response), language) or Words(language)
        initial = {**vars(words), "version": response.version}
        return _page(request, member, response, WordsForm(initial=initial, language=words))
    form = WordsForm(request.POST, language=Words(language))
    if not form.is_valid():
        return _page(request, member, response, form, UNPROCESSABLE)
    try:
        if "take_over" in request.POST:
            drafting.hold(member, response, clock.now(), take_over=True)
        _save(member, response, form, language, drop="drop" in request.POST)
    except Stale:
        current = own(member, response_id)
        kept = WordsForm({**request.POST.dict(), "version": current.version}, language=Words(language))
        return _page(request, member, current, kept, CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("desk_languages", member.authority, response.pk)


def _save(member: Member, response: Response, form: WordsForm, language: str, *, drop: bool) -> None:
    given = form.cleaned_data
    words = Words(
        language,
        given["title"],
        given["summary"],
        given["body"].replace("\r\n", "\n"),
    )
    standing = standing_text(response)
    others = tuple(one for one in standing.translations if one.language != language)
    new = replace(standing, translations=others if drop else (*others, words))
    drafting.edit(member, response.pk, given["version"], new, clock.now())


def _page(
    request: HttpRequest, member: Member, response: Response, form: WordsForm, status: int = 200
) -> HttpResponse:
    found, held = words_of(response), drafting.hold(member, response, clock.now())
    language = Words(str(form.fields["title"].widget.attrs["lang"]))
    context = {
        "member": member,
        "response": response,
        "form": form,
        "language": language,
        "held": held,
        "mine": held.holder == member.user,
        "own_words": found[0],
        "overtaken": status == CONFLICT,
        "standing": in_language(found, language.language),
    }
    return render(request, "desk/words.html", context, status=status)
