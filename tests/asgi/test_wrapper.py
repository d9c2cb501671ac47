"""What every answer carries, and what is refused before anything looks at it, on both ways."""

from __future__ import annotations

import pytest

import make
from undersigned.guard.limits import Buckets, Limit
from undersigned.kit import clock
from undersigned.mail.models import Letter
from undersigned.pages import signing
from undersigned.pages.wrapper import BODY_AT_MOST

ADDRESSES = ["/", "/petitions/zzzzzzzzzzzz/sign"]


def status(ask, method: str, address: str, **given) -> int:
    """The status of one request."""
    return ask(lambda client: client.request(method, address, **given)).status_code


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_security_headers(ask, address):
    headers = ask(lambda client: client.request("POST" if "sign" in address else "GET", address)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers
    assert "geolocation=()" in headers["permissions-policy"]


def test_strict_transport_security_is_sent_on_tls_alone(ask, settings):
    assert "strict-transport-security" not in ask(lambda client: client.get("/")).headers
    settings.UNDERSIGNED_TLS = True
    assert "max-age=" in ask(lambda client: client.get("/")).headers["strict-transport-security"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("host", ["evil.example", "", "petitions.example.evil.example", "petitions.example@evil"])
def test_a_host_that_is_not_ours_is_refused(ask, address, host):
    assert status(ask, "POST", address, headers={"host": host}) == 400


@pytest.mark.parametrize("address", [*ADDRESSES, "/start", "/withdraw"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://petitions.example", "sec-fetch-site": "cross-site"},
        {"origin": "http://petitions.example.evil.example"},
        {"origin": "not an origin"},
        {"origin": "http://["},
    ],
)
def test_a_form_from_another_site_is_refused(ask, address, headers):
    assert status(ask, "POST", address, headers=headers) == 403


@pytest.mark.parametrize("origin", ["http://petitions.example", "null", None])
def test_our_own_forms_are_taken(ask, origin):
    petition = make.petition("open", now=clock.now())
    headers = {"origin": origin, "sec-fetch-site": "same-origin"} if origin else {}
    assert status(ask, "POST", f"/petitions/{petition.pk}/sign", data=make.fields(), headers=headers) == 303


@pytest.mark.parametrize("address", [*ADDRESSES, "/start"])
def test_a_body_over_the_limit_is_413_however_it_is_sent(ask, address):
    async def chunks():
        for _ in range(3):
            yield b"x" * (BODY_AT_MOST // 2)

    assert status(ask, "POST", address, content=b"x" * (BODY_AT_MOST + 1)) == 413
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert status(ask, "POST", address, content=chunks(), headers=kind) == 413


def test_ten_megabytes_are_refused_unread(ask):
    assert status(ask, "POST", "/start", content=b"x" * 10_000_000) == 413


@pytest.mark.parametrize("address", ["/", "/petitions", "/start", "/withdraw", "/help"])
def test_no_public_page_sets_a_cookie(ask, address):
    assert "set-cookie" not in ask(lambda client: client.get(address)).headers


@pytest.mark.parametrize(("peer", "taken"), [("192.0.2.1", 1), ("127.0.0.1", 5)])
def test_only_a_trusted_proxy_is_believed_about_the_client(ask, settings, monkeypatch, peer, taken):
    """Each form claims another network; believed or not, that decides which are over one network's limit."""
    settings.UNDERSIGNED_TRUSTED_PROXIES = ("127.0.0.0/8",)
    monkeypatch.setattr(signing.guard, "submissions", Buckets(Limit(burst=1, per_minute=0)))
    petition = make.petition("open", now=clock.now())

    async def claims(client):
        for number in range(5):
            headers = {"x-forwarded-for": f"203.0.113.9, 198.51.{number}.7"}
            form = make.fields(f"signer{number}@example.org")
            await client.post(f"/petitions/{petition.pk}/sign", data=form, headers=headers)

    ask(claims, peer=peer)
    assert Letter.objects.filter(kind="confirm-signature").count() == taken
