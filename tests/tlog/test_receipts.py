"""Receipts, promises and anchors prove what they say, and nothing else passes for one."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog import proof, receipt, register, tree
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.entry import add_line, commitment
from undersigned.tlog.note import Signer, encode64

ORIGIN = "petitions.example/petitions/p1"
LOG = Signer(ORIGIN, bytes(32))
SALT = bytes(range(32))
ENTRY = add_line("2026-11-22", commitment(ORIGIN, "alice@example.org", "US-CA", SALT))


def tree_with(entry, index=3, size=10):
    leaves = [tree.leaf_hash(entry if number == index else b"%d" % number) for number in range(size)]
    path = proof.inclusion(index, size, lambda h, n: tree.root_of(leaves[n << h : (n + 1) << h]))
    return tree.root_of(leaves), path


def made(entry=ENTRY):
    root, path = tree_with(entry)
    return receipt.Receipt.make(entry, SALT, 3, path, Checkpoint(ORIGIN, 10, root).signed([LOG]))


def anchor():
    heads = [register.Head(f"p{number}", number + 1, bytes([number]) * 32, number) for number in range(5)]
    raw = register.heads_file(heads)
    epoch = register.Epoch(1_790_000_000, 5, register.heads_root(raw), register.total_of(heads))
    root, path = tree_with(epoch.line())
    signer = Signer("petitions.example/register", bytes(32))
    found = receipt.TlogProof(3, tuple(path), Checkpoint(signer.name, 10, root).signed([signer]))
    return register.Anchor.make(raw, 3, epoch, found), signer.verifier()


def test_a_receipt_reads_back_and_verifies():
    read = receipt.Receipt.parse(str(made()).encode())
    assert read.verify(LOG.verifier()).size == 10
    assert read.is_of(ORIGIN, "alice@example.org", "US-CA")
    assert not read.is_of(ORIGIN, "bob@example.org", "US-CA")
    assert not read.is_of(ORIGIN, "alice@example.org", "US-NY")


def test_a_receipt_under_another_key_is_refused():
    with pytest.raises(receipt.BadReceipt):
        made().verify(Signer(ORIGIN, bytes([1]) * 32).verifier())


def test_a_receipt_for_something_else_than_an_add_is_refused():
    for line in (b"close 2026-11-22 4", b"nonsense"):
        with pytest.raises(receipt.BadReceipt):
            made(line).verify(LOG.verifier())


@given(st.data())
def test_a_receipt_with_one_bit_changed_proves_nothing(data):
    raw = bytearray(str(made()).encode())
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8
    with pytest.raises(receipt.BadReceipt):
        read = receipt.Receipt.parse(bytes(raw))
        read.verify(LOG.verifier())
        if not read.is_of(ORIGIN, "alice@example.org", "US-CA"):
            raise receipt.BadReceipt("not hers")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_receipt_or_refused(raw):
    for parse in (receipt.Receipt.parse, receipt.TlogProof.parse):
        with pytest.raises(receipt.BadReceipt):
            parse(raw)
        with pytest.raises(receipt.BadReceipt):
            parse(b"c2sp.org/tlog-proof@v1\n" + raw)


def test_a_proof_needs_no_extra_and_no_path():
    one = receipt.TlogProof(0, (), Checkpoint(ORIGIN, 1, tree.leaf_hash(b"x")).signed([LOG]))
    assert "extra" not in str(one)
    read = receipt.TlogProof.parse(str(one).encode())
    assert read == one
    assert read.verify(b"x", LOG.verifier())[0].size == 1


@pytest.mark.parametrize(
    "extra", [b"entry", b"entry\nsalt AAAA\n", b"entry\nsugar " + encode64(SALT).encode() + b"\n"]
)
def test_a_proof_without_entry_and_salt_is_no_receipt(extra):
    with pytest.raises(receipt.BadReceipt):
        receipt.Receipt.parse(str(receipt.TlogProof(0, (), "checkpoint\n", extra)).encode())


def test_a_promise_is_what_the_key_signed():
    key = Signer("petitions.example/promise", bytes(32))
    promise = receipt.Promise(ORIGIN, bytes(32), 1_790_000_000)
    signed = promise.signed(key)
    assert receipt.Promise.open(signed.encode(), key.verifier()) == promise
    assert signed.startswith(f"petition-promise/v1\n{ORIGIN}\n{encode64(bytes(32))}\n1790000000\n\n— ")
    with pytest.raises(receipt.BadReceipt):
        receipt.Promise.open(signed.replace("1790", "1791").encode(), key.verifier())
    with pytest.raises(receipt.BadReceipt):
        receipt.Promise.open(Checkpoint(key.name, 1, bytes(32)).signed([key]).encode(), key.verifier())


def test_an_anchor_reads_back_and_verifies():
    found, key = anchor()
    read = register.Anchor.parse(str(found).encode())
    assert read == found
    assert read.head == register.Head("p3", 4, bytes([3]) * 32, 3)
    read.verify(key)


@given(st.data())
def test_an_anchor_with_one_bit_changed_proves_nothing(data):
    found, key = anchor()
    raw = bytearray(str(found).encode())
    at = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[at // 8] ^= 1 << at % 8
    with pytest.raises(register.BadRegister):
        register.Anchor.parse(bytes(raw)).verify(key)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_register_entry_or_refused(raw):
    for parse in (register.parse_entry, register.Head.parse):
        with contextlib.suppress(register.BadRegister):
            assert parse(raw).line() == raw


def test_register_entries_read_back():
    for made_entry in (register.Epoch(5, 2, bytes(32), 7), register.KeyChange(LOG.verifier())):
        assert register.parse_entry(made_entry.line()) == made_entry
    with pytest.raises(register.BadRegister):
        register.parse_heads(b"p1 1")
