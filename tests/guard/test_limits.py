"""So many at once, then so many a minute, for each key alone and in bounded memory."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.guard.limits import Buckets, Limit

THREE = Limit(burst=3, per_minute=2)


def taken(buckets, key, now, times):
    return [buckets.take(key, now) for _time in range(times)]


def test_the_burst_goes_through_and_no_more(now):
    assert taken(Buckets(THREE), "a", now, 5) == [True, True, True, False, False]


def test_each_key_has_its_own_bucket(now):
    buckets = Buckets(THREE)
    assert not all(taken(buckets, "a", now, 4))
    assert all(taken(buckets, "b", now, 3))


def test_a_minute_fills_in_what_the_limit_says(now):
    buckets = Buckets(THREE)
    taken(buckets, "a", now, 4)
    assert taken(buckets, "a", now + timedelta(seconds=61), 3) == [True, True, False]


def test_a_long_rest_fills_the_bucket_and_no_more(now):
    buckets = Buckets(THREE)
    taken(buckets, "a", now, 3)
    assert taken(buckets, "a", now + timedelta(days=1), 4) == [True, True, True, False]


def test_trying_in_vain_takes_nothing(now):
    buckets = Buckets(THREE)
    taken(buckets, "a", now, 100)
    assert buckets.take("a", now + timedelta(seconds=31))


def test_a_clock_that_goes_back_gives_nothing(now):
    buckets = Buckets(THREE)
    taken(buckets, "a", now, 3)
    assert not buckets.take("a", now - timedelta(hours=1))


def test_the_key_used_least_lately_is_forgotten_first(now):
    buckets = Buckets(THREE, keys_at_most=2)
    for key in ("a", "b", "a", "c"):
        taken(buckets, key, now, 3)
    assert not buckets.take("c", now)
    assert taken(buckets, "b", now, 3) == [True, True, True]


@given(st.lists(st.text(max_size=2), max_size=200))
def test_memory_stays_bounded(keys):
    buckets = Buckets(THREE, keys_at_most=5)
    for key in keys:
        buckets.take(key, datetime(2026, 11, 22, tzinfo=UTC))
    assert len(buckets._buckets) <= 5


@pytest.mark.parametrize("pauses", [[0.5] * 20, [10, 0, 0, 40, 1] * 4])
def test_over_any_while_no_more_goes_through_than_burst_and_rate(now, pauses):
    buckets, moment, through = Buckets(THREE), now, 0
    for pause in pauses:
        moment += timedelta(seconds=pause)
        through += buckets.take("a", moment)
    assert through <= 3 + sum(pauses) / 60 * 2


def test_what_a_key_takes_beyond_its_share_is_to_be_told(now):
    buckets = Buckets(Limit(burst=40, per_minute=0))
    taken(buckets, "quiet", now, 1)
    taken(buckets, "loud", now, 5)
    assert buckets.to_tell() == {"loud": 5}


def test_what_others_took_is_taken_here_too(now):
    buckets = Buckets(Limit(burst=40, per_minute=0))
    taken(buckets, "loud", now, 5)
    told = buckets.to_tell()
    taken(buckets, "loud", now, 2)
    buckets.told("loud", told["loud"], 10, now)
    assert buckets.to_tell() == {}
    assert taken(buckets, "loud", now, 9) == [True] * 8 + [False]


def test_a_key_that_was_forgotten_is_not_told(now):
    buckets = Buckets(Limit(burst=3, per_minute=0), keys_at_most=1)
    taken(buckets, "a", now, 2)
    taken(buckets, "b", now, 1)
    assert list(buckets.to_tell()) == ["b"]
