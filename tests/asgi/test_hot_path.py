"""Sign and confirm as the plain endpoints answer them: one commit for many, and never a server error."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import make
from signatures.check import check_signatures
from undersigned.kit import clock, tokens
from undersigned.ledger.models import Log
from undersigned.pages import hot
from undersigned.signatures.groups import Full
from undersigned.signatures.models import Signature, Submission

KINDS = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""]


def test_a_hundred_at_once_are_all_taken_and_all_counted(ask):
    petition = make.petition("open", now=clock.now())

    async def sign_and_confirm(client):
        address = f"/petitions/{petition.pk}/sign"
        forms = [make.fields(f"signer{number}@example.org") for number in range(100)]
        taken = await asyncio.gather(*(client.post(address, data=form) for form in forms))
        keys = [key async for key in Submission.objects.filter(starts_petition=False).values_list("pk", flat=True)]
        links = [f"/confirm/{tokens.make('confirm', key)}" for key in keys]
        counted = await asyncio.gather(*(client.post(link) for link in links))
        return [reply.status_code for reply in (*taken, *counted)]

    assert ask(sign_and_confirm) == [303] * 200
    assert Signature.objects.filter(petition=petition).count() == 101
    check_signatures()
    make.published(clock.now())
    assert Log.objects.count_of(petition.pk) == 101


def test_the_reply_is_the_same_whatever_the_addresss_history(ask):
    petition = make.petition("open", now=clock.now())
    make.signature(petition, now=clock.now())

    async def twice(client):
        address = f"/petitions/{petition.pk}/sign"
        return [
            await client.post(address, data=make.fields(email)) for email in ("ana@example.org", "eve@example.org")
        ]

    signed, fresh = ask(twice)
    assert (signed.status_code, signed.headers, signed.content) == (fresh.status_code, fresh.headers, fresh.content)


def test_a_supporter_comes_by_the_private_link(ask):
    petition = make.petition("supporting", now=clock.now())
    address = f"/gather/{tokens.make('gather', petition.pk)}/sign"
    assert ask(lambda client: client.post(address, data=make.fields())).status_code == 303
    assert Submission.objects.filter(petition=petition).count() == 2


def test_what_is_not_straightforward_gets_a_page(ask):
    closed = make.petition("closed", now=clock.now())
    reply = ask(lambda client: client.post(f"/petitions/{closed.pk}/sign", data=make.fields()))
    assert (reply.status_code, reply.headers["content-type"]) == (409, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/petitions/zzzzzzzzzzzz/sign", 404),
        ("/gather/forged/sign", 404),
        ("/confirm/forged", 404),
        (f"/confirm/{'A' * 43}", 404),
        ("/petitions/../sign", 404),
    ],
)
def test_what_does_not_exist_is_404(ask, address, status):
    assert ask(lambda client: client.post(address, data=make.fields())).status_code == status


def test_a_full_queue_answers_at_once_that_it_is_full(ask, monkeypatch):
    async def full(self, item):
        raise Full

    petition = make.petition("open", now=clock.now())
    monkeypatch.setattr(hot.GroupCommit, "join", full)
    reply = ask(lambda client: client.post(f"/petitions/{petition.pk}/sign", data=make.fields()))
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
    assert "Nothing was lost" in reply.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=500), kind=st.sampled_from(KINDS))
def test_any_bytes_get_an_answer_that_is_no_server_error(ask, body, kind):
    reply = ask(
        lambda client: client.post("/petitions/zzzzzzzzzzzz/sign", content=body, headers={"content-type": kind})
    )
    assert 400 <= reply.status_code < 500


def test_what_was_typed_comes_back_with_what_is_wrong_and_nothing_typed_is_markup(ask):
    petition = make.petition("open", now=clock.now())
    typed = make.fields("<b>nobody", name='Ana "<i>" \ue000email\ue001', country="DE", zip="", news="on")
    reply = ask(lambda client: client.post(f"/petitions/{petition.pk}/sign", data=typed))
    assert (reply.status_code, reply.headers["cache-control"]) == (422, "no-store")
    assert 'value="&lt;b&gt;nobody"' in reply.text
    assert 'value="Ana &quot;&lt;i&gt;&quot; \ue000email\ue001"' in reply.text
    assert 'value="DE" selected' in reply.text
    assert "Enter an e-mail address like name@example.org." in reply.text
    assert "checked" in reply.text.split('name="news"')[1][:200]


def test_each_gets_back_what_he_typed_himself(ask):
    petition = make.petition("open", now=clock.now())

    async def three(client):
        typed = [make.fields(f"nobody{number}", name=f"Name {number}") for number in range(3)]
        address = f"/petitions/{petition.pk}/sign"
        return await asyncio.gather(*(client.post(address, data=form) for form in typed))

    for number, reply in enumerate(ask(three)):
        assert f'value="nobody{number}"' in reply.text
        assert f'value="Name {number}"' in reply.text


@pytest.mark.parametrize(
    "changed", [{"name": ""}, {"zip": "00000"}, {"country": "XX"}, {"email": "", "decline": "on", "zip": ""}]
)
def test_a_bad_form_reads_the_same_by_both_ways(ask, client, changed):
    petition = make.petition("open", now=clock.now())
    address, typed = f"/petitions/{petition.pk}/sign", make.fields(**{"email": "ana@example.org", **changed})
    by_django = client.post(address, urlencode(typed), content_type="application/x-www-form-urlencoded")
    assert ask(lambda client: client.post(address, data=typed)).text == by_django.content.decode()


def test_a_form_with_mistakes_for_a_petition_that_takes_none_gets_its_page(ask):
    closed = make.petition("closed", now=clock.now())
    reply = ask(lambda client: client.post(f"/petitions/{closed.pk}/sign", data=make.fields("nobody")))
    assert reply.status_code == 422
    assert "closed" in reply.text
