"""A form becomes a submission and a letter in one commit, whatever the address's history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

import make
from signatures.check import check_signatures
from undersigned.mail.models import Letter
from undersigned.signatures import intake
from undersigned.signatures.intake import Submitted, Taken
from undersigned.signatures.models import Signature, Submission

pytestmark = pytest.mark.django_db


def taken(petition, *emails: str, now=make.NOW, gathering: bool = False) -> list[Taken]:
    """What became of one form from each address."""
    return intake.take([Submitted(petition.pk, make.filled(email), now, gathering) for email in emails])


def test_a_form_is_a_submission_and_a_letter_and_no_signature_yet():
    petition = make.petition("open")
    assert taken(petition, "ana@example.org") == [Taken.TAKEN]
    assert Submission.objects.filter(petition=petition, starts_petition=False).count() == 1
    assert make.kinds_to("ana@example.org") == ["confirm-signature"]
    assert not Signature.objects.filter(person=make.filled("ana@example.org").address.person).exists()


def test_a_repeated_form_gets_its_letter_again():
    petition = make.petition("open")
    taken(petition, "ana@example.org", "ana+again@example.org")
    assert make.kinds_to("ana@example.org") == ["confirm-signature"] * 2


def test_who_has_signed_gets_a_letter_that_says_so_and_the_same_reply():
    petition = make.petition("open")
    make.signature(petition)
    assert taken(petition, "ana@example.org") == [Taken.TAKEN]
    assert make.kinds_to("ana@example.org") == ["already-signed", "confirm-signature"]


def test_an_address_submitted_by_a_stranger_first_signs_under_its_owners_data():
    petition = make.petition("open")
    make.submission(petition, "ana@example.org", name="Eve", zip="10025")
    signature = make.signature(petition, "ana@example.org", name="Ana", zip="53703")
    assert (signature.opened_name(), signature.state) == ("Ana", "WI")


def test_name_and_address_are_sealed_for_their_row():
    petition = make.petition("open")
    make.submission(petition, "ana@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(submission::text, '') FROM signatures_submission AS submission")
        kept = cursor.fetchone()[0]
    for secret in ("ana@example.org", "Ana Signer"):
        assert secret not in kept
        assert secret.encode().hex() not in kept


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("closed", Taken.CLOSED), ("removed", Taken.GONE), ("supporting", Taken.GONE), ("draft", Taken.GONE)],
)
def test_a_petition_that_is_not_open_takes_no_form(state, outcome):
    petition = make.petition(state)
    before = Letter.objects.count()
    assert taken(petition, "ana@example.org") == [outcome]
    assert Letter.objects.count() == before


def test_after_its_last_moment_an_open_petition_takes_no_form():
    petition = make.petition("open")
    assert taken(petition, "ana@example.org", now=petition.closes_at) == [Taken.CLOSED]


def test_supporters_come_by_the_private_link_alone():
    petition = make.petition("supporting")
    assert taken(petition, "ana@example.org", gathering=True) == [Taken.TAKEN]
    assert taken(petition, "ana@example.org") == [Taken.GONE]


def test_one_batch_holds_forms_for_many_petitions():
    first, second = make.petition("open"), make.petition("closed", petitioner="dov@example.org")
    forms = [Submitted(one.pk, make.filled(), make.NOW) for one in (first, second, first)]
    assert intake.take(forms) == [Taken.TAKEN, Taken.CLOSED, Taken.TAKEN]
    check_signatures()


def test_a_held_form_has_its_letter_later():
    petition = make.petition("open")
    later = make.NOW + timedelta(minutes=5)
    intake.take([Submitted(petition.pk, make.filled(), make.NOW, not_before=later)])
    assert make.letters_to("ana@example.org")[0].next_at == later


def test_a_letter_before_moderation_carries_no_word_of_the_petitioner():
    petition = make.petition("supporting", title="Bread and roses")
    make.submission(petition)
    letter = make.letters_to("ana@example.org")[0]
    assert "Bread" not in make.context_of(letter)
