"""Who declines letters gets none, whoever asks for one; who takes that back gets them again."""

import pytest

from postoffice import LATER, campaign, check_mail, check_received, post
from undersigned.kit import tokens
from undersigned.kit.crypto import person_of
from undersigned.mail import unsubscribe
from undersigned.mail.models import Letter, Scope, Suppression

ANA = person_of("ana@example.org")


def link(purpose, letter):
    return tokens.make(purpose, letter)


def test_who_unsubscribed_gets_no_answers_and_still_what_they_ask_for(send, server, now):
    letter = post(now)
    send(now)
    unsubscribe.unsubscribe(link("unsubscribe", letter), now)
    post(now)
    answers = campaign(now, "ana@example.org", "ben@example.org")
    send(now)
    answers.refresh_from_db()
    assert server.recipients == ["ana@example.org", "ana@example.org", "ben@example.org"]
    assert (answers.sent, answers.dropped, answers.stage) == (1, 1, "done")
    check_mail()


def test_who_said_never_gets_nothing_at_all(send, server, now):
    letter = post(now)
    send(now)
    server.received.clear()
    unsubscribe.never(link("never", letter), now)
    for kind in ("confirm-signature", "reached", "withdraw"):
        post(now, kind=kind)
    campaign(now, "ana@example.org")
    assert send(now).sent == 0
    assert set(Letter.objects.exclude(pk=letter).values_list("why", flat=True)) == {"declined"}
    check_received(server)


def test_declining_holds_for_a_letter_that_waits_to_be_tried_again(send, server, now):
    server.to_recipient = lambda address: "450 4.2.0 later"
    letter = post(now)
    send(now)
    server.to_recipient = lambda address: None
    unsubscribe.never(link("never", letter), now)
    assert send(now + LATER).sent == 0


@pytest.mark.django_db
def test_declining_twice_is_declining_once_and_the_wider_stays(now):
    letter = post(now)
    unsubscribe.never(link("never", letter), now)
    unsubscribe.never(link("never", letter), now + LATER)
    unsubscribe.unsubscribe(link("unsubscribe", letter), now + LATER)
    declined = Suppression.objects.get()
    assert (declined.scope, declined.at) == (Scope.ALL, now)


@pytest.mark.django_db
def test_never_widens_unsubscribing(now):
    letter = post(now)
    unsubscribe.unsubscribe(link("unsubscribe", letter), now)
    assert unsubscribe.declined(ANA) is Scope.CAMPAIGNS
    unsubscribe.never(link("never", letter), now)
    assert unsubscribe.declined(ANA) is Scope.ALL


@pytest.mark.django_db
def test_what_was_declined_is_taken_back_by_the_link_that_did_it_and_no_narrower_one(now):
    letter = post(now)
    unsubscribe.never(link("never", letter), now)
    unsubscribe.resume("unsubscribe", link("unsubscribe", letter), now)
    assert unsubscribe.declined(ANA) is Scope.ALL
    unsubscribe.resume("never", link("never", letter), now)
    unsubscribe.resume("never", link("never", letter), now)
    assert unsubscribe.declined(ANA) is None


@pytest.mark.django_db
def test_a_link_of_another_purpose_or_of_no_letter_declines_nothing(now):
    letter = post(now)
    for token in (link("never", letter), link("unsubscribe", "abcdefghijkl"), "forged", ""):
        with pytest.raises(unsubscribe.Unknown):
            unsubscribe.unsubscribe(token, now)
    Letter.objects.all().delete()
    with pytest.raises(unsubscribe.Unknown):
        unsubscribe.never(link("never", letter), now)
    assert not Suppression.objects.exists()


@pytest.mark.django_db
def test_a_suppression_holds_a_mark_and_no_address(now):
    unsubscribe.never(link("never", post(now)), now)
    assert Suppression.objects.values_list("person", "scope", "at").get() == (ANA, "all", now)
