"""A mail provider reports which addresses refused a letter or called it spam, and they are marked."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import EventType, RejectReason
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from undersigned.kit import access, clock
from undersigned.mail import bounces
from undersigned.mail import unsubscribe as declining
from undersigned.signatures.people import BadAddress, read_address

#: django-anymail knows how each of these writes; each signs in with a name and a password.
READERS: Final = {
    "brevo": BrevoTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sparkpost": SparkPostTrackingWebhookView,
}
_DEAD: Final = {
    (EventType.BOUNCED, RejectReason.BOUNCED),
    (EventType.BOUNCED, RejectReason.INVALID),
    (EventType.REJECTED, RejectReason.BOUNCED),
    (EventType.REJECTED, RejectReason.INVALID),
}
_UNWANTED: Final = {EventType.COMPLAINED, EventType.UNSUBSCRIBED}


@access.public
@require_http_methods(["HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """Take in the reports of the provider that the settings name; 404 where none is named.

    400 for who does not sign in as the settings say, and for what is no report. A report that comes twice counts
    once; other events are passed over.
    """
    provider, secret = settings.UNDERSIGNED_MAIL_PROVIDER, settings.UNDERSIGNED_MAIL_REPORTS
    if not provider or not secret:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()
    # The reader is asked directly: the signals that its own view would send lead through nobody's imports.
    reader = READERS[provider](webhook_secret=secret)
    try:
        reader.run_validators(request)
        events = reader.parse_events(request)
    except (AnymailWebhookValidationFailure, ValueError, LookupError, TypeError, AttributeError):
        return HttpResponse("This is no report, or not from the provider.\n", status=400, content_type="text/plain")
    now = clock.now()
    for event in events:
        _take_in(event, now)
    return HttpResponse()


def _take_in(event: Any, now: datetime) -> None:
    try:
        person = read_address(str(event.recipient or "")).person
    except BadAddress:
        return
    if (event.event_type, event.reject_reason) in _DEAD:
        bounces.refused(person, f"reported: {event.event_type}", min(event.timestamp or now, now))
    elif event.event_type in _UNWANTED:
        declining.stop_campaigns(person, now)
