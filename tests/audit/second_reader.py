"""Another program that checks a count, written from docs/audit.md and the C2SP texts: it knows nothing of ours."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Get = Callable[[str], bytes]
"""path below the site's address → body"""


def key_of_log(vkey: str, origin: str) -> tuple[bytes, bytes]:
    """(ID, public bytes) of the site's key under a log's origin."""
    public = b64decode(vkey.split("+", 2)[2])[1:]
    return sha256(origin.encode() + b"\n\x01" + public).digest()[:4], public


def opened(note: bytes, vkey: str, path: str) -> tuple[int, bytes]:
    """(size, root) of a checkpoint, its signature checked."""
    text, _, lines = note.rpartition(b"\n\n")
    origin, size, root = text.decode().split("\n")
    assert origin == f"{vkey.split('/')[0]}/{path}"
    known, public = key_of_log(vkey, origin)
    for line in lines.decode().splitlines():
        dash, name, encoded = line.split(" ")
        if (dash, name, b64decode(encoded)[:4]) == ("—", origin, known):
            Ed25519PublicKey.from_public_bytes(public).verify(b64decode(encoded)[4:], text + b"\n")
            return int(size), b64decode(root)
    raise AssertionError("not signed by the key")


def root_of(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, over leaf hashes."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return sha256(b"\x01" + root_of(hashes[:half]) + root_of(hashes[half:])).digest()


def tile_path(level: str, number: int, width: int) -> str:
    """The path of a tile or bundle."""
    digits = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        digits = f"x{number % 1000:03d}/{digits}"
    return f"tile/{level}/{digits}" + ("" if width == 256 else f".p/{width}")


def entries(get: Get, prefix: str, size: int, root: bytes) -> list[bytes]:
    """All entries of a log; every tile of every level is compared with what the entries come to."""
    found: list[bytes] = []
    for number in range(-(-size // 256)):
        raw = get(f"{prefix}/{tile_path('entries', number, min(256, size - number * 256))}")
        while raw:
            length = int.from_bytes(raw[:2], "big")
            found.append(raw[2 : 2 + length])
            raw = raw[2 + length :]
    row = [sha256(b"\x00" + entry).digest() for entry in found]
    assert (len(found), root_of(row)) == (size, root)
    level = 0
    while row:
        for number in range(-(-len(row) // 256)):
            part = row[number * 256 :][:256]
            assert get(f"{prefix}/{tile_path(str(level), number, len(part))}") == b"".join(part)
        row = [root_of(row[at : at + 256]) for at in range(0, len(row) // 256 * 256, 256)]
        level += 1
    return found


def counted(lines: list[bytes]) -> int:
    """The count that a petition's entries come to."""
    counts: dict[int, bool] = {}
    for at, line in enumerate(lines):
        kind, *parts = line.decode("ascii").split(" ")
        assert (kind == "open") == (at == 0)
        match kind:
            case "add":
                assert len(b64decode(parts[1], validate=True)) == 32
                counts[at] = True
            case "remove" | "restore":
                assert counts[int(parts[1])] == (kind == "remove")
                counts[int(parts[1])] = kind == "restore"
            case "close":
                assert (at, int(parts[1])) == (len(lines) - 1, sum(counts.values()))
    return sum(counts.values())


def climbed(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root that a path leads to (RFC 9162, 2.1.3.2)."""
    last = size - 1
    for sibling in path:
        assert last
        if index & 1 or index == last:
            leaf = sha256(b"\x01" + sibling + leaf).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = sha256(b"\x01" + leaf + sibling).digest()
        index, last = index >> 1, last >> 1
    assert last == 0
    return leaf


def proved(proof: str, entry: bytes, vkey: str, path: str) -> str:
    """What a .tlog-proof carries as extra, once it led from the entry to a signed root."""
    head, _, note = proof.partition("\n\n")
    _version, *lines = head.split("\n")
    extra = lines.pop(0)[len("extra ") :] if lines[0].startswith("extra ") else ""
    size, root = opened(note.encode(), vkey, path)
    index = int(lines.pop(0)[len("index ") :])
    assert climbed(index, size, sha256(b"\x00" + entry).digest(), [b64decode(line) for line in lines]) == root
    return extra


def recounted(get: Get, petition: str, vkey: str) -> int:
    """Steps 1, 3, 5, 6, 7 (without witnesses) and 8 of the manual; returns the count."""
    path = f"petitions/{petition}"
    size, root = opened(get(f"/{path}/checkpoint"), vkey, path)
    lines = entries(get, f"/{path}", size, root)
    count = counted(lines)
    page = json.loads(get(f"/{path}/count.json"))
    assert (page["signatures"], page["log_size"]) == (count, size)
    assert lines[0].split(b" ")[1:3] == [petition.encode(), sha256(get(f"/{path}/text")).hexdigest().encode()]
    first, epoch, proof = get(f"/{path}/anchor").decode().split("\n\n", 2)
    _version, head, line, *climb = first.split("\n")
    _kind, _time, petitions, heads_root, _total = epoch.split(" ")
    leaf = sha256(b"\x00" + head.encode()).digest()
    at = int(line[len("line ") :])
    assert climbed(at, int(petitions), leaf, [b64decode(one) for one in climb]) == b64decode(heads_root)
    assert head == f"{petition} {size} {b64encode(root).decode()} {count}"
    proved(proof, epoch.encode(), vkey, "register")
    return count


def receipt_is_of(proof: str, vkey: str, petition: str, email: str, place: str) -> bool:
    """Whether a receipt holds, and commits to this address and place."""
    head = b64decode(proof.split("\n")[1][len("extra ") :])
    entry, salt_line, _end = head.split(b"\n")
    proved(proof, entry, vkey, f"petitions/{petition}")
    origin = f"{vkey.split('/')[0]}/petitions/{petition}"
    message = f"petition-signature/v1\n{origin}\n{email}\n{place}\n".encode()
    return hmac.digest(b64decode(salt_line[5:]), message, "sha256") == b64decode(entry.split(b" ")[2])
