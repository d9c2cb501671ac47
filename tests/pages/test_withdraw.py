"""A signer takes a signature back."""

import pytest

import make
from undersigned.kit import tokens
from undersigned.petitions import lifecycle
from undersigned.signatures.models import Signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def link(signature) -> str:
    return f"/withdraw/{tokens.make('withdraw', signature.key)}"


def test_the_link_shows_a_button_and_pressing_it_withdraws(client):
    signature = make.signature(make.petition())
    assert "Withdraw my signature" in client.get(link(signature)).content.decode()
    assert Signature.objects.standing().filter(pk=signature.pk).exists()
    assert "is withdrawn" in client.post(link(signature)).content.decode()
    assert not Signature.objects.standing().filter(pk=signature.pk).exists()


def test_pressing_twice_changes_nothing_more(client):
    signature = make.signature(make.petition())
    client.post(link(signature))
    reply = client.post(link(signature))
    assert reply.status_code == 200
    assert "Nothing has changed" in reply.content.decode()


def test_after_closing_the_page_says_that_the_number_stays(client, now):
    petition = make.petition()
    signature = make.signature(petition)
    lifecycle.close(petition.pk, now)
    assert "its number stays" in client.get(link(signature)).content.decode()
    assert "are erased" in client.post(link(signature)).content.decode()
    assert Signature.objects.get(pk=signature.pk).person is None


def test_a_token_for_another_purpose_withdraws_nothing(client):
    signature = make.signature(make.petition())
    assert client.post(f"/withdraw/{tokens.make('receipt', signature.key)}").status_code == 404
    assert Signature.objects.standing().filter(pk=signature.pk).exists()


def test_the_second_letter_is_asked_for_with_petition_and_address(client):
    petition = make.petition()
    make.signature(petition)
    fields = {"petition": f"http://petitions.example/petitions/{petition.pk}", "email": "Ana@Example.org"}
    reply = client.post("/withdraw", fields)
    assert (reply.status_code, reply["Location"]) == (303, "/withdraw/check-your-email")
    assert "withdraw" in [letter.kind for letter in make.letters_to("ana@example.org")]


def test_the_reply_does_not_say_whether_the_address_signed(client):
    petition = make.petition()
    make.signature(petition)
    signed = client.post("/withdraw", {"petition": petition.pk, "email": "ana@example.org"})
    never = client.post("/withdraw", {"petition": petition.pk, "email": "nobody@example.org"})
    assert (signed.status_code, signed["Location"], signed.content) == (303, never["Location"], never.content)
    assert make.letters_to("nobody@example.org") == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"petition": "", "email": "ana@example.org"}, "This field is required"),
        ({"petition": "no such", "email": "ana@example.org"}, "We know no petition by that address"),
        ({"petition": "\x00", "email": "\x00"}, "Null characters"),
        ({"petition": "aaaaaaaaaaaa", "email": "ana"}, "Enter an e-mail address"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, fields, message):
    reply = client.post("/withdraw", fields)
    assert reply.status_code == 422
    assert message in reply.content.decode()


def test_the_form_knows_the_petition_it_was_opened_from(client):
    petition = make.petition()
    assert f'value="{petition.pk}"' in client.get(f"/withdraw?petition={petition.pk}").content.decode()
