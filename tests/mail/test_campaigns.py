"""An answer goes to each signer once, as fast as staff let it, and shows how far it is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from postoffice import ANSWER, FAST, LATER, PETITION, campaign, check_mail, enlist, post
from undersigned.kit.crypto import person_of
from undersigned.mail import campaigns, letters
from undersigned.mail.claim import claim
from undersigned.mail.models import Campaign, Letter, Stage
from undersigned.mail.moulds import Body

SIGNERS = [f"signer{number}@example.org" for number in range(30)]
ANSWERED = {"subject_id": ANSWER, "petitions": [PETITION], "title": "x", "text": "x", "html": "<p>x</p>"}
SECOND = timedelta(seconds=1)


def stage(of):
    return Campaign.objects.get(pk=of.pk).stage


def test_every_signer_gets_one_letter_greeted_by_name(send, server, now):
    answer = campaign(now, *SIGNERS, text="We read it.", html="<p>We <em>read</em> it.</p>")
    assert send(now).sent == 30
    assert send(now + LATER).sent == 0
    assert server.recipients == sorted(SIGNERS)
    assert stage(answer) == Stage.DONE
    first = next(number for number, (_, to, _) in enumerate(server.received) if to == "signer7@example.org")
    assert server.text(first).startswith("Dear Signer7,")
    assert "We read it." in server.text(first)
    assert "<p>We <em>read</em> it.</p>" in server.html(first)
    check_mail()


@pytest.mark.django_db
def test_starting_twice_is_one_campaign(now):
    first = campaigns.start("response", now=now, **ANSWERED)
    second = campaigns.start("response", now=now + LATER, **{**ANSWERED, "title": "other"})
    assert first == second
    assert list(first.bodies.values_list("title", flat=True)) == ["x"]


@pytest.mark.django_db
def test_only_a_campaigns_letter_can_be_one(now):
    with pytest.raises(ValueError, match="no letter of a campaign"):
        campaigns.start("confirm-signature", now=now, **ANSWERED)


@pytest.mark.usefixtures("pool")
def test_two_machines_never_enlist_the_same_campaign(now):
    campaigns.start("response", now=now, **ANSWERED)
    assert campaigns.claim_waiting(now) is not None
    assert campaigns.claim_waiting(now) is None
    assert campaigns.claim_waiting(now + campaigns.ENLISTING_AT_MOST) is not None


@pytest.mark.django_db
def test_a_person_is_enlisted_once_whatever_is_tried(now):
    answer = campaign(now, "ana@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        enlist(answer, now, "ana@example.org")


@pytest.mark.django_db
def test_with_nobody_to_write_to_it_is_done(now):
    assert campaign(now).stage == Stage.DONE


def test_single_letters_go_before_a_campaigns(pool, now):
    campaign(now, *SIGNERS)
    post(now + SECOND, "ana@example.org")
    with pool.connection() as connection:
        found = claim(connection, now + SECOND, 10, FAST.lease).letters
    assert [letter.campaign is None for letter in found] == [True] + [False] * 9


def test_who_signs_after_an_answer_is_enlisted_again_and_nobody_twice(send, server, now):
    answer = campaign(now, *SIGNERS)
    send(now)
    assert campaigns.enlist_again(answer)
    again = campaigns.claim_waiting(now + LATER)
    enlist(again, now + LATER, "late@example.org")
    campaigns.enlisted(again, now + LATER)
    assert send(now + LATER).sent == 1
    assert len(server.received) == 31
    assert stage(answer) == Stage.DONE
    check_mail()


def test_a_held_campaign_sends_nothing_until_it_goes_on(send, now):
    answer = campaign(now, *SIGNERS)
    campaigns.pause(answer)
    campaigns.pause(answer)
    assert send(now).sent == 0
    campaigns.resume(answer)
    campaigns.resume(answer)
    assert send(now).sent == 30


@pytest.mark.django_db
def test_what_is_done_cannot_be_held_or_go_on(now):
    done = campaign(now)
    for change in (campaigns.pause, campaigns.resume):
        with pytest.raises(campaigns.NotNow):
            change(done)
    assert stage(done) == Stage.DONE


def test_a_first_wave_goes_and_the_rest_waits_for_a_word(send, server, now):
    answer = campaign(now, *SIGNERS, first_wave=7)
    assert send(now).sent == 7
    assert stage(answer) == Stage.PAUSED
    assert send(now + LATER).sent == 0
    campaigns.resume(answer)
    assert send(now + LATER).sent == 23
    assert len(set(server.recipients)) == 30


def test_a_first_wave_of_everyone_ends_the_campaign(send, now):
    answer = campaign(now, *SIGNERS[:5], first_wave=5)
    assert send(now).sent == 5
    assert stage(answer) == Stage.DONE


def test_a_rate_holds_over_time(pool, now):
    campaign(now, *SIGNERS, rate=4)
    taken = []
    with pool.connection() as connection:
        for tick in range(40):
            moment = now + tick * SECOND / 10
            taken += [tick] * len(claim(connection, moment, 100, FAST.lease).letters)
    assert 16 <= len(taken) <= 21
    for start in range(30):
        assert sum(start <= tick < start + 10 for tick in taken) <= 8


@pytest.mark.django_db
def test_a_rate_of_nothing_is_refused(now):
    with pytest.raises(ValueError, match="paused"):
        campaigns.limit_rate(campaign(now, "ana@example.org"), 0)


def test_progress_tells_what_became_of_letters_how_fast_and_how_long(send, server, now):
    server.to_recipient = lambda address: "550 5.1.1 no such user" if "signer3@" in address else None
    answer = campaign(now, *SIGNERS, first_wave=10)
    before = campaigns.progress(answer, now)
    assert (before.queued, before.sent, before.rate, before.seconds_left) == (30, 0, 0.0, None)
    send(now)
    campaigns.resume(answer)
    after = campaigns.progress(answer, now + 5 * SECOND)
    assert (after.total, after.queued, after.sent + after.failed) == (30, 20, 10)
    assert after.seconds_left == pytest.approx(after.queued / after.rate)
    send(now)
    done = campaigns.progress(answer, now + LATER)
    assert (done.stage, done.sent, done.failed, done.queued, done.seconds_left) == ("done", 29, 1, 0, 0.0)
    assert campaigns.not_delivered(answer) == [("failed", "address: 550 5.1.1", 1)]
    assert campaigns.sent_about(ANSWER) == 29


def test_who_withdrew_gets_no_answer(send, server, now):
    answer = campaign(now, "ana@example.org", "ben@example.org")
    assert letters.drop(person_of("ana@example.org"), [answer], "withdrawn", now) == 1
    assert letters.drop(person_of("ana@example.org"), [answer], "withdrawn", now) == 0
    assert send(now).sent == 1
    assert server.recipients == ["ben@example.org"]
    assert stage(answer) == Stage.DONE
    check_mail()


def test_each_gets_the_answer_in_a_language_it_is_written_in(send, server, now):
    answer = campaign(
        now, "ana@example.org", "ben@example.org", translations={"es": Body("Respuesta", "Sí.", "<p>Sí.</p>")}
    )
    Letter.objects.filter(person=person_of("ana@example.org")).update(language="es")
    Letter.objects.filter(person=person_of("ben@example.org")).update(language="fi")
    assert send(now).sent == 2
    subjects = {server.letter(number)["To"]: server.letter(number)["Subject"] for number in range(2)}
    assert subjects == {"ana@example.org": "Respuesta", "ben@example.org": "The answer"}
    assert stage(answer) == Stage.DONE


def test_the_survey_is_asked_only_where_it_is_meant(send, server, now):
    campaign(now, "ana@example.org", survey=True)
    campaign(now, "ana@example.org", subject="zzzzzzzzzzzz")
    send(now)
    assert ["/survey/" in server.text(number) for number in range(2)].count(True) == 1


def test_later_news_links_to_the_answer_it_is_about(send, server, now):
    campaign(now, "ana@example.org", kind="news", subject=f"{ANSWER}:1")
    campaign(now, "ana@example.org", kind="news", subject=f"{ANSWER}:2")
    assert send(now).sent == 2
    assert f"http://petitions.example/responses/{ANSWER}" in server.text(0).splitlines()


def test_an_answer_can_be_tried_out_as_a_single_letter(send, server, now):
    body = {"subject": ANSWER, "title": "We answer", "text": "So it is.", "html": "<p>So it <b>is</b>.</p>"}
    post(now, "dov@city.example", kind="response", name="Dov", **body)
    assert send(now).sent == 1
    assert server.letter()["Subject"] == "We answer"
    assert server.text().startswith("Dear Dov,")
    assert "<p>So it <b>is</b>.</p>" in server.html()
    assert f"/responses/{ANSWER}" in server.text()
