"""A log is read from its bundles here, held against every tile, and hashed up to its signed root."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from undersigned.audit.fetch import Absent, Site
from undersigned.audit.progress import Progress, silent
from undersigned.tlog import bundle
from undersigned.tlog.bundle import BadBundle
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.tile import ENTRIES, TILE_BYTES, WIDTH, BadTile, Growing, Name, tile_names
from undersigned.tlog.tree import HASH_SIZE, leaf_hashes

BUNDLE_AT_MOST = WIDTH * 1024
"""Entries of our logs are short; a bundle beyond this is none of ours."""


def fetch(site: Site, prefix: str, name: Name) -> bytes:
    """A tile or bundle at the width asked for, cut from the full one where the partial one is gone.

    Raises fetch.Unreachable, and BadBundle when a full bundle cannot be cut.
    """
    limit = BUNDLE_AT_MOST if name.level == ENTRIES else TILE_BYTES
    try:
        return site.get(f"{prefix}/{name.path()}", limit)
    except Absent:
        if name.width == WIDTH:
            raise
        full = site.get(f"{prefix}/{Name(name.level, name.number).path()}", limit)
    return bundle.prefix(full, name.width) if name.level == ENTRIES else full[: name.width * HASH_SIZE]


@dataclass(slots=True)
class Walk:
    """A log as far as it was read: its tree, and the roots noted on the way.

    `read` is told the entries in order, `mark` is called at each size asked for. One can go on later, when the
    log has grown: what was read is not read again.
    """

    site: Site
    prefix: str
    read: Callable[[list[bytes]], None]
    tree: Growing = field(default_factory=Growing)
    upper: dict[tuple[int, int], bytes] = field(default_factory=dict)
    tiles_held: int = 0

    def to(
        self,
        head: Checkpoint,
        marks: Iterable[int] = (),
        mark: Callable[[int, bytes], None] = lambda size, root: None,
        progress: Progress = silent,
    ) -> None:
        """Read on to a signed head; `mark(size, root)` is called when the walk passes a size of `marks`.

        Raises BadTile, BadBundle or what `read` raises when anything published does not fit the signed root,
        fetch.Unreachable when something could not be fetched.
        """
        stops = sorted({size for size in marks if self.tree.size < size < head.size})
        if self.tree.size < head.size:
            for name, entries, leaves in self._bundles(head.size):
                known = self.tree.size - name.number * WIDTH
                if known and leaves[:known] != self.tree.edge[0]:
                    raise BadTile(f"{self.prefix}/{name.path()} no longer holds what was read before")
                self._take(entries[known:], leaves[known:], stops, mark)
                progress(self.tree.size, head.size)
        if self.tree.root() != head.root:
            raise BadTile(f"the entries hash to another root than the signed one of {head.size} entries")
        self._hold_upper_tiles(head.size)
        mark(head.size, head.root)

    def _bundles(self, size: int) -> Iterator[tuple[Name, list[bytes], list[bytes]]]:
        """Each bundle from where the walk stands: entries and their hashes, held against the tile of hashes."""
        numbers = range(self.tree.size // WIDTH, -(-size // WIDTH))

        def names() -> Iterator[Name]:
            return (Name(0, number, min(WIDTH, size - number * WIDTH)) for number in numbers)

        jobs = (
            lambda name=name: fetch(self.site, self.prefix, name)
            for level_zero in names()
            for name in (Name(ENTRIES, level_zero.number, level_zero.width), level_zero)
        )
        answers = self.site.in_order(jobs)
        for name, packed, hashes in zip(names(), answers, answers, strict=True):
            try:
                entries = bundle.unpack(packed, name.width)
            except BadBundle as error:
                raise BadBundle(
                    f"{self.prefix}/{Name(ENTRIES, name.number, name.width).path()}: {error}"
                ) from error
            leaves = leaf_hashes(entries)
            if b"".join(leaves) != hashes:
                raise BadTile(f"{self.prefix}/{name.path()} does not hold the hashes of its bundle's entries")
            self.tiles_held += 1
            yield name, entries, leaves

    def _take(
        self, entries: list[bytes], leaves: list[bytes], stops: list[int], mark: Callable[[int, bytes], None]
    ) -> None:
        while stops and stops[0] < self.tree.size + len(entries):
            part = stops[0] - self.tree.size
            self._add(entries[:part], leaves[:part])
            entries, leaves = entries[part:], leaves[part:]
            mark(stops.pop(0), self.tree.root())
        self._add(entries, leaves)

    def _add(self, entries: list[bytes], leaves: list[bytes]) -> None:
        self.read(entries)
        touched = self.tree.add(leaves)
        self.upper.update({where: row for where, row in touched.items() if where[0]})

    def _hold_upper_tiles(self, size: int) -> None:
        """Every tile above the hashes of entries must be what we computed; partial ones too."""
        names = [name for name in tile_names(size) if (name.level, name.number) in self.upper]
        jobs = (lambda name=name: fetch(self.site, self.prefix, name) for name in names)
        for name, row in zip(names, self.site.in_order(jobs), strict=True):
            if row != self.upper[name.level, name.number]:
                raise BadTile(f"{self.prefix}/{name.path()} does not hold the hashes of the tiles below it")
            self.tiles_held += 1
            if name.width == WIDTH:
                del self.upper[name.level, name.number]
