"""How a log's state is signed: origin, size and root (c2sp.org/tlog-checkpoint)."""

from collections.abc import Iterable
from dataclasses import dataclass

from .note import BadNote, Note, Signer, Verifier, decimal, decode64, encode64, sign
from .tree import HASH_SIZE


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's head: its origin, how many entries it has, and their root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode64(self.root)}\n"

    def signed(self, signers: Iterable[Signer]) -> str:
        """The checkpoint as a signed note; the same head and keys give the same bytes."""
        return sign(self.text(), signers)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """The head in a note's text; extension lines are passed over; raises BadNote when malformed."""
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines):
            raise BadNote("a checkpoint has three lines at least, none of them empty")
        try:
            size, root = decimal(lines[1]), decode64(lines[2])
        except ValueError as error:
            raise BadNote(f"not a checkpoint: {error}") from error
        if len(root) != HASH_SIZE:
            raise BadNote(f"the checkpoint's root has {len(root)} bytes instead of {HASH_SIZE}")
        return cls(lines[0], size, root)


def open_checkpoint(raw: bytes, *keys: Verifier) -> Checkpoint:
    """The head in a checkpoint signed by one of these keys at least, which bear the log's origin as name.

    Raises BadNote when it is malformed, signed by none of them, falsely by one of them, or of another origin.
    """
    return verified_head(Note.parse(raw), *keys)


def verified_head(note: Note, *keys: Verifier) -> Checkpoint:
    """The head in a checkpoint already taken apart, as open_checkpoint gives it."""
    signed_by = {key.name for key, _line in note.verified_by(keys)}
    head = Checkpoint.parse(note.text)
    if signed_by != {head.origin}:
        raise BadNote(f"the checkpoint is of {head.origin!r}, not of {keys[0].name!r}")
    return head
