"""Ids tell nothing: public ones are random, those of rows only when they were made."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit.ids import made_at, public_id, uuid7

moments = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))


def test_a_public_id_is_twelve_small_letters_and_digits():
    assert all(re.fullmatch("[a-z0-9]{12}", public_id()) for _time in range(500))


def test_public_ids_do_not_repeat_and_use_every_sign():
    made = [public_id() for _time in range(2000)]
    assert len(set(made)) == len(made)
    assert len(Counter("".join(made))) == 36


@given(moments)
def test_an_id_of_a_row_is_a_version_7_uuid_of_its_moment(moment):
    identifier = uuid7(moment)
    assert (identifier.version, identifier.variant) == (7, "specified in RFC 4122")
    assert abs(made_at(identifier) - moment) <= timedelta(milliseconds=1)


@given(moments, moments)
def test_ids_of_rows_are_in_the_order_of_their_moments(one, other):
    if abs(one - other) > timedelta(milliseconds=1):
        assert (uuid7(one) < uuid7(other)) == (one < other)


def test_ids_of_one_moment_differ(now):
    assert len({uuid7(now) for _time in range(1000)}) == 1000
