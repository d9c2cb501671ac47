"""What the tables refuse, whoever writes to them."""

import pytest
from django.db import IntegrityError, transaction

from postoffice import campaign, digest, post
from undersigned.mail.models import Campaign, Letter, Suppression

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"state": "sent"},
        {"email": None},
        {"person": b"short"},
        {"domain": b"x"},
        {"sealed_for": "019a0000-0000-7000-8000-000000000009"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_letter_stays_well_formed(now, change):
    post(now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(**change)


@pytest.mark.parametrize(
    "change",
    [{"stage": "lost"}, {"stage": "done"}, {"rate": 0}, {"sent": 2}],
    ids=lambda change: next(iter(change)),
)
def test_a_campaign_stays_well_formed(now, change):
    campaign(now, "ana@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.update(**change)


def test_a_subject_has_one_campaign(now):
    first = campaign(now, "ana@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.create(kind=first.kind, subject_id=first.subject_id, petitions=[], created_at=now)


@pytest.mark.parametrize(("person", "scope"), [(b"short", "all"), (digest("ana"), "some")])
def test_a_suppression_is_well_formed(now, person, scope):
    with pytest.raises(IntegrityError), transaction.atomic():
        Suppression.objects.create(person=person, scope=scope, at=now)
