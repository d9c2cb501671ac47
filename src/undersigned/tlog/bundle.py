"""How entries travel: bundles of up to 256, each entry behind its length (c2sp.org/tlog-tiles)."""

from collections.abc import Iterable

LONGEST = 65_535


class BadBundle(ValueError):
    """The bytes are not a bundle of the expected number of entries."""


def pack(entries: Iterable[bytes]) -> bytes:
    """The bundle of these entries: for each, its length as two bytes, big end first, and the entry."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack(bundle: bytes, width: int) -> list[bytes]:
    """The entries of a bundle; raises BadBundle unless it holds exactly `width` entries and nothing else."""
    end = len(bundle)
    step = 2 + int.from_bytes(bundle[:2], "big")
    if (
        end > 1
        and end == width * step
        and bundle[::step] == bundle[:1] * width
        and bundle[1::step] == bundle[1:2] * width
    ):
        return [bundle[at + 2 : at + step] for at in range(0, end, step)]
    return _unpack_unequal(bundle, width)


def _unpack_unequal(bundle: bytes, width: int) -> list[bytes]:
    entries = []
    at = 0
    end = len(bundle)
    while at < end:
        length = bundle[at] << 8 | bundle[at + 1] if at + 1 < end else end
        entry = bundle[at + 2 : at + 2 + length]
        if len(entry) != length:
            raise BadBundle("the bundle ends inside an entry")
        entries.append(entry)
        at += 2 + length
    if len(entries) != width:
        raise BadBundle(f"the bundle holds {len(entries)} entries instead of {width}")
    return entries


def prefix(bundle: bytes, width: int) -> bytes:
    """The bundle of the first `width` entries; raises BadBundle when there are fewer."""
    at = 0
    for _ in range(width):
        if at + 2 > len(bundle):
            raise BadBundle(f"the bundle holds fewer than {width} entries")
        at += 2 + int.from_bytes(bundle[at : at + 2], "big")
    if at > len(bundle):
        raise BadBundle("the bundle ends inside an entry")
    return bundle[:at]
