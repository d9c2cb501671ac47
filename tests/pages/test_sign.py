"""Someone fills in the form under a petition."""

from urllib.parse import urlencode

import pytest

import make
from undersigned.kit import tokens
from undersigned.mail.models import Letter
from undersigned.signatures.models import Signature, Submission

FORM = "application/x-www-form-urlencoded"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def sign(client, petition, **changed):
    return client.post(f"/petitions/{petition.pk}/sign", urlencode(make.fields(**changed)), FORM)


def test_a_form_is_taken_and_leads_to_check_your_email(client):
    petition = make.petition()
    reply = sign(client, petition)
    assert (reply.status_code, reply["Location"]) == (303, f"/petitions/{petition.pk}/check-your-email")
    assert len(make.letters_to("ana@example.org")) == 1
    assert "We sent you a letter" in client.get(reply["Location"]).content.decode()


def test_the_reply_is_the_same_for_someone_who_signed_before(client):
    petition = make.petition()
    fresh = sign(client, petition)
    make.signature(petition, "cleo@example.org")
    again = sign(client, petition, email="cleo@example.org")
    assert (again.status_code, again["Location"], again.content) == (303, fresh["Location"], fresh.content)


WRONG = [
    ({"name": ""}, "name", "Enter your name."),
    ({"name": "x" * 101}, "name", "1 character too long"),
    ({"name": "Ana\x00"}, "name", "not text"),
    ({"name": "\u202eAna"}, "name", "direction of reading"),
    ({"email": ""}, "email", "Enter an e-mail address"),
    ({"email": "ana"}, "email", "Enter an e-mail address"),
    ({"email": "ana@example.org\r\nBcc: eve@example.org"}, "email", "Enter an e-mail address"),
    ({"email": "a" * 300 + "@example.org"}, "email", "Enter an e-mail address"),
    ({"zip": "5370"}, "zip", "five digits"),
    ({"zip": "٥٣٧٠٣"}, "zip", "ZIP code"),
    ({"zip": "00000"}, "zip", "no such ZIP code"),
    ({"country": "XX"}, "country", "Choose a country"),
    ({"country": "\x00"}, "country", "Choose a country"),
]


@pytest.mark.parametrize(("changed", "field", "message"), WRONG)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(client, changed, field, message):
    petition = make.petition()
    before = Submission.objects.count()
    reply = sign(client, petition, **{"name": "Ana Signer", "news": "on", **changed})
    html = reply.content.decode()
    assert reply.status_code == 422
    assert message in html.split(f'id="id_{field}_error"')[1].split("</div>")[0]
    assert f'<a href="#id_{field}">' in html
    assert 'name="news" class="usa-checkbox__input" id="id_news" checked' in html
    assert Submission.objects.count() == before


def test_scripts_in_a_field_come_back_as_text(client):
    html = sign(client, make.petition(), name='"><script>alert(1)</script>', email="").content.decode()
    assert "<script>alert" not in html


def test_a_form_for_a_closed_petition_is_answered_by_a_page_that_says_so(client):
    reply = sign(client, make.petition("closed"))
    assert reply.status_code == 409
    assert "It can no longer be signed" in reply.content.decode()


@pytest.mark.parametrize(("state", "status"), [("supporting", 404), ("rejected", 404), ("removed", 410)])
def test_a_form_for_a_petition_that_is_not_public_finds_nothing(client, state, status):
    assert sign(client, make.petition(state)).status_code == status
    assert not Letter.objects.filter(kind="confirm-signature").exists()


def test_a_json_body_is_refused(client):
    petition = make.petition()
    reply = client.post(f"/petitions/{petition.pk}/sign", {"name": "Ana"}, content_type="application/json")
    assert reply.status_code == 415


def test_bytes_that_are_not_utf8_are_no_server_error(client):
    petition = make.petition()
    body = b"name=%ff%fe&email=ana@example.org&zip=53703&country=US"
    for kind in ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=x-unknown"):
        reply = client.generic("POST", f"/petitions/{petition.pk}/sign", body, content_type=kind)
        assert reply.status_code in (400, 415, 422), kind


def test_opening_the_address_of_the_form_leads_to_the_petition(client):
    petition = make.petition()
    assert client.get(f"/petitions/{petition.pk}/sign")["Location"] == f"/petitions/{petition.pk}"


def test_a_stranger_who_typed_the_address_first_does_not_own_the_signature(client):
    petition = make.petition()
    sign(client, petition, name="Eve", zip="90210")
    own = make.submission(petition, name="Ana", zip="53703")
    client.post(f"/confirm/{tokens.make('confirm', own)}")
    signature = Signature.objects.exclude(is_petitioner=True).get()
    assert (signature.opened_name(), signature.state) == ("Ana", "WI")
