"""The link in the letter, the one button behind it, and the page that says what it did."""

from datetime import timedelta

import pytest

import make
from undersigned.kit import tokens
from undersigned.petitions.models import Petition
from undersigned.signatures import withdraw
from undersigned.signatures.models import Signature, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def link(petition: Petition, email: str = "ana@example.org") -> str:
    return f"/confirm/{tokens.make('confirm', make.submission(petition, email))}"


def test_opening_the_link_counts_nothing(client):
    petition = make.petition()
    address = link(petition)
    reply = client.get(address)
    assert reply.status_code == 200
    assert client.head(address).status_code == 200
    assert "Confirm my signature" in reply.content.decode()
    assert Signature.objects.filter(petition=petition).count() == 1


def test_pressing_the_button_counts_and_says_when_it_will_show(client):
    petition = make.petition()
    reply = client.post(link(petition), follow=True)
    assert reply.redirect_chain[0][1] == 303
    assert "It will appear in the public number within 1 minute." in reply.content.decode()
    assert Signature.objects.filter(petition=petition).count() == 2
    make.published()
    assert "It is in the public number" in client.get(reply.redirect_chain[0][0]).content.decode()


def test_pressing_twice_counts_once(client):
    petition = make.petition()
    address = link(petition)
    assert client.post(address)["Location"] == client.post(address)["Location"]
    assert Signature.objects.filter(petition=petition).count() == 2


def test_pages_behind_links_are_not_stored_and_tell_no_one_their_address(client):
    for reply in (client.get(link(make.petition())), client.get("/confirm/forged")):
        assert reply["Cache-Control"] == "no-store"
        assert reply["Referrer-Policy"] == "no-referrer"
        assert "noindex" in reply["X-Robots-Tag"]
        assert not reply.cookies


@pytest.mark.parametrize("token", ["x", "AAAA", "a" * 100, "-_-_", tokens])
def test_a_forged_link_is_not_found(client, token):
    if token is tokens:
        token = tokens.make("receipt", make.submission(make.petition()))
    assert client.get(f"/confirm/{token}").status_code == 404
    assert client.post(f"/confirm/{token}").status_code == 404


def test_a_network_that_guesses_links_is_told_to_wait(client):
    statuses = {client.get("/confirm/forged", REMOTE_ADDR="198.51.100.7").status_code for _try in range(250)}
    assert statuses == {404, 429}


def test_a_link_older_than_seven_days_is_gone(client, now, monkeypatch):
    address = link(make.petition())
    monkeypatch.setattr("undersigned.kit.clock.now", lambda: now + timedelta(days=8))
    reply = client.get(address)
    assert reply.status_code == 410
    assert "no longer works" in reply.content.decode()


def test_a_link_whose_form_was_erased_is_gone(client):
    address = link(make.petition())
    Submission.objects.all().delete()
    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410


def test_too_late_is_said_and_nothing_is_counted(client, now):
    petition = make.petition()
    address = link(petition)
    Petition.objects.filter(pk=petition.pk).update(closes_at=now)
    for reply in (client.get(address), client.post(address)):
        assert reply.status_code == 409
        assert "Your signature was not counted" in reply.content.decode()
    assert Signature.objects.filter(petition=petition).count() == 1


def test_the_petitioner_confirms_the_petition_itself(client):
    petition = make.petition("draft")
    submission = Submission.objects.get(petition=petition)
    address = f"/confirm/{tokens.make('confirm', submission.pk)}"
    assert "Confirm my petition" in client.get(address).content.decode()
    html = client.post(address, follow=True).content.decode()
    assert "Your petition gathers supporters" in html
    assert Petition.objects.get(pk=petition.pk).state == "supporting"


def test_a_receipt_says_that_a_signature_was_withdrawn(client, now):
    signature = make.signature(make.petition())
    withdraw.withdraw(signature.key, now)
    html = client.get(f"/receipt/{tokens.make('receipt', signature.key)}").content.decode()
    assert "You withdrew it on 22 November 2026" in html


def test_a_receipt_never_shows_name_or_address(client):
    signature = make.signature(make.petition())
    html = client.get(f"/receipt/{tokens.make('receipt', signature.key)}").content.decode()
    assert "Ana" not in html
    assert "ana@" not in html
