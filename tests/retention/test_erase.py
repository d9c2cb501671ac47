"""After a person is erased nothing that is kept or published leads back to them, and every audit still passes."""

import argparse
import re
from base64 import b64encode, urlsafe_b64encode
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from retention import traces
from undersigned.audit import cli as audit
from undersigned.kit import tokens
from undersigned.ledger import register
from undersigned.ledger.models import Intent, Log
from undersigned.mail import bounces, campaigns, unsubscribe
from undersigned.mail.models import Campaign, Letter, Suppression
from undersigned.ops import erase as command
from undersigned.ops import identity
from undersigned.ops.models import Identity
from undersigned.petitions import lifecycle
from undersigned.retention import erase
from undersigned.signatures import audience, withdraw
from undersigned.signatures.models import Signature, Submission

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("stopped_clock")]
ADDRESS = "Ana.Signer@anas-own.example"


def answered(petition, now):
    """An answer to a petition's signers, all enlisted."""
    campaigns.start(
        "response",
        subject_id="mnopqrstuvwx",
        petitions=[petition.pk],
        title="t",
        text="t",
        html="<p>t</p>",
        now=now,
    )
    audience.enlist_waiting(now)


@pytest.fixture
def ana(now):
    """Someone on an open petition and a closed, answered one, with a form unconfirmed; what is known of her."""
    petition, closed = make.petition(), make.petition(title="An older one")
    signature = make.signature(petition, ADDRESS)
    known = traces.known_of(signature)
    other = traces.known_of(make.signature(closed, ADDRESS))
    known |= {f"other {what}": value for what, value in other.items()}
    make.signature(petition, "bob@example.org")
    lifecycle.close(closed.pk, now)
    make.published()
    answered(closed, now)
    make.submission(make.petition(title="A third one"), ADDRESS)
    bounces.refused(bytes(signature.person), "5.1.1", now)
    register.step(now)
    return petition, closed, signature, known


def link_in_her_letter():
    letter = next(letter for letter in make.letters_to(ADDRESS) if letter.kind == "erase")
    return f"/erase/{tokens.make('erase', letter.pk)}"


def test_the_search_finds_every_trace_of_who_is_not_erased(ana):
    *_rest, known = ana
    places = traces.found(known)
    assert {what for _place, what in places} >= {"keyed mark", "sealed address", "sealed name", "sealed salt"}
    assert {place for place, _what in places} >= {
        "signatures_signature.person",
        "signatures_submission.person",
        "mail_letter.person",
        "mail_letter.email",
        "mail_bounce.person",
    }


@given(before=st.binary(max_size=8), value=st.binary(min_size=8, max_size=40), after=st.binary(max_size=8))
def test_a_value_is_recognized_wherever_it_stands_in_a_longer_one(before, value, after):
    whole = before + value + after
    for text in (whole, whole.hex().encode(), b64encode(whole), urlsafe_b64encode(whole)):
        assert any(spelling in text for spelling in traces.spelled(value))


def test_a_person_asks_by_address_and_presses_the_button(ana, client):
    petition, _closed, _signature, known = ana
    reply = client.post("/erase", {"email": ADDRESS.upper().lower()})
    assert (reply.status_code, reply["Location"]) == (303, "/erase/check-your-email")
    link = link_in_her_letter()
    assert "An older one" in client.get(link).content.decode()
    assert traces.found(known)
    assert "You are erased" in client.post(link).content.decode()
    assert traces.found(known) == []
    assert client.get(link).status_code == 410
    make.published()
    assert Log.objects.count_of(petition.pk) == 2


def test_an_operator_erases_by_address(ana, capsys, now):
    *_rest, known = ana
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    identity.fix(now)
    assert command.run(parser.parse_args([ADDRESS])) == 0
    assert "2 signatures found. Nothing is erased yet" in capsys.readouterr().out
    assert traces.found(known)
    assert command.run(parser.parse_args([ADDRESS, "--yes"])) == 0
    assert "Erased: 2 signatures (1 taken out of open counts), 1 forms, " in capsys.readouterr().out
    assert traces.found(known) == []
    assert command.run(parser.parse_args(["no address", "--yes"])) == 2


def test_with_another_deployments_key_nothing_is_said_to_be_erased(ana, capsys, now):
    *_rest, known = ana
    identity.fix(now)
    Identity.objects.update(person_key_check=bytes(16))
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args([ADDRESS, "--yes"])) == 2
    assert "UNDERSIGNED_PERSON_KEY" in capsys.readouterr().err
    assert traces.found(known)


def test_every_audit_still_passes(ana, live_server, tmp_path, capsys):
    _petition, closed, signature, _known = ana
    parser = argparse.ArgumentParser()
    audit.add_arguments(parser)
    everything = parser.parse_args([live_server.url, "--state", str(tmp_path)])
    assert audit.run(everything) == 0
    erase.erase(bytes(signature.person), make.NOW)
    make.published()
    assert audit.run(everything) == 0
    assert f"{closed.pk} 2 signatures count in 4 entries" in re.sub(" +", " ", capsys.readouterr().out)
    assert not Intent.objects.filter(signature=signature.pk).exists()


def test_the_wish_to_get_no_letters_is_all_that_outlives_it(ana, now):
    *_rest, signature, known = ana
    unsubscribe.stop_campaigns(bytes(signature.person), now)
    erase.erase(bytes(signature.person), now)
    assert {place for place, _what in traces.found(known)} == {"mail_suppression.person"}
    assert Suppression.objects.get().scope == "campaigns"


def test_a_letter_in_a_worker_s_hands_is_dropped_and_its_campaign_keeps_its_numbers(ana, now):
    _petition, closed, signature, _known = ana
    Letter.objects.filter(campaign__isnull=False).update(lease_until=now + timedelta(minutes=1))
    erase.erase(bytes(signature.person), now)
    (campaign,) = Campaign.objects.covering(closed.pk)
    assert campaigns.progress(campaign, now)[:6] == ("sending", 2, 1, 0, 0, 1)
    assert campaigns.not_delivered(campaign) == [("dropped", "erased", 1)]


def test_erasing_again_or_someone_unknown_changes_nothing(ana, now):
    *_rest, signature, _known = ana
    person = bytes(signature.person)
    erase.erase(person, now)
    assert erase.erase(person, now) == (0, 0, 0, 0)
    assert erase.erase(bytes(32), now) == (0, 0, 0, 0)
    assert Signature.objects.exclude(person=None).count() == 4


def test_who_was_erased_can_sign_again_and_counts_once(ana, now):
    petition, *_rest, signature, _known = ana
    erase.erase(bytes(signature.person), now)
    again = make.signature(petition, ADDRESS)
    make.published()
    assert again.pk != signature.pk
    assert Log.objects.count_of(petition.pk) == 3


@pytest.mark.parametrize("state", ["supporting", "moderating", "rejected", "closed", "removed"])
def test_a_person_is_erased_from_a_petition_of_any_state(state, now):
    petition = make.petition(state, petitioner=ADDRESS)
    signature = Signature.objects.get(petition=petition)
    known = traces.known_of(signature)
    erase.erase(bytes(signature.person), now)
    assert traces.found(known) == []


def test_who_withdraws_the_last_signature_after_closing_leaves_no_trace(now, client):
    petition = make.petition()
    signature = make.signature(petition, ADDRESS)
    known = traces.known_of(signature)
    lifecycle.close(petition.pk, now)
    client.post(f"/withdraw/{tokens.make('withdraw', signature.key)}")
    assert traces.found(known) == []


def test_who_withdraws_one_of_two_keeps_the_letters_of_the_other(ana, now):
    _petition, closed, signature, _known = ana
    there = Signature.objects.get(petition=closed, person=signature.person)
    assert erase.withdraw_one(there.key, now) is withdraw.Withdrawn.FORGOTTEN
    assert make.letters_to(ADDRESS)
    assert Submission.objects.filter(person=signature.person).exists()


def test_the_reply_does_not_say_whether_the_address_signed(ana, client):
    signed = client.post("/erase", {"email": ADDRESS})
    never = client.post("/erase", {"email": "nobody@example.org"})
    assert (signed.status_code, signed["Location"], signed.content) == (303, never["Location"], never.content)
    assert make.letters_to("nobody@example.org") == []


@pytest.mark.parametrize("email", ["", "ana", "\x00", "a@b", "x" * 5000 + "@example.org"])
def test_what_is_no_address_is_said_beside_the_field(client, email):
    reply = client.post("/erase", {"email": email})
    assert reply.status_code == 422
    assert "usa-error-message" in reply.content.decode()


def test_a_link_for_another_purpose_erases_nothing(ana, client):
    *_rest, known = ana
    for purpose in ("never", "withdraw", "unsubscribe"):
        assert client.post(f"/erase/{tokens.make(purpose, make.letters_to(ADDRESS)[0].pk)}").status_code == 404
    assert client.get("/erase/nonsense").status_code == 404
    assert traces.found(known)
