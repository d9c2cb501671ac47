"""How the register binds all petitions' logs together: epochs, heads, and one petition's anchor."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import proof
from .note import BadKey, Note, Verifier, decimal, decode64, encode64
from .receipt import BadReceipt, TlogProof
from .tree import HASH_SIZE, leaf_hash, root_of

ANCHOR = "petition-anchor/v1"
_ID = re.compile(r"[a-z0-9]{1,64}")


class BadRegister(ValueError):
    """A line of the register, of its heads, or an anchor is malformed or does not fit."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where one petition's log stood: size, root, count."""

    petition: str
    size: int
    root: bytes
    count: int

    def line(self) -> bytes:
        """The line in the heads file, without its newline."""
        return f"{self.petition} {self.size} {encode64(self.root)} {self.count}".encode()

    @classmethod
    def parse(cls, line: bytes) -> "Head":
        """The head in a line; raises BadRegister for any but the canonical spelling."""
        try:
            petition, size, root, count = line.decode("ascii").split(" ")
            head = cls(petition, decimal(size), decode64(root), decimal(count))
        except ValueError as error:
            raise BadRegister(f"not a head: {line[:160]!r}") from error
        if not _ID.fullmatch(petition) or len(head.root) != HASH_SIZE:
            raise BadRegister(f"not a head: {line[:160]!r}")
        return head


@dataclass(frozen=True, slots=True)
class Epoch:
    """One entry of the register: when (Unix seconds), how many petitions, the root of their heads, all counts."""

    time: int
    petitions: int
    heads_root: bytes
    total: int

    def line(self) -> bytes:
        """The entry's bytes."""
        return f"epoch {self.time} {self.petitions} {encode64(self.heads_root)} {self.total}".encode()


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One entry of the register: a key that signs from now on, announced under the one before."""

    key: Verifier

    def line(self) -> bytes:
        """The entry's bytes."""
        return f"key {self.key}".encode()


def parse_entry(line: bytes) -> Epoch | KeyChange:
    """The register entry in these bytes; raises BadRegister for any but the canonical spelling."""
    try:
        kind, _, rest = line.decode("utf-8").partition(" ")
        if kind == "key":
            return KeyChange(Verifier.parse(rest))
        time, petitions, root, total = rest.split(" ")
        epoch = Epoch(decimal(time), decimal(petitions), decode64(root), decimal(total))
    except (ValueError, BadKey) as error:
        raise BadRegister(f"not an entry of a register: {line[:160]!r}") from error
    if kind != "epoch" or len(epoch.heads_root) != HASH_SIZE:
        raise BadRegister(f"not an entry of a register: {line[:160]!r}")
    return epoch


def heads_file(heads: Iterable[Head]) -> bytes:
    """The heads file: line i for the petition opened i-th, each ended by a newline."""
    return b"".join(head.line() + b"\n" for head in heads)


def parse_heads(raw: bytes) -> list[Head]:
    """The heads in a file; raises BadRegister when malformed."""
    if raw and not raw.endswith(b"\n"):
        raise BadRegister("the heads file does not end in a newline")
    return [Head.parse(line) for line in raw.split(b"\n")[:-1]]


def heads_root(raw: bytes) -> bytes:
    """The root over the lines of a heads file, as the epoch holds it."""
    return root_of([leaf_hash(line) for line in raw.split(b"\n")[:-1]])


@dataclass(frozen=True, slots=True)
class Anchor:
    """One petition's head, its path into the heads of an epoch, and the proof of that epoch in the register."""

    head: Head
    index: int
    path: tuple[bytes, ...]
    epoch: Epoch
    proof: TlogProof

    def __str__(self) -> str:
        """The anchor as a file: head and path, the epoch's entry, and its tlog-proof, blank lines between."""
        first = [ANCHOR, self.head.line().decode(), f"line {self.index}", *map(encode64, self.path)]
        return "\n".join(first) + f"\n\n{self.epoch.line().decode()}\n\n{self.proof}"

    @classmethod
    def make(cls, heads: bytes, index: int, epoch: Epoch, found: TlogProof) -> "Anchor":
        """The anchor of line `index` in this heads file, whose epoch `found` proves."""
        lines = heads.split(b"\n")[:-1]
        leaves = [leaf_hash(line) for line in lines]

        def node(height: int, number: int) -> bytes:
            return root_of(leaves[number << height : (number + 1) << height])

        path = proof.inclusion(index, len(leaves), node)
        return cls(Head.parse(lines[index]), index, tuple(path), epoch, found)

    @classmethod
    def parse(cls, raw: bytes) -> "Anchor":
        """The anchor in a file, as yet unverified; raises BadRegister when malformed."""
        try:
            first, entry, rest = raw.decode("utf-8").split("\n\n", 2)
            version, head, line, *path = first.split("\n")
            if version != ANCHOR or not line.startswith("line "):
                raise ValueError("no anchor begins like this")
            epoch = parse_entry(entry.encode())
            if not isinstance(epoch, Epoch):
                raise ValueError("the register's entry is not an epoch")
            return cls(
                Head.parse(head.encode()),
                decimal(line.removeprefix("line ")),
                tuple(map(decode64, path)),
                epoch,
                TlogProof.parse(rest.encode()),
            )
        except (ValueError, BadReceipt) as error:
            raise BadRegister(f"not an anchor: {error}") from error

    def verify(self, *keys: Verifier) -> Note:
        """The register's checkpoint as a note, so that its cosignatures can be looked at.

        Raises BadRegister unless head, epoch and register hang together under one of these keys.
        """
        try:
            leaf = leaf_hash(self.head.line())
            proof.verify_inclusion(self.index, self.epoch.petitions, leaf, self.path, self.epoch.heads_root)
            _head, note = self.proof.verify(self.epoch.line(), *keys)
        except (proof.BadProof, BadReceipt) as error:
            raise BadRegister(str(error)) from error
        return note


def total_of(heads: Sequence[Head]) -> int:
    """All counts together, as the epoch holds them."""
    return sum(head.count for head in heads)
