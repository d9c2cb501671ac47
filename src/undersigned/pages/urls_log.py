"""Which addresses the public logs answer at."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from undersigned.pages import log, log_receipts

_ID = "petitions/<public_id:petition_id>"

urlpatterns: list[URLPattern] = [
    path("log", log.check, name="check"),
    path("log/manual", log.manual, name="manual"),
    path(f"{_ID}/check", log.check_petition, name="check_petition"),
    path(f"{_ID}/checkpoint", log.file, name="log_checkpoint"),
    path(f"{_ID}/anchor", log.file, name="log_anchor"),
    path(f"{_ID}/text", log.file, name="log_text"),
    re_path(r"^petitions/(?P<petition_id>[a-z0-9]{12})/(?P<tile>tile/.*)$", log.file, name="log_tile"),
    path("receipt/<token:token>/proof", log_receipts.proof, name="receipt_proof"),
    path("receipt/<token:token>/promise", log_receipts.promise, name="receipt_promise"),
    path("register/checkpoint", log.file, name="register_checkpoint"),
    path("register/heads/<str:epoch>", log.file, name="register_heads"),
    re_path(r"^register/(?P<tile>tile/.*)$", log.file, name="register_tile"),
    path(".well-known/tlog-policy", log.file, name="log_policy"),
    path(".well-known/undersigned-keys", log.file, name="log_keys"),
]
