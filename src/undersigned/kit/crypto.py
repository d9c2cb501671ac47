"""Personal data is sealed and opened here, and an address becomes a person's keyed mark."""

import base64
import hmac
from collections.abc import Mapping
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from undersigned.kit import noise

KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(Exception):
    """A sealed value was made with another key, for another row, or was changed."""


class BadKey(Exception):
    """A key in the settings has not the form that is asked for."""


def key_from(text: str, name: str) -> bytes:
    """32 bytes from their base64 form; raises BadKey, naming the setting and the remedy."""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise BadKey(f"{name} is not base64. `undersigned keys` makes new ones.") from error
    if len(key) != KEY_BYTES:
        raise BadKey(f"{name} must hold {KEY_BYTES} bytes, not {len(key)}. `undersigned keys` makes new ones.")
    return key


def keys_from(text: str, name: str) -> dict[int, bytes]:
    """Keys by their id (1 to 255) from `id:base64,id:base64`; the first one seals, all of them open."""
    keys: dict[int, bytes] = {}
    for part in filter(None, text.split(",")):
        number, _, value = part.strip().partition(":")
        if not number.isdecimal() or not 1 <= int(number) <= 255:
            raise BadKey(f"{name} must read 1:<base64>,2:<base64>; {number!r} is no key id from 1 to 255.")
        keys[int(number)] = key_from(value, name)
    return keys


class Sealer:
    """AES-256-GCM under numbered keys: key id (1 byte), nonce (12), ciphertext with tag."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        """The first key seals; every key opens what it once sealed, so that keys can rotate."""
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self.current = next(iter(keys))

    def seal(self, plain: str, bound_to: bytes) -> bytes:
        """Ciphertext that opens only with the same `bound_to`, so that it cannot be moved to another row."""
        nonce = noise.take(NONCE_BYTES)
        return bytes([self.current]) + nonce + self._ciphers[self.current].encrypt(nonce, plain.encode(), bound_to)

    def open(self, blob: bytes, bound_to: bytes) -> str:
        """The text that was sealed; raises Unreadable."""
        cipher = self._ciphers.get(blob[0]) if blob else None
        if cipher is None:
            raise Unreadable("sealed with a key that is not in UNDERSIGNED_DATA_KEYS")
        try:
            return cipher.decrypt(blob[1 : 1 + NONCE_BYTES], bytes(blob[1 + NONCE_BYTES :]), bound_to).decode()
        except (InvalidTag, ValueError) as error:
            raise Unreadable("sealed for another row, or changed") from error


@cache
def sealer() -> Sealer:
    """The deployment's sealer, with the keys of UNDERSIGNED_DATA_KEYS."""
    return Sealer(keys_from(settings.UNDERSIGNED_DATA_KEYS, "UNDERSIGNED_DATA_KEYS"))


def person_of(canonical_email: str) -> bytes:
    """Who is one person: HMAC-SHA256 (32 bytes) of the canonical address under the deployment's one person key."""
    return hmac.digest(_person_key(), canonical_email.encode(), "sha256")


@cache
def _person_key() -> bytes:
    return key_from(settings.UNDERSIGNED_PERSON_KEY, "UNDERSIGNED_PERSON_KEY")


def key_check() -> bytes:
    """16 bytes that tell this person key from another one, and nothing about the key."""
    return hmac.digest(_person_key(), b"undersigned key check", "sha256")[:16]
