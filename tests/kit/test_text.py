"""What people type is brought to one plain form, or refused with a reason they can act on."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit import text
from undersigned.kit.text import BadText


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Keep   the library \t open ", "Keep the library open"),
        ("Two\nlines", "Two lines"),
        ("Cafe\u0301", "Café"),
        ("non\u00a0breaking", "non breaking"),
    ],
)
def test_a_line_is_folded(typed, kept):
    assert text.line(typed, 120) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("\n  one   two  \n\n", "one   two"),
        ("one\ttwo\t\n", "one two"),
        ("one  \n  two", "one\n  two"),
    ],
)
def test_lines_are_folded(typed, kept):
    assert text.lines(typed, 800) == kept


@pytest.mark.parametrize("empty", ["", "   ", "\n\n", "\u2003", "\r\n \t", "\u200b\u200d", "\ufeff"])
@pytest.mark.parametrize("read", [text.line, text.lines])
def test_nothing_is_not_a_text(read, empty):
    with pytest.raises(BadText, match="empty"):
        read(empty, 120)


def test_one_character_too_many_is_said():
    assert text.line("x" * 120, 120)
    with pytest.raises(BadText, match="1 character too long; at most 120 fit"):
        text.line("x" * 121, 120)
    with pytest.raises(BadText, match="2 characters too long"):
        text.lines("x" * 802, 800)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\ud800", "\ue000", "\U000f0000", "\u0378"])
@pytest.mark.parametrize("read", [text.line, text.lines])
def test_what_is_no_text_is_refused(read, sign):
    with pytest.raises(BadText, match="not text"):
        read(f"a{sign}b", 120)


@pytest.mark.parametrize("sign", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_signs_that_turn_the_direction_of_reading_are_refused(sign):
    with pytest.raises(BadText, match="direction"):
        text.line(f"pardon{sign}nodrap", 120)


@pytest.mark.parametrize("kept", ["Ñandú 你好 مرحبا שלום", "👩‍⚖️ for all", "a‑b – c — “d”", "Zoë O’Brien-Łukasz"])
def test_every_script_and_typographic_sign_is_kept(kept):
    assert text.line(kept, 120) == unicodedata.normalize("NFC", kept)


@given(st.text(max_size=300), st.sampled_from([text.line, text.lines]))
def test_a_kept_text_is_kept_as_it_is_the_second_time(typed, read):
    try:
        kept = read(typed, 120)
    except BadText:
        return
    assert 0 < len(kept) <= 120
    assert read(kept, 120) == kept
    assert unicodedata.is_normalized("NFC", kept)
