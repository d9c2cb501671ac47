"""People stop letters by their links, with one click or with a button, and take it back."""

import pytest

import make
from undersigned.kit import tokens
from undersigned.kit.crypto import person_of
from undersigned.mail import unsubscribe
from undersigned.mail.models import Letter, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
ANA = person_of("ana@example.org")


@pytest.fixture
def letter(now):
    """A letter to Ana, posted by her filling in the form."""
    make.submission(make.petition(), "ana@example.org")
    return Letter.objects.get(person=ANA)


def link(purpose, letter):
    return f"/{purpose}/{tokens.make(purpose, letter.pk)}"


@pytest.mark.parametrize(("purpose", "scope"), [("unsubscribe", Scope.CAMPAIGNS), ("never", Scope.ALL)])
def test_looking_changes_nothing_and_the_button_stops_letters(client, letter, purpose, scope):
    page = client.get(link(purpose, letter))
    assert page.status_code == 200
    assert f'action="{link(purpose, letter)}"' in page.content.decode()
    assert unsubscribe.declined(ANA) is None
    assert client.post(link(purpose, letter)).status_code == 200
    assert unsubscribe.declined(ANA) is scope


def test_one_click_acts_at_once_without_cookie_or_token(client, letter):
    reply = client.post(link("unsubscribe", letter), {"List-Unsubscribe": "One-Click"})
    assert (reply.status_code, reply.cookies) == (200, {})
    assert reply["Content-Type"] == "text/plain"
    assert unsubscribe.declined(ANA) is Scope.CAMPAIGNS


def test_pressing_twice_is_pressing_once(client, letter):
    replies = [client.post(link("never", letter)).content for _ in range(2)]
    assert replies[0] == replies[1]


@pytest.mark.parametrize("purpose", ["unsubscribe", "never"])
def test_it_can_be_taken_back(client, letter, purpose):
    client.post(link(purpose, letter))
    assert "Letters come again" in client.post(link(purpose, letter), {"resume": "1"}).content.decode()
    assert unsubscribe.declined(ANA) is None


def test_stopping_letters_withdraws_no_signature(client, now):
    signature = make.signature(make.petition(), email="ana@example.org")
    for letter in Letter.objects.filter(person=ANA):
        client.post(link("never", letter))
    signature.refresh_from_db()
    assert signature.withdrawn_at is None


@pytest.mark.parametrize("purpose", ["unsubscribe", "never"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_damaged_or_borrowed_link_is_not_found(client, letter, purpose, method):
    other = {"unsubscribe": "never", "never": "unsubscribe"}[purpose]
    for token in ("x", tokens.make(other, letter.pk), tokens.make(purpose, letter.pk)[:-2]):
        assert getattr(client, method)(f"/{purpose}/{token}").status_code == 404
    assert unsubscribe.declined(ANA) is None


def test_a_link_whose_letter_is_gone_says_so(client, letter):
    path = link("never", letter)
    letter.delete()
    assert client.post(path).status_code == 410


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_are_private(client, letter, method):
    reply = getattr(client, method)(link("unsubscribe", letter))
    assert (reply["Cache-Control"], reply["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert reply.cookies == {}
    assert "ana@example.org" not in reply.content.decode()
