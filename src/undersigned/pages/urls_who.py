"""Which addresses say who can grant what."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from undersigned.pages import who_can_grant, who_map

urlpatterns: list[URLPattern] = [
    path("who-can-grant", who_can_grant.who_can_grant, name="who_can_grant"),
    path("who-can-grant/clemency-power", who_map.clemency_power, name="clemency_power"),
    path("who-can-grant/clemency-power.svg", who_map.picture, name="clemency_power_picture"),
    re_path(r"^who-can-grant/offices/(?P<office_id>[a-z0-9.-]{1,80})$", who_can_grant.office, name="office"),
]
