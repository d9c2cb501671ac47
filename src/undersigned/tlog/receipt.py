"""How a signer's receipt and promise are written and checked, and any proof that an entry is in a log."""

from collections.abc import Iterable
from dataclasses import dataclass

from . import proof
from .checkpoint import Checkpoint, verified_head
from .entry import SALT_BYTES, Add, BadEntry, commitment, parse
from .note import BadNote, Note, Signer, Verifier, decimal, decode64, encode64, sign
from .tree import HASH_SIZE, leaf_hash

HEADER = "c2sp.org/tlog-proof@v1"
PROMISE = "petition-promise/v1"
PROOF_AT_MOST = 100_000


class BadReceipt(ValueError):
    """The file is not a receipt, or proves nothing."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof that some entry stands at `index` of a log (c2sp.org/tlog-proof); `extra` is not authenticated."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def __str__(self) -> str:
        """The proof as a `.tlog-proof` file."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {encode64(self.extra)}")
        lines.append(f"index {self.index}")
        lines.extend(map(encode64, self.path))
        return "\n".join(lines) + "\n\n" + self.checkpoint

    @classmethod
    def parse(cls, raw: bytes) -> "TlogProof":
        """The proof in a file; raises BadReceipt when malformed."""
        if len(raw) > PROOF_AT_MOST:
            raise BadReceipt("the file is too long for a proof")
        try:
            head, blank, checkpoint = raw.decode("utf-8").partition("\n\n")
            lines = head.split("\n")
            if not blank or lines.pop(0) != HEADER:
                raise ValueError(f"no proof begins without {HEADER} and a blank line before the checkpoint")
            extra = decode64(lines.pop(0).removeprefix("extra ")) if lines[0].startswith("extra ") else None
            if not lines or not lines[0].startswith("index "):
                raise ValueError("the index is missing")
            index = decimal(lines.pop(0).removeprefix("index "))
            path = tuple(map(decode64, lines))
        except (ValueError, IndexError) as error:
            raise BadReceipt(f"not a proof: {error}") from error
        if len(path) > proof.MOST_HASHES or any(len(digest) != HASH_SIZE for digest in path):
            raise BadReceipt("not a proof: a hash is malformed, or there are too many")
        return cls(index, path, checkpoint, extra)

    def verify(self, entry: bytes, *keys: Verifier) -> tuple[Checkpoint, Note]:
        """The head in which `entry` stands at the index, signed by a key of the log, and the note it came in.

        Raises BadReceipt unless everything holds, from the entry up to the signed root.
        """
        try:
            note = Note.parse(self.checkpoint.encode())
            head = verified_head(note, *keys)
            proof.verify_inclusion(self.index, head.size, leaf_hash(entry), self.path, head.root)
        except (BadNote, proof.BadProof) as error:
            raise BadReceipt(str(error)) from error
        return head, note


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a signer keeps: the proof that the entry is in the log, and the salt that opens the entry."""

    proof: TlogProof
    entry: bytes
    salt: bytes

    @classmethod
    def make(cls, entry: bytes, salt: bytes, index: int, path: Iterable[bytes], checkpoint: str) -> "Receipt":
        """The receipt for an entry at this index of the tree in the checkpoint."""
        extra = entry + b"\nsalt " + encode64(salt).encode() + b"\n"
        return cls(TlogProof(index, tuple(path), checkpoint, extra), entry, salt)

    def __str__(self) -> str:
        """The receipt as a `.tlog-proof` file."""
        return str(self.proof)

    @classmethod
    def parse(cls, raw: bytes) -> "Receipt":
        """The receipt in a file, as yet unverified; raises BadReceipt when malformed."""
        found = TlogProof.parse(raw)
        lines = (found.extra or b"").decode("ascii", "replace").split("\n")
        try:
            entry, salt_line, end = lines
            salt = decode64(salt_line.removeprefix("salt "))
        except ValueError as error:
            raise BadReceipt("the proof carries no entry and salt, so it is no receipt") from error
        if end or not salt_line.startswith("salt ") or len(salt) != SALT_BYTES:
            raise BadReceipt("the salt of the receipt is malformed")
        return cls(found, entry.encode(), salt)

    def verify(self, *keys: Verifier) -> Checkpoint:
        """The signed head that the entry is in; raises BadReceipt unless the proof holds and it is an add."""
        head, _note = self.proof.verify(self.entry, *keys)
        self._add()
        return head

    def is_of(self, origin: str, email: str, place: str) -> bool:
        """Whether the entry commits to this address and place (`US-CA`, or empty) under this log."""
        return self._add().commitment == encode64(commitment(origin, email, place, self.salt))

    def _add(self) -> Add:
        try:
            found = parse(self.entry)
        except BadEntry as error:
            raise BadReceipt(str(error)) from error
        if not isinstance(found, Add):
            raise BadReceipt(f"the entry is {found.kind}, not add")
        return found


@dataclass(frozen=True, slots=True)
class Promise:
    """What a signer gets at once: that a commitment will be in a log by a moment (Unix seconds)."""

    origin: str
    commitment: bytes
    deadline: int

    def signed(self, signer: Signer) -> str:
        """The promise as a signed note; the same promise and key give the same bytes."""
        return sign(f"{PROMISE}\n{self.origin}\n{encode64(self.commitment)}\n{self.deadline}\n", [signer])

    @classmethod
    def open(cls, raw: bytes, key: Verifier) -> "Promise":
        """The promise that this key signed; raises BadReceipt when it did not, or it is malformed."""
        try:
            note = Note.parse(raw)
            note.verified_by([key])
            version, origin, committed, deadline, end = note.text.split("\n")
            promise = cls(origin, decode64(committed), decimal(deadline))
        except ValueError as error:
            raise BadReceipt(f"not a promise: {error}") from error
        if version != PROMISE or end or not origin or len(promise.commitment) != HASH_SIZE:
            raise BadReceipt("not a promise")
        return promise
