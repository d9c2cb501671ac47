"""A proof of work serves one petition, ten minutes, once; nothing else that is sent counts as one."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import altcha
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.guard import agree, challenge
from undersigned.guard.models import UsedSolution

PETITION, OTHER = "abcdefghijkl", "mnopqrstuvwx"


def solved(asked: str, **changed) -> str:
    """What a browser sends for a challenge."""
    told = json.loads(asked)
    found = altcha.solve_challenge_v1(told["challenge"], told["salt"], told["algorithm"], told["maxNumber"])
    given = {**{key: told[key] for key in ("algorithm", "challenge", "salt", "signature")}, "number": found.number}
    return base64.b64encode(json.dumps({**given, **changed}).encode()).decode()


@pytest.fixture
def few_tries(monkeypatch):
    monkeypatch.setattr(challenge, "TRIES_AT_MOST", 50)


def test_a_solution_holds_for_its_petition_for_ten_minutes(now, few_tries):
    payload = solved(challenge.new(PETITION, now))
    assert challenge.read(payload, PETITION, now) == challenge.read(payload, PETITION, now + timedelta(minutes=9))
    assert challenge.read(payload, PETITION, now)
    assert challenge.read(payload, OTHER, now) is None
    assert challenge.read(payload, PETITION, now + timedelta(minutes=11)) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"number": -1},
        {"number": "1"},
        {"number": True},
        {"salt": "a?expires=99999999999&petition=abcdefghijkl&"},
        {"salt": 5},
        {"algorithm": "SHA-1"},
        {"signature": "0" * 64},
        {"challenge": ["x"]},
    ],
)
def test_a_changed_solution_does_not_hold(now, few_tries, changed):
    assert challenge.read(solved(challenge.new(PETITION, now), **changed), PETITION, now) is None


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: base64.b64encode(raw).decode()))
def test_nothing_that_is_sent_breaks_it(payload):
    from_start = challenge.datetime(2026, 11, 22, 12, tzinfo=challenge.UTC)
    assert challenge.read(payload, PETITION, from_start) is None


@pytest.mark.parametrize("value", [[], 5, None, "x", {}, {"salt": "?"}])
def test_any_json_is_survived(now, value):
    payload = base64.b64encode(json.dumps(value).encode()).decode()
    assert challenge.read(payload, PETITION, now) is None


def test_a_solution_serves_once(db, now, few_tries):
    one = challenge.read(solved(challenge.new(PETITION, now)), PETITION, now)
    two = challenge.read(solved(challenge.new(PETITION, now)), PETITION, now)
    assert challenge.use([one]) == {one.mark}
    assert challenge.use([one, two]) == {two.mark}


def test_used_solutions_are_forgotten_once_they_have_expired(db, now, few_tries):
    challenge.use([challenge.read(solved(challenge.new(PETITION, now)), PETITION, now)])
    agree.tidy(now)
    assert UsedSolution.objects.count() == 1
    agree.tidy(now + timedelta(minutes=11))
    assert not UsedSolution.objects.exists()
