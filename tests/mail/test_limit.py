"""Whoever types an address often makes its owner no flood: a few letters a day, over all petitions."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postoffice import FAST, check_mail, post
from undersigned.mail import letters
from undersigned.mail.claim import claim
from undersigned.mail.models import Budget, Letter, State

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def reasons():
    return Counter(Letter.objects.filter(state=State.DROPPED).values_list("why", flat=True))


def test_five_letters_of_a_thousand_reach_one_address(send, server, now):
    for number in range(200):
        post(now, kind="already-signed" if number % 2 else "confirm-signature", petition=f"{number:012}")
    assert send(now).sent == 5
    assert server.recipients == ["ana@example.org"] * 5
    assert reasons() == {"limit": 195}
    check_mail()


def test_the_limit_is_the_settings(send, now, settings):
    settings.UNDERSIGNED_LETTERS_PER_ADDRESS = 2
    for _ in range(4):
        post(now)
    assert send(now).sent == 2


def test_the_limit_is_for_each_person(send, now):
    for address in ("ana@example.org", "ben@example.org"):
        for _ in range(6):
            post(now, address)
    assert send(now).sent == 10


def test_the_24_hours_roll(send, now):
    for hours in range(0, 50, 5):
        post(now + hours * HOUR)
    sent_at = [hours for hours in range(50) if send(now + hours * HOUR).sent]
    assert sent_at == [0, 5, 10, 15, 20, 25, 30, 35, 40, 45]
    for _ in range(3):
        post(now + 46 * HOUR)
    assert send(now + 46 * HOUR).sent == 0


def test_letters_a_person_caused_by_acting_are_not_counted(send, now):
    for _ in range(8):
        post(now, kind="reached")
    assert send(now).sent == 8
    assert not Budget.objects.exists()


def test_a_letter_that_is_tried_again_is_counted_once(send, server, now):
    server.to_recipient = lambda address: "451 4.3.0 later"
    for _ in range(3):
        post(now)
    send(now)
    server.to_recipient = lambda address: None
    for _ in range(3):
        post(now + HOUR)
    assert send(now + HOUR).sent == 5
    assert reasons() == {"limit": 1}


def test_a_letter_whose_worker_died_is_counted_once(pool, send, now):
    for _ in range(5):
        post(now)
    with pool.connection() as connection:
        claim(connection, now, 10, FAST.lease)
    assert send(now + FAST.lease).sent == 5


def test_two_workers_share_one_limit(pool, now):
    for _ in range(12):
        post(now)
    taken = []
    with pool.connection() as one, pool.connection() as two:
        for _ in range(6):
            taken += claim(one, now, 1, FAST.lease).letters
            taken += claim(two, now, 1, FAST.lease).letters
    assert len(taken) == 5


def test_what_is_used_up_is_forgotten(send, now):
    post(now)
    send(now)
    assert letters.tidy(now + DAY - HOUR) == 0
    assert letters.tidy(now + DAY) == 1
    assert not Budget.objects.exists()


@pytest.mark.usefixtures("pool")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 4)), min_size=1, max_size=12), st.integers(1, 7))
def test_no_24_hours_hold_more_than_the_limit(pool, now, arrivals, batch):
    Letter.objects.all().delete()
    Budget.objects.all().delete()
    let_through = []
    for minutes, count in sorted(arrivals):
        moment = now + timedelta(minutes=10 * minutes)
        for _ in range(count):
            post(moment)
        with pool.connection() as connection:
            found = claim(connection, moment, batch, 10 * DAY * 30)
        let_through += [moment] * len(found.letters)
    for start in let_through:
        assert sum(start <= moment < start + DAY for moment in let_through) <= 5
