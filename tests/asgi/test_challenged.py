"""Over a limit the form comes back whole with a proof of work to do; done, or waited for, it is taken."""

from __future__ import annotations

import html
import re

import pytest

import make
from guard.test_challenge import solved
from undersigned.guard import challenge
from undersigned.guard.limits import Buckets, Limit
from undersigned.kit import clock, tokens
from undersigned.mail.models import Letter
from undersigned.pages import signing
from undersigned.signatures.models import Submission

NOTHING = Limit(burst=0, per_minute=0)


@pytest.fixture
def suspicious(monkeypatch):
    monkeypatch.setattr(signing.guard, "submissions", Buckets(NOTHING))
    monkeypatch.setattr(signing.guard, "slow", Buckets(Limit(burst=1, per_minute=0)))
    monkeypatch.setattr(challenge, "TRIES_AT_MOST", 50)


def asked_in(page: str) -> str:
    return html.unescape(re.search(r'challengejson="([^"]+)"', page)[1])


@pytest.mark.parametrize("state", ["open", "supporting"])
def test_the_form_comes_back_whole_and_with_its_solution_is_taken_once(ask, suspicious, state):
    petition = make.petition(state, now=clock.now())
    private = f"/gather/{tokens.make('gather', petition.pk)}/sign"
    address = f"/petitions/{petition.pk}/sign" if state == "open" else private

    async def signs(client):
        first = await client.post(address, data=make.fields("eve@example.org"))
        form = make.fields("eve@example.org", altcha=solved(asked_in(first.text)))
        return first, await client.post(address, data=form), await client.post(address, data=form)

    first, second, again = ask(signs)
    assert (first.status_code, second.status_code, again.status_code) == (429, 303, 429)
    assert 'value="eve@example.org"' in first.text
    assert first.headers["cache-control"] == "no-store"
    assert Letter.objects.filter(kind="confirm-signature").count() == 1


def test_without_scripts_one_may_wait_instead_and_masses_may_not(ask, suspicious):
    petition = make.petition("open", now=clock.now())

    async def waits(client):
        form = make.fields("eve@example.org", slowly="1")
        return [await client.post(f"/petitions/{petition.pk}/sign", data=form) for _time in range(2)]

    first, second = ask(waits)
    assert (first.status_code, second.status_code) == (303, 429)
    letter = Letter.objects.get(kind="confirm-signature")
    assert letter.next_at > letter.created_at
    assert "challengejson" not in second.text


def test_a_solution_for_another_petition_is_not_taken(ask, suspicious):
    one, two = (
        make.petition("open", now=clock.now(), title=title, petitioner=f"{title}@example.org") for title in "ab"
    )

    async def signs(client):
        first = await client.post(f"/petitions/{one.pk}/sign", data=make.fields())
        form = make.fields(altcha=solved(asked_in(first.text)))
        return await client.post(f"/petitions/{two.pk}/sign", data=form)

    assert ask(signs).status_code == 429
    assert Submission.objects.filter(starts_petition=False).count() == 0
