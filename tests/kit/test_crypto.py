"""What is sealed opens with its key and for its row alone, and an address becomes the same person every time."""

import base64

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit import crypto
from undersigned.kit.crypto import BadKey, Sealer, Unreadable

OLD, NEW = b"o" * 32, b"n" * 32
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(plain=anything, row=st.binary(max_size=40))
def test_what_is_sealed_opens_for_its_row(plain, row):
    sealer = Sealer({1: OLD})
    assert sealer.open(sealer.seal(plain, row), row) == plain


def test_what_is_sealed_for_one_row_is_unreadable_in_another():
    sealer = Sealer({1: OLD})
    with pytest.raises(Unreadable):
        sealer.open(sealer.seal("ana@example.org", b"email:1"), b"email:2")


def test_what_is_sealed_as_a_name_is_unreadable_as_an_address():
    sealer = Sealer({1: OLD})
    with pytest.raises(Unreadable):
        sealer.open(sealer.seal("Ana", b"name:1"), b"email:1")


@given(data=st.data())
def test_no_bit_of_what_is_sealed_can_change(data):
    sealer = Sealer({1: OLD})
    blob = bytearray(sealer.seal("ana@example.org", b"row"))
    flipped = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[flipped // 8] ^= 1 << flipped % 8
    with pytest.raises(Unreadable):
        sealer.open(bytes(blob), b"row")


@given(st.binary(max_size=60))
def test_what_was_never_sealed_is_unreadable(garbage):
    with pytest.raises(Unreadable):
        Sealer({1: OLD, 2: NEW}).open(garbage, b"row")


def test_the_same_text_is_never_sealed_the_same_way():
    sealer = Sealer({1: OLD})
    assert len({sealer.seal("ana@example.org", b"row") for _time in range(50)}) == 50


def test_after_a_new_key_came_the_old_one_still_opens():
    sealed_before = Sealer({1: OLD}).seal("ana@example.org", b"row")
    rotated = Sealer({2: NEW, 1: OLD})
    assert rotated.open(sealed_before, b"row") == "ana@example.org"
    assert rotated.seal("ana@example.org", b"row")[0] == 2


def test_after_the_old_key_went_what_it_sealed_is_unreadable():
    sealed_before = Sealer({1: OLD}).seal("ana@example.org", b"row")
    with pytest.raises(Unreadable, match="UNDERSIGNED_DATA_KEYS"):
        Sealer({2: NEW}).open(sealed_before, b"row")


def test_the_first_key_of_the_setting_seals():
    keys = ",".join(f"{number}:{base64.b64encode(key).decode()}" for number, key in [(7, NEW), (1, OLD)])
    assert crypto.keys_from(keys, "KEYS") == {7: NEW, 1: OLD}
    assert Sealer(crypto.keys_from(keys, "KEYS")).current == 7


@pytest.mark.parametrize(
    "text",
    ["x" * 44, "1", "1:", "0:" + "A" * 43 + "=", "256:" + "A" * 43 + "=", "1:AAAA", "one:" + "A" * 43 + "=", "1:é"],
)
def test_a_malformed_list_of_keys_names_the_setting(text):
    with pytest.raises(BadKey, match="KEYS"):
        crypto.keys_from(text, "KEYS")


@pytest.mark.parametrize("text", ["not base64!", "AAAA", base64.b64encode(b"x" * 33).decode(), "ä"])
def test_a_malformed_key_names_the_setting_and_the_remedy(text):
    with pytest.raises(BadKey, match=r"SOME_KEY.*undersigned keys"):
        crypto.key_from(text, "SOME_KEY")


def test_a_person_is_the_same_every_time_and_another_for_another_address():
    assert crypto.person_of("ana@example.org") == crypto.person_of("ana@example.org")
    assert crypto.person_of("ana@example.org") != crypto.person_of("anna@example.org")
    assert len(crypto.person_of("ana@example.org")) == 32


@pytest.fixture
def another_person_key():
    crypto._person_key.cache_clear()
    with override_settings(UNDERSIGNED_PERSON_KEY=base64.b64encode(NEW).decode()):
        yield
    crypto._person_key.cache_clear()


def test_under_another_key_a_person_is_another(request):
    before = crypto.person_of("ana@example.org"), crypto.key_check()
    request.getfixturevalue("another_person_key")
    assert crypto.person_of("ana@example.org") != before[0]
    assert crypto.key_check() != before[1]


def test_the_check_of_the_key_tells_nothing_of_persons():
    assert crypto.person_of("undersigned key check")[:16] == crypto.key_check()
