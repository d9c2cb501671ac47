"""A worker may be killed, stopped or cut off at any moment: nothing is lost, and hardly anything repeated."""

import os
import signal
import subprocess
import sys
import threading

import psycopg
import pytest

from postoffice import FAST, LATER, campaign, check_mail, check_received, post, until
from undersigned.kit import clock
from undersigned.kit.crypto import person_of
from undersigned.mail import deliver, smtp, worker
from undersigned.mail.models import Letter, State
from undersigned.mail.receiver import Receiver

WORKER = """
import django, threading
django.setup()
from undersigned.mail import deliver, worker
worker.run(threading.Event(), deliver.Pace(lines={lines}, batch={batch}))
"""
SIGNERS = [f"signer{number}@example.org" for number in range(60)]


def started(smtp_server, folder, lines: int, batch: int) -> subprocess.Popen:
    url = f"smtp://{smtp_server.host}:{smtp_server.port}"
    environment = {**os.environ, "EMAIL_URL": url, "UNDERSIGNED_DATA": str(folder)}
    return subprocess.Popen([sys.executable, "-c", WORKER.format(lines=lines, batch=batch)], env=environment)


@pytest.mark.parametrize("lines", [1, 3])
@pytest.mark.parametrize("moment", ["taken and not answered", "about to be handed over"])
def test_a_killed_worker_loses_nothing_and_repeats_one_letter_at_most(
    pool, server, smtp_server, tmp_path, lines, moment
):
    answer = campaign(clock.now(), *SIGNERS)
    kills = 3
    for kill in range(kills):
        process = started(smtp_server, tmp_path, lines, batch=8)
        due = len(server.received) + 5

        def at(count, process=process, due=due):
            if count >= due:
                os.kill(process.pid, signal.SIGKILL)

        if moment == "taken and not answered":
            server.taken = at
        else:
            server.to_recipient = lambda _address, at=at: at(len(server.received))
        assert process.wait(timeout=90) == -signal.SIGKILL, f"kill {kill}"
    server.taken, server.to_recipient = lambda count: None, lambda address: None
    check_mail()
    later = clock.now() + FAST.lease
    deliver.Delivery(pool, lambda: later, smtp_server, FAST, tmp_path / "taken").run(
        threading.Event(), until_empty=True
    )
    assert set(server.recipients) == set(SIGNERS)
    check_received(server, spare=kills)
    assert list((tmp_path / "taken").iterdir()) == []
    check_mail()
    answer.refresh_from_db()
    assert (answer.stage, answer.sent) == ("done", 60)


def test_a_stopped_worker_marks_what_was_taken_and_puts_back_the_rest(
    send, server, smtp_server, settings, tmp_path
):
    settings.UNDERSIGNED_DATA = tmp_path
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_server.host, smtp_server.port
    campaign(clock.now(), *SIGNERS)
    stop = threading.Event()
    server.taken = lambda count: stop.set() if count >= 10 else None
    worker.run(stop, deliver.Pace(lines=2, batch=30))
    assert 10 <= len(server.received) < 60
    assert Letter.objects.filter(state=State.SENT).count() == len(server.received)
    check_mail()
    send(clock.now())
    assert len(server.received) == 60
    check_received(server)


def test_marks_survive_a_database_that_goes_away(pool, send, server, smtp_server, now):
    campaign(now, *SIGNERS)
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'letters' AND datname = current_database()"
    )

    def cut_off(count):
        if count in (5, 20, 35):
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
                connection.execute(kill)

    server.taken = cut_off
    send(now)
    server.taken = lambda count: None
    send(now + LATER)
    assert len(server.received) == 60
    check_received(server)
    check_mail()


def test_nothing_holds_a_letters_row_while_it_is_handed_over(send, server, now):
    campaign(now, *SIGNERS[:5])
    free = []

    def look(_count):
        person = person_of(server.received[-1][1])
        with psycopg.connect(os.environ["DATABASE_URL"]) as other:
            query = "SELECT 1 FROM mail_letter WHERE person = %s FOR UPDATE SKIP LOCKED"
            free.extend(other.execute(query, [person]).fetchall())

    server.taken = look
    assert send(now).sent == 5
    assert len(free) == 5


def test_a_server_that_never_answers_is_left_and_the_letter_tried_again(send, server, now):
    stalled = []

    def first_stalls(address):
        if not stalled:
            stalled.append(address)
            return "stall"
        return None

    server.to_letter = first_stalls
    impatient = deliver.Pace(lines=1, verdict_seconds=2, reply_seconds=30)
    for address in ("ana@one.example", "ben@two.example"):
        post(now, address)
    outcome = send(now, impatient)
    assert (outcome.sent, outcome.refused) == (1, 1)
    assert send(now + LATER).sent == 1
    assert server.recipients == ["ana@one.example", "ben@two.example"]


def test_letters_wait_for_a_mail_server_to_come_back(pool, server, smtp_server):
    post(clock.now())
    with Receiver(server) as gone:
        port = gone.port
    pace = deliver.Pace(lines=2, rest_seconds=0.01, longest_rest_seconds=0.02, idle_seconds=0.01)
    delivery = deliver.Delivery(pool, clock.now, smtp.Server("127.0.0.1", port), pace)
    stop = threading.Event()
    server.taken = lambda count: stop.set()
    running = threading.Thread(target=delivery.run, args=(stop,))
    running.start()
    until(lambda: delivery.delivered.unreachable)
    with Receiver(server, port):
        running.join(timeout=90)
    assert not running.is_alive()
    assert server.recipients == ["ana@example.org"]


def test_a_letter_whose_lease_runs_out_before_it_is_handed_over_stays(send, server, now):
    post(now)
    short = deliver.Pace(lines=1, lease=FAST.lease / 180, verdict_seconds=2)
    assert send(now, short).sent == 0
    assert server.received == []
    assert Letter.objects.get().state == State.WAITING


def test_a_connection_hands_over_nothing_before_its_last_letter_is_recorded(pool, server, smtp_server, now):
    answer = campaign(now, *SIGNERS[:12])
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:

        def hold_marks_up(count):
            if count == 1:
                other.execute("SELECT 1 FROM mail_campaign WHERE id = %s FOR UPDATE", [answer.pk])

        server.taken = hold_marks_up
        pace = deliver.Pace(lines=2, batch=12, mark_seconds=0.1)
        delivery = deliver.Delivery(pool, lambda: now, smtp_server, pace)
        stop = threading.Event()
        running = threading.Thread(target=delivery.run, args=(stop,))
        running.start()
        until(lambda: len(server.received) == 2)
        with pytest.raises(AssertionError, match="waited too long"):
            until(lambda: len(server.received) > 2, seconds=0.5)
        other.rollback()
        until(lambda: len(server.received) == 12)
        stop.set()
        running.join(timeout=90)
    check_received(server)
    check_mail()
