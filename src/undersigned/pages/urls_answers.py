"""Which addresses lead to how answers stand and what people thought of them."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from undersigned.pages import accountability, answers, survey

urlpatterns: list[URLPattern] = [
    path("accountability", accountability.accountability, name="accountability"),
    path("accountability.json", accountability.as_json, name="accountability_json"),
    path("accountability.csv", accountability.as_csv, name="accountability_csv"),
    path("accountability/elsewhere.csv", accountability.elsewhere_csv, name="accountability_elsewhere"),
    re_path(
        r"^accountability/charts/(?P<slug>[a-z-]{1,40})\.(?P<kind>svg|csv|json)$",
        accountability.chart,
        name="accountability_chart",
    ),
    path("accountability/at/<str:authority>", accountability.accountability, name="accountability_at"),
    path("responses/<public_id:response_id>/<slug:language>", answers.answer, name="response_in"),
    path("survey/<token:token>", survey.survey, name="survey"),
]
