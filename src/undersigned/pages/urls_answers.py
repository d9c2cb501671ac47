"""Which addresses lead to how answers stand and what people thought of them."""

from __future__ import annotations

from django.urls import URLPattern, path

from undersigned.pages import accountability, survey

urlpatterns: list[URLPattern] = [
    path("accountability", accountability.accountability, name="accountability"),
    path("accountability.json", accountability.as_json, name="accountability_json"),
    path("accountability.csv", accountability.as_csv, name="accountability_csv"),
    path("accountability/months.svg", accountability.chart, {"theme": "light"}, name="accountability_months"),
    path("accountability/months-dark.svg", accountability.chart, {"theme": "dark"}),
    path("survey/<token:token>", survey.survey, name="survey"),
]
