"""A letter is posted with the thing it tells, sent once, and forgotten but for what is needed."""

from datetime import timedelta

import pytest
from django.db import transaction

from postoffice import FAST, LATER, SUBMISSION, check_mail, post
from undersigned.kit.crypto import person_of
from undersigned.mail import letters
from undersigned.mail.addresses import BadAddress
from undersigned.mail.claim import claim
from undersigned.mail.kinds import UnknownKind
from undersigned.mail.models import Letter, State


def test_a_posted_letter_is_sent_once(send, server, now):
    post(now)
    assert send(now).sent == 1
    assert send(now + LATER).sent == 0
    assert server.recipients == ["ana@example.org"]
    check_mail()


def test_a_sent_letter_keeps_no_address_name_or_context(send, now):
    post(now, kind="reached", name="Ana")
    send(now)
    letter = Letter.objects.get()
    assert (letter.state, letter.email, letter.name, letter.context) == (State.SENT, None, None, None)
    assert bytes(letter.person) == person_of("ana@example.org")


@pytest.mark.django_db
def test_a_waiting_letter_shows_neither_address_nor_name_nor_domain(now):
    post(now, kind="reached", name="Ana Signer")
    row = repr(Letter.objects.values().get())
    assert "ana" not in row.lower()
    assert "example" not in row


def test_what_is_rolled_back_is_not_told(send, server, now):
    with transaction.atomic():
        post(now)
        transaction.set_rollback(True)
    assert send(now).sent == 0
    assert server.received == []


def test_a_letter_waits_for_its_moment(send, now):
    context = {"submission": str(SUBMISSION)}
    who = {"to": "ana@example.org", "person": person_of("ana@example.org")}
    letters.post("confirm-signature", context=context, now=now, not_before=now + LATER, **who)
    assert send(now).sent == 0
    assert send(now + LATER).sent == 1


def test_letters_posted_together_are_each_sent(send, server, now):
    context = {"submission": str(SUBMISSION)}
    addresses = [f"signer{number}@example.org" for number in range(50)]
    rows = [
        letters.row_for("confirm-signature", to=to, person=person_of(to), context=context, now=now)
        for to in addresses
    ]
    with transaction.atomic():
        letters.post_all(rows)
    assert send(now).sent == 50
    assert server.recipients == sorted(addresses)


def test_two_claims_at_once_never_share_a_letter(pool, now):
    for number in range(10):
        post(now, f"signer{number}@example.org")
    with pool.connection() as one, pool.connection() as two, one.transaction():
        first = claim(one, now, 6, FAST.lease)
        second = claim(two, now, 6, FAST.lease)
    assert (len(first.letters), len(second.letters)) == (6, 4)
    assert not {letter.id for letter in first.letters} & {letter.id for letter in second.letters}


def test_a_letter_of_a_dead_worker_is_claimed_when_its_lease_is_over(pool, send, now):
    post(now)
    with pool.connection() as connection:
        assert len(claim(connection, now, 10, FAST.lease).letters) == 1
    assert send(now + FAST.lease - timedelta(seconds=1)).sent == 0
    assert send(now + FAST.lease).sent == 1


@pytest.mark.django_db
def test_the_oldest_due_letter_is_known_by_its_age(now):
    assert letters.oldest_waiting(now) is None
    post(now)
    post(now + LATER, "ben@example.org")
    assert letters.oldest_waiting(now + 2 * LATER) == 2 * LATER


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"kind": "no-such-letter"}, UnknownKind),
        ({"context": {}}, ValueError),
        ({"context": {"submission": "x", "confirm_link": "http://evil.example"}}, ValueError),
        ({"context": {"submission": "x", "Bad key": "y"}}, ValueError),
        ({"name": "Ana"}, ValueError),
        ({"to": "ana"}, BadAddress),
        ({"to": "ana@example.org\r\nBcc: eve@example.org"}, BadAddress),
        ({"to": "änä@example.org"}, BadAddress),
    ],
)
def test_a_letter_that_cannot_be_written_is_refused_when_it_is_posted(now, changed, error):
    letter = {"kind": "confirm-signature", "to": "ana@example.org", "context": {"submission": "x"}, **changed}
    with pytest.raises(error):
        letters.row_for(letter.pop("kind"), person=None, now=now, **letter)
