"""Which address leads where."""

from django.conf import settings
from django.urls import URLPattern, URLResolver

from undersigned.desk import urls as desk
from undersigned.pages import dev_mail, routes, start, urls_answers, urls_clemency, urls_log, urls_who

urlpatterns: list[URLPattern | URLResolver] = [
    *routes.urlpatterns,
    *start.urlpatterns,
    *urls_clemency.urlpatterns,
    *urls_log.urlpatterns,
    *urls_answers.urlpatterns,
    *urls_who.urlpatterns,
    *(dev_mail.urlpatterns if settings.UNDERSIGNED_TRIAL else ()),
    *desk.urlpatterns,
]

handler400 = "undersigned.pages.problems.bad_request"
handler403 = "undersigned.pages.problems.forbidden"
handler404 = "undersigned.pages.problems.not_found"
handler500 = "undersigned.pages.problems.broken"
handler429 = "undersigned.desk.sign_in.too_many"
