"""Several processes share one limit, told of it through the database about once a second."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from undersigned.guard import agree
from undersigned.guard.agree import Agreement
from undersigned.guard.limits import Buckets, Limit
from undersigned.guard.models import Level
from undersigned.guard.verdict import Guard, Outcome, Signals, limit_of_petition

HOME = "198.51.100.0/24"
pytestmark = pytest.mark.django_db(transaction=True)


class Process:
    """A web process with its own memory: a limit of 100 a network, a share of 5."""

    def __init__(self) -> None:
        limit = Limit(burst=100, per_minute=60)
        self.guard = Guard(petitions=Buckets(limit_of_petition(10_000)), submissions=Buckets(limit))
        self.agreement = Agreement(self.guard)

    def signs(self, times, now, network=HOME):
        outcomes = [self.guard.judge(Signals("sign", network, now)).outcome for _time in range(times)]
        return outcomes.count(Outcome.ALLOW)

    def agrees(self, now):
        with transaction.atomic():
            self.agreement.reach(now)


def test_two_processes_together_let_through_what_the_limit_says(now):
    one, two = Process(), Process()
    assert (one.signs(60, now), two.signs(30, now)) == (60, 30)
    one.agrees(now)
    two.agrees(now)
    assert two.signs(100, now) == 10
    two.agrees(now + timedelta(seconds=1))
    one.signs(5, now + timedelta(seconds=1))
    one.agrees(now + timedelta(seconds=2))
    assert one.signs(100, now + timedelta(seconds=2)) <= 2


def test_a_limit_fills_again_for_all(now):
    one, two = Process(), Process()
    one.signs(100, now)
    one.agrees(now)
    later = now + timedelta(seconds=30)
    two.signs(10, later)
    two.agrees(later)
    assert two.signs(100, later) == 20


def test_it_is_not_told_more_than_once_a_second(now, django_assert_num_queries):
    one = Process()
    one.signs(10, now)
    one.agrees(now)
    one.signs(10, now)
    with transaction.atomic(), django_assert_num_queries(0):
        one.agreement.reach(now + timedelta(milliseconds=900))


def test_a_quiet_network_costs_no_query(now, django_assert_num_queries):
    one = Process()
    one.signs(4, now)
    with transaction.atomic(), django_assert_num_queries(0):
        one.agreement.reach(now)


def test_what_a_failed_transaction_told_is_told_again(now):
    one = Process()
    one.signs(50, now)
    with pytest.raises(RuntimeError), transaction.atomic():
        one.agreement.reach(now)
        raise RuntimeError
    one.agrees(now + timedelta(seconds=1))
    assert Level.objects.get().level == 50


def test_no_network_can_be_read_in_the_database(now):
    one = Process()
    one.signs(50, now)
    one.agrees(now)
    key = bytes(Level.objects.get().key)
    assert len(key) == 16
    assert HOME.encode()[:8] not in key


def test_levels_are_forgotten_when_they_are_whole_again(now):
    one = Process()
    one.signs(50, now)
    one.agrees(now)
    assert agree.tidy(now + timedelta(hours=1)) == 0
    assert agree.tidy(now + timedelta(days=2)) == 1
