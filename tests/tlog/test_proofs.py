"""Proofs are held against public vectors, against a naive tree, and against tampering."""

import json
from base64 import b64decode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog import proof, tree

SHORT_ROOTS = "sizes are equal (one) and proof is empty"
"""The one vector with 12-byte roots: we refuse what is not a hash."""


def naive_root(leaves):
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return tree.node_hash(naive_root(leaves[:middle]), naive_root(leaves[middle:]))


def leaves_of(size):
    return [tree.leaf_hash(str(number).encode()) for number in range(size)]


def node_of(leaves):
    return lambda height, number: naive_root(leaves[number << height : (number + 1) << height])


def hashes(vector, *names):
    return [[b64decode(one) for one in vector[name] or []] if name == "proof" else b64decode(vector[name] or "")
            for name in names]  # fmt: skip


def vectors(folder):
    return [json.loads(file.read_text()) for file in sorted(folder.rglob("*.json"))]


def refuses(verify, *arguments):
    try:
        verify(*arguments)
    except proof.BadProof:
        return True
    return False


def test_inclusion_agrees_with_the_public_vectors(shared_data):
    found = vectors(shared_data / "tlog" / "inclusion")
    assert len(found) > 90
    for vector in found:
        leaf, path, root = hashes(vector, "leafHash", "proof", "root")
        refused = refuses(proof.verify_inclusion, vector["leafIdx"], vector["treeSize"], leaf, path, root)
        assert refused == vector["wantErr"], vector["desc"]


def test_consistency_agrees_with_the_public_vectors(shared_data):
    found = vectors(shared_data / "tlog" / "consistency")
    assert len(found) > 90
    for vector in found:
        old, new, path = hashes(vector, "root1", "root2", "proof")
        refused = refuses(proof.verify_consistency, vector["size1"], vector["size2"], old, new, path)
        assert refused == vector["wantErr"] or vector["desc"] == SHORT_ROOTS, vector["desc"]


def test_the_empty_tree_and_one_leaf_have_the_roots_of_the_rfc():
    assert tree.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(st.integers(0, 300))
def test_roots_agree_with_a_naive_tree(size):
    leaves = leaves_of(size)
    assert tree.root_of(leaves) == naive_root(leaves)


@given(st.data())
def test_every_leaf_can_be_proved(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    path = proof.inclusion(index, size, node_of(leaves))
    proof.verify_inclusion(index, size, leaves[index], path, naive_root(leaves))


@given(st.data())
def test_every_prefix_can_be_proved(data):
    size = data.draw(st.integers(0, 300))
    old = data.draw(st.integers(0, size))
    leaves = leaves_of(size)
    found = proof.consistency(old, size, node_of(leaves))
    proof.verify_consistency(old, size, naive_root(leaves[:old]), naive_root(leaves), found)


@given(st.data())
def test_a_proof_with_one_bit_changed_proves_nothing(data):
    size = data.draw(st.integers(2, 200))
    index = data.draw(st.integers(0, size - 1))
    leaves = leaves_of(size)
    path = proof.inclusion(index, size, node_of(leaves))
    at = data.draw(st.integers(0, len(path) * 256 - 1))
    changed = bytearray(path[at // 256])
    changed[at % 256 // 8] ^= 1 << at % 8
    path[at // 256] = bytes(changed)
    assert refuses(proof.verify_inclusion, index, size, leaves[index], path, naive_root(leaves))


def test_another_history_has_no_consistency_proof():
    leaves = leaves_of(50)
    found = proof.consistency(20, 50, node_of(leaves))
    other = naive_root([*leaves[:19], tree.leaf_hash(b"forged")])
    assert refuses(proof.verify_consistency, 20, 50, other, naive_root(leaves), found)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 3)])
def test_no_proof_is_made_beyond_the_tree(index, size):
    with pytest.raises(IndexError):
        proof.inclusion(index, size, node_of(leaves_of(5)))


def test_no_consistency_is_proved_with_a_larger_tree():
    with pytest.raises(IndexError):
        proof.consistency(6, 5, node_of(leaves_of(5)))


def test_a_proof_longer_than_any_tree_is_refused_unread():
    root = tree.root_of(leaves_of(2))
    assert refuses(proof.verify_inclusion, 0, 2, root, [root] * 100, root)
