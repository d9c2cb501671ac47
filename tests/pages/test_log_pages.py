"""The pages that explain the logs, and what a signer can take away."""

import pytest

import make
from undersigned.kit import tokens
from undersigned.ledger import append, register
from undersigned.ledger.keys import log_verifiers, promise_signer
from undersigned.ledger.models import Log, Tile
from undersigned.signatures import confirm, withdraw
from undersigned.tlog.note import COSIGNATURE, Signer
from undersigned.tlog.receipt import Promise, Receipt

pytestmark = pytest.mark.django_db


def link(signature, what=""):
    return f"/receipt/{tokens.make('receipt', signature.key)}{what}"


def test_the_page_of_all_logs_works_before_anything_was_signed(client):
    html = client.get("/log").content.decode()
    assert "Nothing has been signed yet" in html
    assert "The register has no line yet" in html


def test_the_manual_is_shown_as_it_comes_with_the_program(client):
    reply = client.get("/log/manual")
    assert reply["Content-Type"] == "text/plain; charset=utf-8"
    assert reply.content.decode().startswith("# How to check a count")
    assert 'href="/log/manual"' in client.get("/log").content.decode()


def test_the_page_of_a_count_gives_the_key_of_its_log_to_other_programs(client):
    petition = make.petition()
    make.published()
    log = Log.objects.get(petition_id=petition.pk)
    assert str(log_verifiers(log.origin)[0]) in client.get(f"/petitions/{petition.pk}/check").content.decode()


def test_the_page_of_all_logs_shows_keys_and_register(client, now):
    make.petition()
    make.published()
    register.step(now)
    html = client.get("/log").content.decode()
    assert str(log_verifiers("petitions.example/register")[0]) in html
    assert "No outside witness watches this deployment yet" in html
    assert "undersigned audit http://petitions.example --state audits --follow" in html


def test_the_page_of_all_logs_names_the_witnesses(client, settings, tmp_path):
    key = Signer("witness.example/w1", bytes(32)).verifier(COSIGNATURE)
    file = tmp_path / "policy"
    file.write_text(f"witness w1 {key}\nquorum w1\n")
    settings.UNDERSIGNED_LOG_POLICY = str(file)
    html = client.get("/log").content.decode()
    assert str(key) in html
    assert "has not signed yet" in html
    file.write_text("nonsense")
    assert "cannot be read" in client.get("/log").content.decode()


def test_a_petitions_check_page_shows_its_log_and_the_command(client, now):
    petition = make.petition()
    make.published()
    register.step(now)
    html = client.get(f"/petitions/{petition.pk}/check").content.decode()
    log = Log.objects.get(petition_id=petition.pk)
    assert bytes(log.root).hex() in html
    assert f"undersigned audit http://petitions.example/petitions/{petition.pk} --key" in html
    assert "Its place in the register" in html


def test_a_check_page_before_publication_says_when(client, settings):
    settings.UNDERSIGNED_PUBLISH_DELAY = 600
    petition = make.petition()
    assert "at most 10 minutes" in client.get(f"/petitions/{petition.pk}/check").content.decode()


def test_only_public_petitions_have_a_check_page(client):
    assert client.get(f"/petitions/{make.petition('supporting').pk}/check").status_code == 404
    assert client.get(f"/petitions/{make.petition('removed', title='Gone').pk}/check").status_code == 410


def test_a_signer_sees_the_number_in_the_log(client):
    signature = make.signature(make.petition())
    make.published()
    html = client.get(link(signature)).content.decode()
    assert "Counted as number" in html
    assert "c2sp.org/tlog-proof@v1" in html


def test_the_receipt_can_be_taken_away_and_proves_the_signature(client):
    signature = make.signature(make.petition())
    assert client.get(link(signature, "/proof")).status_code == 404
    make.published()
    reply = client.get(link(signature, "/proof"))
    assert reply["Content-Disposition"] == f'attachment; filename="{signature.petition_id}.tlog-proof"'
    assert (reply["Cache-Control"], reply["Referrer-Policy"]) == ("no-store", "no-referrer")
    receipt = Receipt.parse(reply.content)
    origin = append.origin_of(signature.petition_id)
    receipt.verify(*log_verifiers(origin))
    assert receipt.is_of(origin, "ana@example.org", signature.place)


def test_the_promise_can_be_taken_away_at_once(client):
    signature = make.signature(make.petition())
    assert "signed promise" in client.get(link(signature)).content.decode()
    made = Promise.open(client.get(link(signature, "/promise")).content, promise_signer().verifier())
    assert made.origin == append.origin_of(signature.petition_id)


def test_a_supporter_gets_no_promise_yet(client):
    signature = make.petition("moderating").signatures.get()
    assert client.get(link(signature, "/promise")).status_code == 404
    assert client.get(link(signature)).status_code == 200


def test_a_signature_struck_out_says_why(client, now):
    signature = make.signature(make.petition())
    append.remove(signature.petition_id, signature.pk, "duplicate", now)
    make.published()
    assert "the same person had signed already" in client.get(link(signature)).content.decode()


def test_after_erasure_there_is_no_receipt(client, now):
    petition = make.petition()
    signature = make.signature(petition)
    make.published()
    make.lifecycle.close(petition.pk, now)
    withdraw.withdraw(signature.key, now)
    assert client.get(link(signature, "/proof")).status_code == 410


@pytest.mark.parametrize("what", ["", "/proof", "/promise"])
def test_a_forged_link_leads_nowhere(client, what):
    assert client.get(f"/receipt/forged{what}").status_code == 404


def test_a_receipt_is_never_made_from_corrupted_rows(client):
    signature = make.signature(make.petition())
    make.published()
    Tile.objects.all().update(hashes=bytes(96))
    client.raise_request_exception = False
    assert client.get(link(signature, "/proof")).status_code == 500


def test_a_signature_that_was_struck_out_is_not_said_to_count(client, now):
    signature = make.signature(make.petition())
    make.published()
    assert "Your signature counts" in client.get(link(signature)).content.decode()
    append.remove(signature.petition_id, signature.pk, "fraud", now)
    make.published()
    html = client.get(link(signature)).content.decode()
    assert "Your signature counts" not in html
    assert "<h1>Your signature no longer counts</h1>" in html
    assert "it was found not to be genuine" in html


def test_the_link_in_the_first_letter_leads_to_the_receipt_once_it_is_confirmed(client, now):
    petition = make.petition()
    submission = make.submission(petition)
    address = f"/receipt/{tokens.make('receipt', submission)}"
    reply = client.get(address)
    assert reply.status_code == 404
    assert "Not confirmed yet" in reply.content.decode()
    confirm.confirm([confirm.Press(submission, now)])
    make.published()
    assert "Counted as number" in client.get(address).content.decode()
    assert client.get(f"{address}/proof").status_code == 200


def test_the_link_in_a_later_letter_leads_to_the_signature_that_stands_again(client, now):
    petition = make.petition()
    withdraw.withdraw(make.signature(petition).key, now)
    submission = make.submission(petition)
    confirm.confirm([confirm.Press(submission, now)])
    assert "Your signature counts" in client.get(f"/receipt/{tokens.make('receipt', submission)}").content.decode()
