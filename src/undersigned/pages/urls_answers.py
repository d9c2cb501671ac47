"""Which addresses lead to how answers stand and what people thought of them."""

from __future__ import annotations

from django.urls import URLPattern, path

from undersigned.pages import accountability, answers, survey

urlpatterns: list[URLPattern] = [
    path("accountability", accountability.accountability, name="accountability"),
    path("accountability.json", accountability.as_json, name="accountability_json"),
    path("accountability.csv", accountability.as_csv, name="accountability_csv"),
    path("accountability/months.svg", accountability.chart, {"theme": "light"}, name="accountability_months"),
    path("accountability/months-dark.svg", accountability.chart, {"theme": "dark"}),
    path("responses/<public_id:response_id>/<slug:language>", answers.answer, name="response_in"),
    path("survey/<token:token>", survey.survey, name="survey"),
]
