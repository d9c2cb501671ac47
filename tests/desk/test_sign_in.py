"""Staff come in by a one-time link or by password, always with a second factor; nobody else does."""

import re

import pytest
from django.test import Client

from staffroom import SECRET, at_work, code, link_of, signed_in, with_app
from undersigned.kit import clock
from undersigned.staff.entering import make_link
from undersigned.staff.models import User
from workplace import works

pytestmark = pytest.mark.django_db
PASSWORD = "four quiet herons at dusk"


def link(user: User) -> str:
    return make_link(user, clock.now()).removeprefix("http://petitions.example")


def test_looking_at_the_link_signs_nobody_in(client):
    cleo = works("moderator")
    address = link(cleo)
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_newcomer_sets_up_a_second_factor_before_anything_else(client):
    cleo = works("moderator")
    answer = client.post(link(cleo))
    assert answer.url == "/desk"
    for path in ("/desk", "/desk/you", "/desk/at/test.city", "/desk/at/test.city/queue", "/desk/you/password"):
        assert client.get(path).url == "/desk/you/app"
    page = client.get("/desk/you/app").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert "data:image/svg+xml;base64," in page
    answer = client.post("/desk/you/app", {"code": code(secret)})
    assert answer.url == "/desk/you/codes"
    assert len(re.findall(r"^\d{8}$|\b\d{8}\b", client.get("/desk/you/codes").content.decode())) == 10
    assert client.get("/desk", follow=True).redirect_chain[-1][0] == "/desk/at/test.city"


def test_a_wrong_code_sets_nothing_up(client):
    client.post(link(works("moderator")))
    page = client.get("/desk/you/app").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    again = client.post("/desk/you/app", {"code": "000000" if code(secret) != "000000" else "111111"})
    assert again.status_code == 200
    assert secret in again.content.decode()
    assert client.get("/desk").url == "/desk/you/app"


def test_a_link_works_once(client):
    address = link(works("moderator"))
    client.post(address)
    assert Client().post(address).status_code == 410
    assert Client().get(address).status_code == 410


def test_a_link_does_not_take_the_place_of_the_second_factor(client):
    address = link(with_app(works("moderator")))
    assert client.post(address).url == "/desk/sign-in/code"
    assert client.get("/desk").status_code == 302
    assert "_auth_user_id" not in client.session
    assert client.post("/desk/sign-in/code", {"code": code()}).url == "/desk"
    assert "_auth_user_id" in client.session


def test_password_and_code_lead_in(client):
    cleo = with_app(works("moderator"))
    cleo.set_password(PASSWORD)
    cleo.save()
    answer = client.post("/desk/sign-in", {"login": "Cleo@City.example", "password": PASSWORD})
    assert answer.url == "/desk/sign-in/code"
    assert client.post("/desk/sign-in/code", {"code": code()}).url == "/desk"


def test_a_code_is_good_once():
    cleo = with_app(works("moderator"))
    now = code()
    for browser, leads in ((Client(), "/desk"), (Client(), None)):
        browser.post(link(cleo))
        answer = browser.post("/desk/sign-in/code", {"code": now})
        assert getattr(answer, "url", None) == leads


def test_a_wrong_password_and_an_unknown_address_read_the_same(client):
    works("moderator").set_password(PASSWORD)
    answers = [
        client.post("/desk/sign-in", {"login": email, "password": "not the right one"}).content.decode()
        for email in ("cleo@city.example", "who@city.example")
    ]
    messages = [re.findall(r"error-summary.*?</div>", answer, re.DOTALL)[0] for answer in answers]
    assert messages[0] == messages[1]


def test_guessing_passwords_is_slowed_down(client):
    works("moderator")
    answers = [
        client.post("/desk/sign-in", {"login": "cleo@city.example", "password": f"guess {n}"}).content.decode()
        for n in range(7)
    ]
    assert "Too many" not in answers[0]
    assert "Too many" in answers[-1]


def test_nobody_signs_up(client):
    for path in ("/desk/sign-up", "/desk/signup", "/accounts/signup/", "/desk/password/reset"):
        assert client.get(path).status_code == 404
    assert "sign-up" not in client.get("/desk/sign-in").content.decode().lower()


def test_someone_who_left_cannot_come_in(client):
    cleo = with_app(works("moderator"))
    cleo.set_password(PASSWORD)
    cleo.is_active = False
    cleo.save()
    client.post("/desk/sign-in", {"login": "cleo@city.example", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_a_visit_ends_when_its_person_leaves():
    browser = at_work("moderator")
    User.objects.update(is_active=False)
    assert browser.get("/desk/at/test.city").url.startswith("/desk/sign-in")


def test_a_password_is_chosen_and_must_be_long(client):
    cleo = works("moderator")
    browser = signed_in(cleo)
    short = browser.post("/desk/you/password", {"password1": "short one", "password2": "short one"})
    assert short.status_code == 200
    assert browser.post("/desk/you/password", {"password1": PASSWORD, "password2": PASSWORD}).url == "/desk/you"
    assert User.objects.get().check_password(PASSWORD)
    assert browser.get("/desk/you").status_code == 200


def test_the_second_factor_cannot_be_set_up_over_an_existing_one():
    browser = at_work("moderator")
    answer = browser.get("/desk/you/app")
    assert answer.status_code == 303
    assert answer["Location"] == "/desk/you"


def test_the_secret_is_sealed_in_the_database():
    cleo = with_app(works("moderator"))
    assert SECRET not in str(cleo.authenticator_set.get().data)


def test_recovery_codes_are_shown_after_a_fresh_code_only():
    browser = at_work("moderator")
    assert browser.get("/desk/you/codes/new").url.startswith("/desk/again/code")
    browser.post("/desk/again/code?next=/desk/you/codes/new", {"code": code(), "next": "/desk/you/codes/new"})
    assert browser.get("/desk/you/codes/new").status_code == 200
    assert browser.post("/desk/you/codes/new").url == "/desk/you/codes"


def test_signing_out_takes_a_button(client):
    browser = at_work("moderator")
    browser.get("/desk/sign-out")
    assert "_auth_user_id" in browser.session
    assert browser.post("/desk/sign-out").url == "/desk/sign-in"
    assert "_auth_user_id" not in browser.session


def test_cookies_stay_below_the_desk(client):
    client.post(link(works("moderator")))
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies.get(name)
        if cookie is not None:
            assert (cookie["path"], bool(cookie["httponly"]), cookie["samesite"]) == ("/desk", True, "Lax")
    assert "sessionid" in client.cookies
    assert not Client().get("/").cookies


def test_forms_of_the_desk_need_their_token():
    browser = Client(enforce_csrf_checks=True)
    address = link(works("moderator"))
    assert browser.post(address).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address).content.decode())[1]
    assert browser.post(address, {"csrfmiddlewaretoken": token}).status_code == 302


def test_sign_in_pages_are_not_kept_by_anyone(client):
    for path in (link(works("moderator")), "/desk/sign-in", link_of(works("moderator"))):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_after_signing_in_no_other_site_is_opened(client):
    cleo = with_app(works("moderator"))
    cleo.set_password(PASSWORD)
    cleo.save()
    form = {"login": cleo.email, "password": PASSWORD, "next": "https://evil.example/"}
    client.post("/desk/sign-in", form)
    assert client.post("/desk/sign-in/code", {"code": code()}).url == "/desk"
