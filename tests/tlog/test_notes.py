"""Signed notes, checkpoints and cosignatures: known keys are held to their word, unknown ones ignored."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.checkpoint import Checkpoint, open_checkpoint
from undersigned.tlog.note import COSIGNATURE, BadKey, BadNote, Note, Signer, Verifier, decimal, decode64, sign

LOG = Signer("petitions.example/register", bytes(32))
WITNESS = Signer("witness.example/w1", bytes([1]) * 32)
HEAD = Checkpoint("petitions.example/register", 20852163, bytes(range(32)))


def signed(*signers):
    return HEAD.signed(signers or [LOG]).encode()


def test_the_key_of_the_go_checksum_database_is_read():
    """A verifier key published by others: the one in Go's cmd/go for sum.golang.org."""
    vkey = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    key = Verifier.parse(vkey)
    assert key.name == "sum.golang.org"
    assert str(key) == vkey


def test_the_example_of_the_note_specification_is_in_form():
    """From golang.org/x/mod/sumdb/note: key and note of PeterNeumann."""
    key = Verifier.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    note = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        "— PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert Note.parse(note.encode()).verified_by([key])[0][0] == key


def test_a_signed_checkpoint_opens_with_its_key():
    assert open_checkpoint(signed(), LOG.verifier()) == HEAD
    assert signed() == signed()


def test_a_checkpoint_of_another_origin_is_refused():
    other = Checkpoint("petitions.example/petitions/x", 1, bytes(32)).signed([LOG])
    with pytest.raises(BadNote):
        open_checkpoint(other.encode(), LOG.verifier())


def test_unknown_signatures_are_ignored_and_unknown_keys_refused():
    both = signed(LOG, WITNESS)
    assert open_checkpoint(both, LOG.verifier()) == HEAD
    with pytest.raises(BadNote):
        open_checkpoint(both, Signer(LOG.name, bytes([9]) * 32).verifier())


def test_a_failing_signature_of_a_known_key_refuses_the_whole_note():
    good, bad = signed().decode(), sign("other\n", [WITNESS]).splitlines()[-1]
    with pytest.raises(BadNote):
        Note.parse(f"{good}{bad}\n".encode()).verified_by([LOG.verifier(), WITNESS.verifier()])


def test_a_known_key_may_sign_twice_but_not_falsely_the_second_time():
    once, forged = signed().decode(), LOG.line("other\n")
    again = once + LOG.line(HEAD.text())
    assert len(Note.parse(again.encode()).verified_by([LOG.verifier()])) == 1
    with pytest.raises(BadNote, match="does not fit"):
        Note.parse((once + forged).encode()).verified_by([LOG.verifier()])


def test_sixteen_signatures_are_taken():
    many = [Signer(f"w{number}.example", bytes([number]) * 32) for number in range(1, 16)]
    assert open_checkpoint(signed(LOG, *many), LOG.verifier()) == HEAD


def test_a_cosignature_stands_for_its_moment():
    note = Note.parse(signed() + WITNESS.cosign(HEAD.text(), 1679315147).encode())
    key = WITNESS.verifier(COSIGNATURE)
    [(_, line)] = note.verified_by([key])
    assert int.from_bytes(line.value[:8], "big") == 1679315147
    assert Verifier.parse(str(key)) == key


def test_a_cosignature_moved_to_another_moment_is_refused():
    line = WITNESS.cosign(HEAD.text(), 5)
    raw = bytearray(decode64(line.split()[2]))
    raw[11] ^= 1
    moved = Note.parse(signed())
    forged = type(moved)(moved.text, (type(moved.signatures[0])(WITNESS.name, bytes(raw[:4]), bytes(raw[4:])),))
    with pytest.raises(BadNote):
        forged.verified_by([WITNESS.verifier(COSIGNATURE)])


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\n", b"text\n", b"text\n\n", b"text\n\nno dash\n", "text\n\n— name\n".encode(), b"\xff\n\nx\n",
        "text\n\n— name AAAA\n".encode(), "te\txt\n\n— name AAAAAAAA\n".encode(),
        "text\n\n— name AAAAAAAA".encode(), "text\n\n— na+me AAAAAAAA\n".encode(),
        "text\n\n— name AAAAAAB=\n".encode(),
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(raw):
    with pytest.raises(BadNote):
        Note.parse(raw)


@pytest.mark.parametrize(
    "vkey",
    [
        "", "name", "name+id", "name+00000000+AAAA",
        "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "sum golang+033de0ae+Ac4zctda0e5eza",
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(vkey):
    with pytest.raises(BadKey):
        Verifier.parse(vkey)


@pytest.mark.parametrize(
    "text", ["", "a\n1\n", "a\n01\nAAAA\n", "a\n1\nAAAA\n", "a\n\nAAAA\n", "a\n-1\n" + "A" * 43 + "=\n"]
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_note_or_refused(raw):
    with contextlib.suppress(BadNote):
        assert str(Note.parse(raw)).encode() == raw


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text):
    with contextlib.suppress(ValueError):
        assert str(decimal(text)) == text


@given(st.data())
def test_a_checkpoint_with_one_bit_changed_never_opens(data):
    raw = bytearray(signed())
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8
    with pytest.raises(BadNote):
        open_checkpoint(bytes(raw), LOG.verifier())


def test_keys_are_made_from_seeds_of_32_bytes_under_good_names():
    for name, seed in (("a b", bytes(32)), ("", bytes(32)), ("a", bytes(31))):
        with pytest.raises(BadKey):
            Signer(name, seed)
    with pytest.raises(BadNote):
        sign("no newline", [LOG])
