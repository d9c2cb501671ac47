"""One mailbox is one person, however its address is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.signatures.people import BadAddress, canonical, read_address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana@example.org", "ANA@Example.ORG"),
        ("ana@example.org", "ana+petitions@example.org"),
        ("ana@example.org", " ana@example.org "),
        ("jsmith@gmail.com", "j.smith+x@googlemail.com"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@bücher.example", "ana@BÜCHER.example"),
        ("ana@proton.me", "ana@pm.me"),
    ],
)
def test_two_ways_to_write_a_mailbox_are_one_person(one, other):
    assert read_address(one).person == read_address(other).person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("j.smith@example.org", "jsmith@example.org"),
        ("ana@example.org", "ana@example.com"),
        ("+@example.org", "++@example.org"),
    ],
)
def test_two_mailboxes_are_two_persons(one, other):
    assert (read_address(one).person == read_address(other).person) is (canonical(one) == canonical(other))
    assert one.startswith("+") or read_address(one).person != read_address(other).person


def test_we_write_to_the_address_as_it_was_typed():
    assert read_address("J.Smith+x@Gmail.com").email == "J.Smith+x@gmail.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "@example.org",
        "ana@",
        "ana@localhost",
        "ana@example..org",
        "ana@-example.org",
        "a b@example.org",
        "ana\n@example.org",
        "ana\x00@example.org",
        'ana@example.org"',
        "<ana@example.org>",
        "ana@example.org\r\nBcc: eve@example.org",
        "añа@example.org",
        "a" * 65 + "@example.org",
        "ana@" + "a" * 250 + ".org",
        "ana@[127.0.0.1]",
    ],
)
def test_what_is_no_address_is_refused_with_a_message(text):
    with pytest.raises(BadAddress) as refused:
        read_address(text)
    assert str(refused.value).endswith((".", "-"))


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_refused(text):
    try:
        address = read_address(text)
    except BadAddress:
        return
    assert address.email.isascii()
    assert address.email.count("@") == 1
    assert not any(sign in address.email for sign in "\r\n \0<>")
    assert len(address.person) == 32


@given(st.from_regex(r"[a-z0-9.+]{1,20}@[a-z]{1,10}\.[a-z]{2,4}", fullmatch=True))
def test_the_canonical_form_of_a_canonical_form_is_itself(email):
    once = canonical(email)
    assert canonical(once) == once
