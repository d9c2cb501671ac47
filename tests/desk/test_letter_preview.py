"""Staff read the letter of an answer exactly as signers get it, and send it to themselves."""

import json
import re

import pytest

import make
from answered import DAY
from postoffice import FAST, MailServer, pool
from staffroom import at_work
from undersigned.kit import clock, tokens
from undersigned.mail import deliver, smtp
from undersigned.mail.models import Letter
from undersigned.mail.receiver import Receiver
from undersigned.responses import drafting, following
from undersigned.responses.drafting import Text
from undersigned.responses.following import Done
from undersigned.responses.languages import Words
from undersigned.responses.models import Response
from undersigned.responses.publish import publish
from undersigned.signatures import audience
from workplace import member

AT = f"/desk/at/{make.CITY}"


def author():
    return member("responder", email="dov@city.example", at=make.CITY)


def dov():
    return at_work("responder", email="dov@city.example", at=make.CITY)


def drafted(now, *words):
    petition = make.petition("open", petitioner="signer@example.org")
    response = drafting.begin(author(), [petition.pk], now)
    said = {"title": "The library opens", "summary": "In March.", "body": "In *March*.", "outcome": "granted"}
    text = Text(**said, petitions=(petition.pk,), translations=words)
    drafting.edit(author(), response.pk, 0, text, now)
    following.add(author(), response.pk, Done("order", "The order was signed", now.date()), now)
    return response


def alike(html: str) -> str:
    """A letter without what differs from one person to the next."""
    html = re.sub(r"Dear [^,<]+,", "Dear someone,", html)
    return re.sub(r"/(unsubscribe|survey)/[A-Za-z0-9_-]+", r"/\1/token", html)


@pytest.mark.django_db
def test_the_preview_is_the_letter_with_greeting_actions_and_links(now):
    response = drafted(now)
    html = dov().get(f"{AT}/answers/{response.pk}/letter/en").content.decode()
    for said in ("Dear dov@city.example,", "<em>March</em>", "The order was signed", "/unsubscribe/", "/survey/"):
        assert said in html
    text = dov().get(f"{AT}/answers/{response.pk}/letter/en?as=text")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert "What was done already" in text.content.decode()
    assert "Answered by: The City of Fairhaven Mills" in text.content.decode()


@pytest.mark.django_db
def test_what_others_did_is_not_told_as_our_own(now):
    response = drafted(now)
    ruling = Done("ruling", "The fine was struck down", now.date(), by_others=True)
    following.add(author(), response.pk, ruling, now)
    for kind in ("", "?as=text"):
        said = dov().get(f"{AT}/answers/{response.pk}/letter/en{kind}").content.decode()
        assert said.count("(by others)") == 1
        assert re.search("A court(&#x27;|’|')s ruling: The fine was struck down [(]by others[)]", said)


@pytest.mark.django_db
def test_each_language_has_its_letter_and_no_other_has_one(now):
    response = drafted(now, Words("es", "La biblioteca abre", "En marzo.", "En marzo."))
    page = dov().get(f"{AT}/answers/{response.pk}").content.decode()
    assert f"/answers/{response.pk}/letter/es" in page
    assert "La biblioteca abre" in page
    for act in (dov().get, dov().post):
        address = f"{AT}/answers/{response.pk}/letter/fr{'/test' if act.__name__ == 'post' else ''}"
        assert act(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_test_letter_is_the_letter_that_signers_get(now):
    response = drafted(now)
    dov().post(f"{AT}/answers/{response.pk}/letter/en/test")
    drafting.submit(author(), response.pk, 1, now)
    publish(member("approver", email="ann@city.example", at=make.CITY), response.pk, 1, now)
    audience.enlist_waiting(now)
    server = MailServer()
    with Receiver(server) as running, pool() as connections:
        to = smtp.Server(running.host, running.port, own_name="petitions.example")
        deliver.deliver_batch(connections, clock.now(), to, FAST)
    got = {to: number for number, (_from, to, _content) in enumerate(server.received)}
    mine, theirs = got["dov@city.example"], got["signer@example.org"]
    assert alike(server.html(mine)) == alike(server.html(theirs))
    assert alike(server.text(mine)) == alike(server.text(theirs))
    assert server.letter(mine)["Subject"] == server.letter(theirs)["Subject"]
    token = re.search(r"/survey/([A-Za-z0-9_-]+)", server.text(mine))[1]
    assert Letter.objects.filter(pk=tokens.read_row("survey", token, clock.now()), campaign=None).exists()
    assert server.letter(mine)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db
def test_a_test_letter_goes_to_whoever_asked_and_to_no_campaign(now):
    response = drafted(now)
    page = dov().post(f"{AT}/answers/{response.pk}/letter/en/test", follow=True).content.decode()
    assert "On its way to dov@city.example." in page
    letter = Letter.objects.get(kind="response")
    assert letter.campaign_id is None
    assert json.loads(make.context_of(letter))["subject"] == response.pk


@pytest.mark.django_db
def test_a_moderator_sends_no_test_letter(now):
    response = drafted(now)
    moderator = at_work("moderator", email="mo@city.example", at=make.CITY)
    assert moderator.post(f"{AT}/answers/{response.pk}/letter/en/test").status_code == 403
    assert not Letter.objects.filter(kind="response").exists()
    assert Response.objects.get().state == "draft"


@pytest.mark.django_db
def test_what_was_added_since_is_not_in_the_letter_that_went(now):
    response = drafted(now)
    drafting.submit(author(), response.pk, 1, now)
    publish(member("approver", email="ann@city.example", at=make.CITY), response.pk, 1, now)
    following.add(author(), response.pk, Done("report", "The report is out", now.date()), now + DAY)
    html = dov().get(f"{AT}/answers/{response.pk}/letter/en").content.decode()
    assert "The order was signed" in html
    assert "The report is out" not in html
