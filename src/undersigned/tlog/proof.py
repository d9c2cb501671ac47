"""How inclusion and consistency are proved and verified (RFC 6962, 2.1; RFC 9162, 2.1.3.2 and 2.1.4.2)."""

from collections.abc import Callable, Sequence

from .tree import HASH_SIZE, join, node_hash, perfect_parts

Node = Callable[[int, int], bytes]
"""(height, number) → the hash of the perfect subtree of 2**height leaves at that position."""

MOST_HASHES = 63
"""More than a tree of 2**63 leaves needs: a longer proof is refused unread."""


class BadProof(ValueError):
    """The proof does not prove what it says."""


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The audit path of leaf `index` in the tree of the first `size` leaves, leaf's sibling first.

    Raises IndexError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    return _path(index, 0, size, node)


def _path(index: int, start: int, end: int, node: Node) -> list[bytes]:
    path: list[bytes] = []
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if index < middle:
            path.append(range_root(middle, end, node))
            end = middle
        else:
            path.append(range_root(start, middle, node))
            start = middle
    return path[::-1]


def range_root(start: int, end: int, node: Node) -> bytes:
    """The root over leaves start to end, `start` being a multiple of a power of two that holds the range."""
    parts = [
        node(length.bit_length() - 1, (start + at) >> length.bit_length() - 1)
        for at, length in perfect_parts(end - start)
    ]
    return join(reversed(parts))


def consistency(old: int, size: int, node: Node) -> list[bytes]:
    """The proof that the tree of `old` leaves is a prefix of the tree of `size`; empty when old is 0 or size.

    Raises IndexError unless 0 <= old <= size.
    """
    if not 0 <= old <= size:
        raise IndexError(f"no tree of {old} leaves within one of {size}")
    if old in (0, size):
        return []
    proof: list[bytes] = []
    start, end, whole = 0, size, True
    while old != end:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if old <= middle:
            proof.append(range_root(middle, end, node))
            end = middle
        else:
            proof.append(range_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        proof.append(range_root(start, end, node))
    return proof[::-1]


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Raises BadProof unless `path` leads from leaf hash `leaf` at `index` to `root` of the tree of `size`."""
    if not 0 <= index < size:
        raise BadProof(f"no leaf {index} in a tree of {size}")
    _check_hashes([leaf, root, *path])
    at, last, digest = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise BadProof("the path is too long")
        if at & 1 or at == last:
            digest = node_hash(sibling, digest)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the path is too short")
    if digest != root:
        raise BadProof(f"the path of leaf {index} does not lead to the root of the tree of {size}")


def verify_consistency(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Raises BadProof unless `proof` shows the tree of `old` leaves to be a prefix of the tree of `size`."""
    if not 0 <= old <= size:
        raise BadProof(f"a tree of {size} cannot continue one of {old}")
    _check_hashes([old_root, root, *proof])
    if old in (0, size):
        if proof:
            raise BadProof("a proof where none is due")
        if old == size and old_root != root:
            raise BadProof(f"two roots for one size, {size}")
        return
    hashes = list(proof)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        raise BadProof("the proof is empty")
    before, after = _two_roots(old, size, hashes)
    if before != old_root:
        raise BadProof(f"the proof does not lead to the root of the tree of {old}")
    if after != root:
        raise BadProof(f"the proof does not lead to the root of the tree of {size}")


def _two_roots(old: int, size: int, hashes: list[bytes]) -> tuple[bytes, bytes]:
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for digest in hashes[1:]:
        if last == 0:
            raise BadProof("the proof is too long")
        if at & 1 or at == last:
            before, after = node_hash(digest, before), node_hash(digest, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, digest)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the proof is too short")
    return before, after


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if len(hashes) > MOST_HASHES + 2:
        raise BadProof("the proof is too long")
    if any(len(digest) != HASH_SIZE for digest in hashes):
        raise BadProof(f"a hash is not {HASH_SIZE} bytes long")
