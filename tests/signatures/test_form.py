"""The form of a signer is taken, or refused with a message beside each field at fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from undersigned.signatures import form


def errors_of(**changed: str) -> dict[str, str]:
    """The messages of a form with these fields changed."""
    with pytest.raises(form.BadForm) as bad:
        form.read(make.fields(**changed))
    return bad.value.errors


def test_a_zip_code_tells_the_state_and_only_three_digits_are_kept():
    filled = form.read(make.fields(zip="94110-1234"))
    assert (filled.country, filled.state, filled.zip3) == ("US", "CA", "941")


def test_abroad_the_country_is_enough():
    filled = form.read(make.fields(country="de", zip="80331"))
    assert (filled.country, filled.state, filled.zip3) == ("DE", "", "")


def test_ticks_are_read():
    filled = form.read(make.fields(decline="on"))
    assert (filled.declines_answer, filled.wants_news) == (True, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("name", "Ana\x00"),
        ("name", "Ana\x07Signer"),
        ("name", "\u202eana"),
        ("email", "nobody"),
        ("zip", ""),
        ("zip", "1234"),
        ("zip", "00100"),
        ("zip", "９４１１０"),
        ("country", "XX"),
        ("country", "<script>"),
    ],
)
def test_a_wrong_field_gets_its_own_message(field, value):
    changed = {field: value}
    assert list(errors_of(**changed)) == [field]


def test_every_wrong_field_is_named_at_once():
    assert set(errors_of(name="", email="x", zip="")) == {"name", "email", "zip"}


def test_a_name_with_markup_is_only_a_name():
    assert form.read(make.fields(name="<script>alert(1)</script>")).name == "<script>alert(1)</script>"


@given(st.dictionaries(st.sampled_from(["name", "email", "zip", "country", "decline", "news", "x"]), st.text()))
def test_any_fields_are_a_form_or_refused(fields):
    try:
        filled = form.read(fields)
    except form.BadForm as bad:
        assert bad.errors
        assert all(bad.errors.values())
    else:
        assert filled.name
        assert filled.country


def test_every_state_of_a_zip_prefix_is_two_letters():
    states = form.states_by_prefix()
    assert len(states) > 850
    assert all(len(state) == 2 and state.isupper() for state in states.values())
    assert states["537"] == "WI"
    assert states["100"] == "NY"
