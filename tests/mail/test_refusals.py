"""What a mail server may do to a letter, and what becomes of it."""

from datetime import timedelta

import pytest

from postoffice import FAST, LATER, campaign, check_mail, check_received, post
from undersigned.kit.crypto import person_of
from undersigned.mail import backoff, deliver, smtp
from undersigned.mail.models import Bounce, Hold, Letter, State

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True, params=["pipelining", "one by one"])
def _manners(request, server):
    server.pipelining = request.param == "pipelining"


def test_a_permanent_refusal_fails_the_letter_and_marks_the_address(send, server, now):
    server.to_recipient = lambda address: "550 5.1.1 <ana@example.org> is unknown"
    post(now)
    assert send(now).failed == 1
    letter = Letter.objects.get()
    assert (letter.state, letter.why) == (State.FAILED, "address: 550 5.1.1")
    assert bytes(Bounce.objects.get().person) == person_of("ana@example.org")


@pytest.mark.parametrize("refusal", ["550 5.7.1 relaying denied", "554 5.7.0 policy"], ids=["relaying", "policy"])
def test_a_refusal_of_policy_marks_no_address(send, server, now, refusal):
    server.to_recipient = lambda address: refusal
    post(now)
    assert send(now).failed == 1
    assert not Bounce.objects.exists()


def test_a_letter_refused_as_such_fails_and_marks_no_address(send, server, now):
    server.to_letter = lambda address: "554 5.6.0 too ugly"
    post(now)
    assert send(now).failed == 1
    assert Letter.objects.get().why == "letter: 554 5.6.0"
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("refusal", ["421 4.3.2 closing", "450 4.2.0 busy", "451 later", "452 4.3.1 full"])
@pytest.mark.parametrize("step", ["to_recipient", "to_letter"])
def test_a_refusal_for_the_moment_is_tried_again_later(send, server, now, refusal, step):
    setattr(server, step, lambda address: refusal)
    post(now)
    assert send(now).refused == 1
    assert send(now + MINUTE / 2).sent == 0
    setattr(server, step, lambda address: None)
    assert send(now + MINUTE).sent == 1
    check_mail()


def test_one_refused_letter_does_not_keep_others_from_the_same_connection(send, server, now):
    server.to_recipient = lambda address: "550 5.1.1 no" if address.startswith("a") else None
    for name in ("ada", "ben", "amy", "cleo", "ali", "dov"):
        post(now, f"{name}@example.org")
    outcome = send(now, deliver.Pace(lines=1, batch=10, verdict_seconds=30))
    assert (outcome.sent, outcome.failed) == (3, 3)


def test_waits_grow_and_after_three_days_of_them_a_letter_fails(send, server, now):
    server.to_recipient = lambda address: "450 4.2.0 busy"
    post(now)
    moment, waits = now, []
    while Letter.objects.filter(state=State.WAITING).exists():
        assert len(waits) < 50
        send(moment)
        letter = Letter.objects.get()
        waits.append(letter.next_at - moment)
        moment = max([letter.next_at, *Hold.objects.values_list("until", flat=True)])
    assert waits[:3] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert letter.why == "gave up after 3 days: address: 450 4.2.0"
    assert backoff.GIVE_UP <= moment - now < backoff.GIVE_UP + timedelta(hours=12)


def test_a_domain_that_refuses_rests_and_other_domains_do_not(send, server, now):
    server.to_recipient = lambda address: "451 4.7.0 slow down" if address.endswith("big.example") else None
    campaign(now, *(f"signer{number}@big.example" for number in range(60)), "ana@small.example")
    one_by_one = deliver.Pace(lines=1, batch=4, verdict_seconds=30)
    outcome = send(now, one_by_one)
    assert outcome.sent == 1
    assert outcome.refused < 20
    assert outcome.refused + outcome.resting == 60
    server.to_recipient = lambda address: None
    assert send(now + MINUTE / 2).sent == 0
    assert send(now + LATER).sent == 60
    assert not Hold.objects.exists()
    check_mail()


def test_a_connection_lost_in_the_middle_is_tried_again(send, server, now):
    dropped = []

    def once(address):
        if address in dropped:
            return None
        dropped.append(address)
        return "drop"

    server.to_letter = once
    for number in range(5):
        post(now, f"signer{number}@example.org")
    send(now)
    send(now + LATER)
    assert send(now + 2 * LATER).refused == 0
    assert len(server.received) == 5
    check_mail()
    check_received(server)


def test_a_mail_server_that_is_away_costs_no_letter_an_attempt(pool, now):
    post(now)
    nowhere = smtp.Server("127.0.0.1", 1)
    outcome = deliver.deliver_batch(pool, now, nowhere, FAST)
    letter = Letter.objects.get()
    assert "127.0.0.1:1" in outcome.unreachable
    assert (letter.state, letter.attempts, letter.next_at) == (State.WAITING, 0, now)


@pytest.mark.parametrize("refusal", ["530 5.7.0 sign in first", "550 5.1.8 no such sender", "555 strange words"])
def test_a_refusal_of_our_own_address_costs_no_letter_anything(send, server, now, refusal):
    server.to_sender = refusal
    campaign(now, *(f"signer{number}@example.org" for number in range(30)))
    outcome = send(now)
    assert outcome.unreachable.startswith(f"sender: {refusal[:3]}")
    assert Letter.objects.filter(state=State.WAITING, attempts=0).count() == 30
    server.to_sender = None
    assert send(now).sent == 30


def test_an_address_that_keeps_bouncing_gets_no_more_answers_but_what_it_asks_for(send, server, now):
    server.to_recipient = lambda address: "550 5.1.1 unknown"
    for moment in (now - 2 * LATER, now - LATER):
        post(moment)
        send(moment)
    server.to_recipient = lambda address: None
    answer = campaign(now, "ana@example.org", "ben@example.org")
    post(now)
    assert send(now).sent == 2
    assert server.recipients == ["ana@example.org", "ben@example.org"]
    answer.refresh_from_db()
    assert (answer.sent, answer.dropped) == (1, 1)


def test_bounces_are_forgiven_after_a_while(send, server, now):
    Bounce.objects.create(person=person_of("ana@example.org"), count=9, last_at=now, why="x")
    campaign(now + Bounce.REMEMBERED, "ana@example.org")
    assert send(now + Bounce.REMEMBERED).sent == 1


def test_a_letter_that_cannot_be_opened_fails_and_holds_nobody_up(send, server, now):
    for address in ("ana@example.org", "ben@example.org"):
        post(now, address)
    Letter.objects.filter(person=person_of("ana@example.org")).update(email=b"\x01" + bytes(40))
    outcome = send(now)
    assert (outcome.sent, outcome.failed) == (1, 1)
    assert Letter.objects.get(state=State.FAILED).why.startswith("sealed:")
