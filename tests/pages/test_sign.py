"""Someone signs on the petition's page and confirms from the letter."""

import make
import pytest
from django.test import Client
from undersigned.kit import tokens
from undersigned.signatures.models import Signature, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch, now):
    monkeypatch.setattr("undersigned.kit.clock.now", lambda: now)


def test_a_form_is_taken_and_leads_to_check_your_email(client):
    petition = make.petition()
    reply = client.post(f"/petitions/{petition.pk}/sign", make.fields())
    assert (reply.status_code, reply["Location"]) == (303, f"/petitions/{petition.pk}/check-your-email")
    assert Submission.objects.filter(petition=petition).count() == 2
