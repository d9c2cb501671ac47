"""The three questions of an answer's letter, for whoever holds the link in it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from undersigned.kit import access, clock
from undersigned.pages.link_page import dead_link, private_page, row_behind
from undersigned.pages.petition import UNPROCESSABLE
from undersigned.responses.models import Question, Response
from undersigned.responses.survey import Answered, Over, answer, asked_about

YES, NO, SKIP = "yes", "no", ""


class SurveyForm(forms.Form):
    """Yes, no or nothing to each question."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        for question in Question:
            self.fields[question.value] = forms.ChoiceField(
                label=question.label,
                required=False,
                widget=forms.RadioSelect,
                choices=[(YES, lazy("Yes")), (NO, lazy("No")), (SKIP, lazy("I would rather not say"))],
            )


@access.link("survey")
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions; sent, the thanks. A second reply is told that the first one counts."""
    now = clock.now()
    letter = row_behind("survey", token, request, now)
    if not isinstance(letter, UUID):
        return letter
    try:
        response = asked_about(letter)
    except Over:
        return dead_link(expired=True)
    if request.method != "POST":
        return _page(response, SurveyForm(initial=dict.fromkeys(Question.values, SKIP)))
    form = SurveyForm(request.POST)
    if not form.is_valid():
        return _page(response, form, UNPROCESSABLE)
    said: dict[str, bool] = {
        question: form.cleaned_data[question] == YES for question in Question if form.cleaned_data[question]
    }
    if not said:
        form.add_error(None, lazy("Answer at least one question, or simply close the page."))
        return _page(response, form, UNPROCESSABLE)
    try:
        answer(letter, said, now)
    except Answered:
        return private_page("survey_done.html", {"answer": response, "before": True})
    return private_page("survey_done.html", {"answer": response})


def _page(response: Response, form: SurveyForm, status: int = 200) -> HttpResponse:
    return private_page("survey.html", {"answer": response, "form": form}, status)
