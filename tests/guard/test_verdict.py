"""Told what is known of a request, guard allows, holds or refuses; a shared network is slowed, never shut out."""

from datetime import timedelta

import pytest

from undersigned.guard.limits import DRAFTS_PER_NETWORK, GUESSES_PER_NETWORK, SUBMISSIONS_PER_NETWORK
from undersigned.guard.verdict import HELD_FOR, Guard, Outcome, Signals

HOME, SCHOOL = "198.51.100.0/24", "203.0.113.0/24"
LIMITS = {"sign": SUBMISSIONS_PER_NETWORK, "draft": DRAFTS_PER_NETWORK, "link": GUESSES_PER_NETWORK}


def judged(guard, wants, network, now, times):
    return [guard.judge(Signals(wants, network, now)) for _time in range(times)]


@pytest.mark.parametrize(("wants", "limit"), LIMITS.items())
def test_the_burst_is_allowed(now, wants, limit):
    verdicts = judged(Guard(), wants, HOME, now, limit.burst)
    assert {verdict.outcome for verdict in verdicts} == {Outcome.ALLOW}
    assert {verdict.not_before for verdict in verdicts} == {None}


@pytest.mark.parametrize("wants", ["sign", "draft"])
def test_over_the_limit_a_form_is_held_for_minutes_with_a_reason(now, wants):
    verdict = judged(Guard(), wants, HOME, now, LIMITS[wants].burst + 1)[-1]
    assert verdict.outcome is Outcome.HOLD
    assert verdict.not_before == now + HELD_FOR
    assert wants in verdict.reason


def test_a_network_of_many_people_is_never_shut_out(now):
    assert Outcome.REFUSE not in {verdict.outcome for verdict in judged(Guard(), "sign", SCHOOL, now, 1000)}


def test_forged_links_in_number_are_refused_with_a_reason(now):
    verdict = judged(Guard(), "link", HOME, now, GUESSES_PER_NETWORK.burst + 1)[-1]
    assert verdict.outcome is Outcome.REFUSE
    assert verdict.reason


def test_one_network_takes_nothing_from_another(now):
    guard = Guard()
    judged(guard, "sign", HOME, now, 200)
    assert judged(guard, "sign", SCHOOL, now, 1)[0].outcome is Outcome.ALLOW


def test_forged_links_take_nothing_from_those_who_sign(now):
    guard = Guard()
    judged(guard, "link", HOME, now, 200)
    assert judged(guard, "sign", HOME, now, 1)[0].outcome is Outcome.ALLOW


def test_after_a_rest_a_network_is_allowed_again(now):
    guard = Guard()
    judged(guard, "sign", HOME, now, 200)
    assert judged(guard, "sign", HOME, now + timedelta(minutes=5), 1)[0].outcome is Outcome.ALLOW


def test_two_processes_start_with_limits_of_their_own(now):
    judged(Guard(), "link", HOME, now, 200)
    assert judged(Guard(), "link", HOME, now, 1)[0].outcome is Outcome.ALLOW
