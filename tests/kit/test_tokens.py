"""A link is a credential: good for one purpose and one subject, for as long as its purpose lives."""

import base64
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit import tokens
from undersigned.kit.ids import public_id, uuid7

ROW = UUID("0190163d-8694-739b-aea5-966c26f8ad91")
purposes = pytest.mark.parametrize("purpose", tokens.LIVES)


@purposes
def test_a_token_names_its_row(purpose, now):
    row = uuid7(now)
    assert tokens.read_row(purpose, tokens.make(purpose, row), now) == row


@purposes
def test_a_token_names_its_public_id(purpose):
    name = public_id()
    assert tokens.read_id(purpose, tokens.make(purpose, name)) == name


@purposes
def test_a_token_serves_no_other_purpose(purpose):
    token = tokens.make(purpose, ROW)
    for other in set(tokens.LIVES) - {purpose}:
        with pytest.raises(tokens.Forged):
            tokens.read(other, token)


@purposes
def test_a_token_dies_when_its_purpose_says_so(purpose, now):
    token, life = tokens.make(purpose, uuid7(now)), tokens.LIVES[purpose]
    if life is None:
        assert tokens.read_row(purpose, token, now + timedelta(days=3650))
        return
    assert tokens.read_row(purpose, token, now + life - timedelta(seconds=1))
    with pytest.raises(tokens.Expired):
        tokens.read_row(purpose, token, now + life + timedelta(seconds=1))


@given(flipped=st.integers(min_value=0, max_value=8 * 32 - 1))
def test_no_bit_of_a_token_can_change(flipped):
    raw = bytearray(base64.urlsafe_b64decode(tokens.make("confirm", ROW) + "=="))
    raw[flipped // 8] ^= 1 << flipped % 8
    with pytest.raises(tokens.Forged):
        tokens.read("confirm", base64.urlsafe_b64encode(raw).rstrip(b"=").decode())


@given(place=st.integers(min_value=0, max_value=42), letter=st.sampled_from("AZaz09-_+/=. \x00é"))
def test_no_letter_of_a_token_can_change(place, letter):
    token = tokens.make("withdraw", ROW)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(tokens.Forged):
            tokens.read("withdraw", changed)


@given(st.text(max_size=120) | st.binary(max_size=90).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_what_was_not_made_here_is_forged(garbage):
    with pytest.raises(tokens.Forged):
        tokens.read("confirm", garbage)


@pytest.mark.parametrize("change", [lambda token: token + "=", lambda token: token[:-1], lambda token: token + "A"])
def test_a_token_has_one_form(change):
    with pytest.raises(tokens.Forged):
        tokens.read("confirm", change(tokens.make("confirm", ROW)))


def test_a_token_of_a_petition_names_no_row(now):
    with pytest.raises(tokens.Forged):
        tokens.read_row("gather", tokens.make("gather", "a" * 12), now)


def test_a_token_of_a_row_names_no_petition():
    with pytest.raises(tokens.Forged):
        tokens.read_id("gather", tokens.make("gather", UUID(int=2**128 - 1)))


def test_a_purpose_that_does_not_exist_is_an_error_of_ours():
    with pytest.raises(KeyError):
        tokens.make("love", ROW)


def test_a_token_can_stand_in_an_address():
    assert tokens.make("confirm", ROW).replace("-", "").replace("_", "").isalnum()
    assert len(tokens.make("confirm", ROW)) == 43
