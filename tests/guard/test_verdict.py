"""Told what is known of a request, guard allows, holds or refuses; a shared network is slowed, never shut out."""

from datetime import timedelta

import pytest

from undersigned.guard.limits import (
    DRAFTS_PER_NETWORK,
    GUESSES_PER_NETWORK,
    SLOW_PER_NETWORK,
    SUBMISSIONS_PER_NETWORK,
    Buckets,
)
from undersigned.guard.verdict import HELD_FOR, Guard, Outcome, Signals, limit_of_petition

HOME, SCHOOL = "198.51.100.0/24", "203.0.113.0/24"
LIMITS = {"sign": SUBMISSIONS_PER_NETWORK, "draft": DRAFTS_PER_NETWORK, "link": GUESSES_PER_NETWORK}


def fresh(per_second=10_000):
    return Guard(petitions=Buckets(limit_of_petition(per_second)))


def judged(guard, wants, network, now, times):
    return [guard.judge(Signals(wants, network, now)) for _time in range(times)]


@pytest.mark.parametrize(("wants", "limit"), LIMITS.items())
def test_the_burst_is_allowed(now, wants, limit):
    verdicts = judged(fresh(), wants, HOME, now, limit.burst)
    assert {verdict.outcome for verdict in verdicts} == {Outcome.ALLOW}
    assert {verdict.not_before for verdict in verdicts} == {None}


def test_over_the_limit_a_draft_is_held_for_minutes_with_a_reason(now):
    verdict = judged(fresh(), "draft", HOME, now, DRAFTS_PER_NETWORK.burst + 1)[-1]
    assert (verdict.outcome, verdict.not_before) == (Outcome.HOLD, now + HELD_FOR)
    assert "draft" in verdict.reason


def test_over_the_limit_a_signature_is_challenged_and_a_proof_of_work_lets_it_through(now):
    guard = fresh()
    assert judged(guard, "sign", SCHOOL, now, 1001)[-1].outcome is Outcome.CHALLENGE
    verdict = guard.judge(Signals("sign", SCHOOL, now, solved=True))
    assert (verdict.outcome, verdict.by_proof) == (Outcome.ALLOW, True)


def test_a_proof_of_work_is_not_used_up_where_none_was_asked(now):
    assert not fresh().judge(Signals("sign", HOME, now, solved=True)).by_proof


def test_without_scripts_a_shared_network_signs_slowly_and_within_bounds(now):
    guard = fresh()
    judged(guard, "sign", SCHOOL, now, 1000)
    slow = [guard.judge(Signals("sign", SCHOOL, now, slowly=True)) for _ in range(SLOW_PER_NETWORK.burst + 1)]
    assert {(one.outcome, one.not_before) for one in slow[:-1]} == {(Outcome.HOLD, now + HELD_FOR)}
    assert slow[-1].outcome is Outcome.REFUSE
    assert guard.judge(Signals("sign", SCHOOL, now, solved=True)).outcome is Outcome.ALLOW


def test_above_a_rate_everyone_who_signs_that_petition_is_challenged(now):
    guard = fresh(per_second=2)
    networks = [f"10.0.{number}.0/24" for number in range(25)]
    outcomes = [guard.judge(Signals("sign", one, now, petition="a")).outcome for one in networks]
    assert outcomes == [Outcome.ALLOW] * 20 + [Outcome.CHALLENGE] * 5
    assert guard.judge(Signals("sign", HOME, now, petition="b")).outcome is Outcome.ALLOW


def test_a_network_of_many_people_is_never_shut_out(now):
    assert Outcome.REFUSE not in {verdict.outcome for verdict in judged(fresh(), "sign", SCHOOL, now, 1000)}


def test_forged_links_in_number_are_refused_with_a_reason(now):
    verdict = judged(fresh(), "link", HOME, now, GUESSES_PER_NETWORK.burst + 1)[-1]
    assert verdict.outcome is Outcome.REFUSE
    assert verdict.reason


def test_one_network_takes_nothing_from_another(now):
    guard = fresh()
    judged(guard, "sign", HOME, now, 200)
    assert judged(guard, "sign", SCHOOL, now, 1)[0].outcome is Outcome.ALLOW


def test_forged_links_take_nothing_from_those_who_sign(now):
    guard = fresh()
    judged(guard, "link", HOME, now, 200)
    assert judged(guard, "sign", HOME, now, 1)[0].outcome is Outcome.ALLOW


def test_after_a_rest_a_network_is_allowed_again(now):
    guard = fresh()
    judged(guard, "sign", HOME, now, 200)
    assert judged(guard, "sign", HOME, now + timedelta(minutes=5), 1)[0].outcome is Outcome.ALLOW


def test_two_processes_start_with_limits_of_their_own(now):
    judged(fresh(), "link", HOME, now, 200)
    assert judged(fresh(), "link", HOME, now, 1)[0].outcome is Outcome.ALLOW
