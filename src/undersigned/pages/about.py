"""Pages of plain words: help, privacy, accessibility."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from undersigned.kit import access
from undersigned.petitions.models import BODY_LENGTH, ISSUES_AT_MOST, TITLE_LENGTH
from undersigned.petitions.reasons import reasons
from undersigned.signatures.confirm import publish_delay_minutes
from undersigned.signatures.statistics import SMALLEST_CELL

#: What is kept, why, and until when (design section 6; `retention` carries it out).
KEPT = (
    (
        _("Your name"),
        _("To greet you in letters after you confirmed, and to check samples of signatures for fraud."),
        _("6 months after the answer, or 12 months after closing without one."),
    ),
    (
        _("Your e-mail address"),
        _("To confirm your signature and to send you the answer."),
        _("6 months after the answer, or 12 months after closing without one."),
    ),
    (
        _("A keyed mark made from your address"),
        _("So that one person counts once. Nobody can get the address back from it."),
        _("With the address; if you asked us never to write, until you tell us otherwise."),
    ),
    (
        _("Country, state, and the first three digits of your ZIP code"),
        _("For the table that shows where people signed."),
        _("The state and country as long as the petition; the digits go with the address."),
    ),
    (
        _("A form that was filled in but not confirmed"),
        _("So that the link in the letter works."),
        _("7 days."),
    ),
    (
        _("That a letter went to you, with the keyed mark but not what it said"),
        _("So that the links in it work, and nobody can have you written to again and again."),
        _("90 days; for the letter of an answer, as long as your address."),
    ),
)


@access.public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How petitions work here, step by step."""
    context = {
        "title_length": TITLE_LENGTH,
        "body_length": BODY_LENGTH,
        "issues_at_most": ISSUES_AT_MOST,
        "minutes": publish_delay_minutes(),
        "reasons": list(reasons().values()),
    }
    return render(request, "help.html", context)


@access.public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, and when it goes."""
    context = {"kept": KEPT, "smallest": SMALLEST_CELL, "contact": settings.UNDERSIGNED_MAIL_FROM}
    return render(request, "privacy.html", context)


@access.public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site promises to people who use it in different ways."""
    return render(request, "accessibility.html", {"contact": settings.UNDERSIGNED_MAIL_FROM})
