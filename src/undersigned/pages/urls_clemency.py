"""Which addresses the clemency record answers at."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from undersigned.pages import clemency, clemency_files

urlpatterns: list[URLPattern] = [
    path("clemency", clemency.record, name="clemency"),
    path("clemency/compare", clemency.compare, name="clemency_compare"),
    path("clemency/presidents/<slug:slug>", clemency.president, name="clemency_president"),
    path("clemency/data", clemency.data, name="clemency_data"),
    path("clemency/data/clemency.json", clemency_files.whole, name="clemency_whole"),
    path("clemency/data/datapackage.json", clemency_files.described, name="clemency_package"),
    path("clemency/data/<slug:name>.csv", clemency_files.table, name="clemency_table"),
    re_path(
        r"^clemency/charts/(?P<slug>[a-z0-9-]{1,80})\.(?P<kind>svg|png|csv|json)$",
        clemency_files.chart,
        name="clemency_chart",
    ),
    re_path(
        r"^clemency/compare\.(?P<kind>svg|png|csv|json)$", clemency_files.comparison, name="clemency_comparison"
    ),
]
