"""How a text is signed and by whom: signed notes and verifier keys (c2sp.org/signed-note)."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
SIGNATURES_AT_MOST = 64
NOTE_AT_MOST = 1_000_000
_TYPES = (ED25519, COSIGNATURE)


class BadNote(ValueError):
    """The bytes are not a signed note, or a known key's signature on it fails."""


class BadKey(ValueError):
    """The text is not a verifier key we can use."""


def decode64(text: str) -> bytes:
    """The bytes of canonical standard base64 with padding; raises ValueError for any other spelling."""
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"not base64: {text[:80]!r}") from error
    if b64encode(raw).decode() != text:
        raise ValueError(f"not canonical base64: {text[:80]!r}")
    return raw


def encode64(raw: bytes) -> str:
    """Standard base64 with padding."""
    return b64encode(raw).decode()


def decimal(text: str) -> int:
    """A number in ASCII decimal without leading zeroes, at most 2**63 - 1; raises ValueError otherwise."""
    if not (text.isascii() and text.isdigit()) or (len(text) > 1 and text[0] == "0") or len(text) > 19:
        raise ValueError(f"not a number in canonical decimal: {text[:40]!r}")
    number = int(text)
    if number >> 63:
        raise ValueError(f"the number is too large: {text}")
    return number


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes that, with the name, say which key signed."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def name_is_good(name: str) -> bool:
    """Whether a key may have this name: not empty, no space of any kind, no plus, no control character."""
    return bool(name) and "+" not in name and name.isprintable() and not any(map(str.isspace, name))


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key one trusts: its name, the type of signature it makes, and its 32 public bytes."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def id(self) -> bytes:
        """The key ID of name, type and public bytes."""
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        """The key in vkey form: name, key ID in hex, and base64 of type and public bytes."""
        return f"{self.name}+{self.id.hex()}+{encode64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """The key in a vkey; raises BadKey when malformed, of another type, or when ID and key disagree."""
        name, _, rest = vkey.partition("+")
        hexadecimal, _, encoded = rest.partition("+")
        try:
            blob = decode64(encoded)
        except ValueError as error:
            raise BadKey(f"not a verifier key: {vkey[:200]!r}") from error
        if not name_is_good(name) or len(blob) != 33 or blob[0] not in _TYPES:
            raise BadKey(f"not a verifier key for Ed25519: {vkey[:200]!r}")
        verifier = cls(name, blob[1:], blob[0])
        if verifier.id.hex() != hexadecimal:
            raise BadKey(f"the ID in this verifier key does not fit its name and key: {vkey[:200]!r}")
        return verifier

    def renamed(self, name: str) -> "Verifier":
        """The same key under another name, as one key signs all logs of a site."""
        return Verifier(name, self.public, self.kind)

    def accepts(self, signature: bytes, text: bytes) -> bool:
        """Whether this is the key's signature of the text; for a cosignature, of text and its timestamp."""
        if self.kind == COSIGNATURE:
            if len(signature) != 72 or signature[0] & 0x80:
                return False
            text = cosigned_message(int.from_bytes(signature[:8], "big"), text)
            signature = signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """A private key under a name; signs notes with plain Ed25519, or as a witness with timestamps."""

    def __init__(self, name: str, seed: bytes) -> None:
        """`seed` is 32 bytes; raises BadKey for a name that no key may have or a seed of another length."""
        if not name_is_good(name) or len(seed) != 32:
            raise BadKey(f"no key can be made under the name {name!r} from {len(seed)} bytes")
        self.name = name
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def verifier(self, kind: int = ED25519) -> Verifier:
        """The public half, as a log's key or (COSIGNATURE) as a witness's."""
        return Verifier(self.name, self._key.public_key().public_bytes_raw(), kind)

    def line(self, text: str) -> str:
        """The signature line for this text, with its newline; the same text gives the same line."""
        return signature_line(self.name, self.verifier().id + self._key.sign(text.encode()))

    def cosign(self, text: str, time: int) -> str:
        """The cosignature/v1 line for a checkpoint's text at this Unix time (c2sp.org/tlog-cosignature)."""
        signature = time.to_bytes(8, "big") + self._key.sign(cosigned_message(time, text.encode()))
        return signature_line(self.name, self.verifier(COSIGNATURE).id + signature)


def cosigned_message(time: int, text: bytes) -> bytes:
    """What a cosignature/v1 signs."""
    return b"cosignature/v1\ntime %d\n" % time + text


def signature_line(name: str, blob: bytes) -> str:
    """A signature line of a note, with its newline."""
    return f"— {name} {encode64(blob)}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its four-byte ID, and what follows."""

    name: str
    id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signature lines, as yet unverified."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """The note as it travels."""
        return f"{self.text}\n" + "".join(signature_line(s.name, s.id + s.value) for s in self.signatures)

    @classmethod
    def parse(cls, raw: bytes) -> "Note":
        """Split a note into text and signatures; raises BadNote when it is not in the form of one."""
        if len(raw) > NOTE_AT_MOST:
            raise BadNote("the note is too long")
        try:
            whole = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadNote("the note is not UTF-8") from error
        if any(character < " " and character != "\n" for character in whole):
            raise BadNote("the note holds a control character")
        head, blank, tail = whole.rpartition("\n\n")
        if not blank or not head or not tail.endswith("\n"):
            raise BadNote("the note has no blank line before its signatures")
        lines = tail[:-1].split("\n")
        if len(lines) > SIGNATURES_AT_MOST:
            raise BadNote(f"the note has more than {SIGNATURES_AT_MOST} signatures")
        return cls(head + "\n", tuple(parse_line(line) for line in lines))

    def verified_by(self, trusted: Iterable[Verifier]) -> list[tuple[Verifier, Signature]]:
        """The trusted keys that signed, each once, with their signatures; unknown lines are ignored.

        Raises BadNote when the signature of a trusted key fails, or when none of them signed.
        """
        known = {(verifier.name, verifier.id): verifier for verifier in trusted}
        text = self.text.encode()
        found: dict[Verifier, Signature] = {}
        for signature in self.signatures:
            verifier = known.get((signature.name, signature.id))
            if verifier is None:
                continue
            if not verifier.accepts(signature.value, text):
                raise BadNote(f"the signature of {verifier.name} does not fit the text")
            found.setdefault(verifier, signature)
        if not found:
            raise BadNote("no trusted key signed this note")
        return list(found.items())


def parse_line(line: str) -> Signature:
    """One signature line without its newline; raises BadNote when malformed."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    try:
        blob = decode64(encoded)
    except ValueError as error:
        raise BadNote(f"not a signature line: {line[:120]!r}") from error
    if dash != "—" or not name_is_good(name) or len(blob) < 5:
        raise BadNote(f"not a signature line: {line[:120]!r}")
    return Signature(name, blob[:4], blob[4:])


def sign(text: str, signers: Iterable[Signer]) -> str:
    """The note of this text (which ends in a newline) with one line for each signer."""
    if not text.endswith("\n"):
        raise BadNote("the text of a note ends in a newline")
    return text + "\n" + "".join(signer.line(text) for signer in signers)
