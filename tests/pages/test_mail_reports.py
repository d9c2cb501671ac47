"""A mail provider's reports mark addresses; nobody else's do."""

import base64
import json

import pytest

from undersigned.kit.crypto import person_of
from undersigned.mail import unsubscribe
from undersigned.mail.models import Bounce, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
ANA = person_of("ana@example.org")
SECRET = "provider:password"
BOUNCE = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "ID": 4323372036854775807,
    "Email": "Ana+petitions@Example.org",
    "BouncedAt": "2026-11-22T11:00:00Z",
}


@pytest.fixture(autouse=True)
def _provider(settings):
    settings.UNDERSIGNED_MAIL_PROVIDER = "postmark"
    settings.UNDERSIGNED_MAIL_REPORTS = SECRET


def report(client, body, secret=SECRET):
    signed_in = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/mail/reports", content, content_type="application/json", headers=signed_in).status_code


def test_a_hard_bounce_marks_its_person_once_however_often_it_is_reported(client):
    assert report(client, BOUNCE) == report(client, BOUNCE) == 200
    assert Bounce.objects.values_list("person", "count", "why").get() == (ANA, 1, "reported: bounced")
    assert report(client, BOUNCE | {"BouncedAt": "2026-11-22T11:30:00Z"}) == 200
    assert Bounce.objects.get().count == 2


@pytest.mark.parametrize(
    "complaint",
    [
        {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": "ana@example.org"},
        {
            "RecordType": "SubscriptionChange",
            "SuppressionReason": "ManualSuppression",
            "Recipient": "ana@example.org",
        },
    ],
)
def test_who_calls_a_letter_spam_gets_no_more_answers(client, complaint):
    assert report(client, complaint) == 200
    assert unsubscribe.declined(ANA) is Scope.CAMPAIGNS


@pytest.mark.parametrize(
    "event",
    [
        {"RecordType": "Delivery", "Recipient": "ana@example.org", "DeliveredAt": "2026-11-22T11:00:00Z"},
        BOUNCE | {"Type": "Transient"},
        BOUNCE | {"Email": "no address"},
        BOUNCE | {"Email": None},
    ],
)
def test_other_events_mark_nobody(client, event):
    assert report(client, event) == 200
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'"text"', b'{"RecordType": "Bounce"}'])
def test_what_is_no_report_is_refused_or_marks_nobody(client, body):
    assert report(client, body) in {200, 400}
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("secret", ["", "provider:wrong", "other:password"])
def test_who_is_not_the_provider_marks_nobody(client, secret):
    assert report(client, BOUNCE, secret) == 400
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("missing", ["UNDERSIGNED_MAIL_PROVIDER", "UNDERSIGNED_MAIL_REPORTS"])
def test_without_a_provider_there_is_no_such_page(client, settings, missing):
    setattr(settings, missing, "")
    assert report(client, BOUNCE) == 404


@pytest.mark.parametrize("provider", ["brevo", "mailjet", "postmark", "sparkpost"])
def test_every_provider_that_can_be_named_has_a_reader(client, settings, provider):
    settings.UNDERSIGNED_MAIL_PROVIDER = provider
    assert report(client, b"not json") == 400
    assert client.head("/mail/reports").status_code == 200
