"""How leaves are hashed into one root (RFC 6962, section 2.1)."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry as a leaf: SHA-256 of 0x00 and the entry."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The hash of each of many entries as a leaf."""
    digest = sha256
    return [digest(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of 0x01 and its two children."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: list[bytes]) -> bytes:
    """The root of a perfect subtree, its 2**k hashes given from left to right."""
    digest = sha256
    while len(hashes) > 1:
        rest = iter(hashes)
        hashes = [digest(b"\x01" + left + right).digest() for left, right in zip(rest, rest, strict=True)]
    return hashes[0]


def split(row: bytes) -> list[bytes]:
    """A row of 32-byte hashes as a list; raises ValueError when the row does not divide evenly."""
    if len(row) % HASH_SIZE:
        raise ValueError(f"{len(row)} bytes are not a row of {HASH_SIZE}-byte hashes")
    return [row[at : at + HASH_SIZE] for at in range(0, len(row), HASH_SIZE)]


def perfect_parts(width: int) -> Iterator[tuple[int, int]]:
    """(start, length) of the perfect subtrees that a row of this width falls into, largest first."""
    start = 0
    for bit in range(width.bit_length() - 1, -1, -1):
        if width >> bit & 1:
            yield start, 1 << bit
            start += 1 << bit


def join(parts: Iterable[bytes]) -> bytes:
    """The root over perfect subtrees given from the smallest (rightmost) to the largest; of none, EMPTY_ROOT."""
    root: bytes | None = None
    for part in parts:
        root = part if root is None else node_hash(part, root)
    return EMPTY_ROOT if root is None else root


def root_of(leaves: list[bytes]) -> bytes:
    """The root over these leaf hashes, all held in memory."""
    parts = [fold(leaves[start : start + length]) for start, length in perfect_parts(len(leaves))]
    return join(reversed(parts))
