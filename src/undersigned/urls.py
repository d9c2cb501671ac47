"""Which address leads where."""

from django.urls import URLPattern, URLResolver

from undersigned.pages import routes, start

urlpatterns: list[URLPattern | URLResolver] = [
    *routes.urlpatterns,
    *start.urlpatterns,
]

handler400 = "undersigned.pages.problems.bad_request"
handler403 = "undersigned.pages.problems.forbidden"
handler404 = "undersigned.pages.problems.not_found"
handler500 = "undersigned.pages.problems.broken"
