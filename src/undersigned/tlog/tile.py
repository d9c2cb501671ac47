"""How a tree is cut into tiles of 256 hashes, grown, named and read back (c2sp.org/tlog-tiles)."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from .tree import HASH_SIZE, fold, join, perfect_parts, split

HEIGHT = 8
WIDTH = 1 << HEIGHT
TILE_BYTES = WIDTH * HASH_SIZE
LEVELS = 64
"""Levels a path may name; a tree of 2**63 entries has 8."""

ENTRIES = -1
"""The level that stands for a bundle of entries in a Name."""

_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)

Fetch = Callable[[int, int, int], bytes]
"""(level, number, width) → the tile's bytes."""


class BadPath(ValueError):
    """The path is not one that tlog-tiles allows."""


class BadTile(ValueError):
    """A tile does not belong to the tree whose root is signed."""


@dataclass(frozen=True, slots=True)
class Name:
    """Which tile, and how much of it: level (ENTRIES for a bundle), number, width 1 to 256."""

    level: int
    number: int
    width: int = WIDTH

    def path(self) -> str:
        """The path below the log's prefix, such as `tile/0/x001/234.p/5`."""
        digits = f"{self.number:d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level == ENTRIES else f"{self.level:d}"
        return f"tile/{level}/{number}" + ("" if self.width == WIDTH else f".p/{self.width:d}")

    @classmethod
    def parse(cls, path: str) -> "Name":
        """The one tile a path names; raises BadPath for every path that is not canonical."""
        match = _PATH.fullmatch(path) if len(path) <= 120 else None
        if match is None:
            raise BadPath(f"not the path of a tile: {path[:120]!r}")
        level, high, low, width = match.groups()
        name = cls(
            ENTRIES if level == "entries" else int(level),
            int(high.replace("x", "").replace("/", "") + low),
            int(width) if width else WIDTH,
        )
        if name.level >= LEVELS or (width and name.width >= WIDTH) or name.path() != path:
            raise BadPath(f"not the path of a tile: {path[:120]!r}")
        return name


def width_at(size: int, level: int, number: int) -> int:
    """How many hashes tile (level, number) holds in a tree of this size: 0 to 256."""
    return max(0, min(WIDTH, (size >> HEIGHT * max(level, 0)) - number * WIDTH))


def edge_names(size: int) -> list[Name]:
    """The partial tiles of a tree of this size, from level 0 up; levels with an empty edge are left out."""
    names = []
    level = 0
    while size >> HEIGHT * level:
        whole = size >> HEIGHT * level
        if whole % WIDTH:
            names.append(Name(level, whole // WIDTH, whole % WIDTH))
        level += 1
    return names


def tile_names(size: int) -> Iterator[Name]:
    """Every tile of a tree of this size, the partial ones at the width of this size, from level 0 up."""
    level = 0
    while whole := size >> HEIGHT * level:
        for number in range(-(-whole // WIDTH)):
            yield Name(level, number, min(WIDTH, whole - number * WIDTH))
        level += 1


def bundle_names(size: int) -> Iterator[Name]:
    """Every bundle of entries of a log of this size, in order."""
    for number in range(-(-size // WIDTH)):
        yield Name(ENTRIES, number, min(WIDTH, size - number * WIDTH))


@dataclass(slots=True)
class Growing:
    """A tree while leaves are added: its size, the partial tile of every level, and the tiles touched since."""

    size: int = 0
    edge: list[list[bytes]] = field(default_factory=list)

    @classmethod
    def at(cls, size: int, tiles: dict[int, bytes]) -> "Growing":
        """Take up a tree of this size from its partial tiles by level; raises BadTile when one is missing
        or has another width than the size says."""
        edge: list[list[bytes]] = []
        level = 0
        while whole := size >> HEIGHT * level:
            row = tiles.get(level, b"")
            if len(row) != whole % WIDTH * HASH_SIZE:
                raise BadTile(
                    f"the edge tile of level {level} holds {len(row)} bytes where a tree of {size} entries "
                    f"has {whole % WIDTH * HASH_SIZE}"
                )
            edge.append(split(row))
            level += 1
        return cls(size, edge)

    def add(self, leaves: Sequence[bytes]) -> dict[tuple[int, int], bytes]:
        """Add leaf hashes at the right; returns each tile touched, (level, number) → its bytes, full or partial."""
        touched: dict[tuple[int, int], bytes] = {}
        arriving = list(leaves)
        number = self.size // WIDTH
        self.size += len(arriving)
        level = 0
        while arriving:
            if level == len(self.edge):
                self.edge.append([])
            row = self.edge[level] + arriving
            full = len(row) // WIDTH
            arriving = []
            for at in range(full):
                tile = row[at * WIDTH : (at + 1) * WIDTH]
                touched[level, number + at] = b"".join(tile)
                arriving.append(fold(tile))
            self.edge[level] = row[full * WIDTH :]
            if self.edge[level]:
                touched[level, number + full] = b"".join(self.edge[level])
            number //= WIDTH
            level += 1
        return touched

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        return root_of_edge(self.edge)


def root_of_edge(edge: Sequence[list[bytes]]) -> bytes:
    """The root of a tree from its partial tiles, level 0 first (an empty list where a level has none)."""
    parts: list[bytes] = []
    for row in edge:
        parts.extend(fold(row[start : start + length]) for start, length in reversed(list(perfect_parts(len(row)))))
    return join(parts)


class Checked:
    """Tiles of one signed tree, each believed only after it was checked against its parent up to the root.

    `fetch(level, number, width)` brings a tile's bytes from anywhere. Making the object fetches the
    partial tiles and compares their root; reading a full tile checks its fold against the tile above.
    Raises BadTile for whatever does not belong to the tree.
    """

    def __init__(self, size: int, root: bytes, fetch: Fetch) -> None:
        self.size = size
        self._fetch = fetch
        self._tiles: dict[tuple[int, int], list[bytes]] = {}
        edge: list[list[bytes]] = [[] for _ in range(-(-size.bit_length() // HEIGHT))]
        for name in edge_names(size):
            edge[name.level] = self._get(name)
            self._tiles[name.level, name.number] = edge[name.level]
        if root_of_edge(edge) != root:
            raise BadTile(f"the partial tiles do not hash to the root of the tree of {size} entries")

    def tile(self, level: int, number: int) -> list[bytes]:
        """The hashes of a tile at the width this tree gives it; raises IndexError beyond the tree."""
        known = self._tiles.get((level, number))
        if known is not None:
            return known
        if width_at(self.size, level, number) != WIDTH:
            raise IndexError(f"tile {level}/{number} lies beyond a tree of {self.size} entries")
        row = self._get(Name(level, number))
        if fold(row) != self.tile(level + 1, number // WIDTH)[number % WIDTH]:
            raise BadTile(f"{Name(level, number).path()} does not hash to what the tile above it says")
        self._tiles[level, number] = row
        return row

    def node(self, height: int, number: int) -> bytes:
        """The hash of the perfect subtree of 2**height leaves at this position."""
        level, within = divmod(height, HEIGHT)
        start = number << within
        row = self.tile(level, start // WIDTH)
        part = row[start % WIDTH : start % WIDTH + (1 << within)]
        if len(part) != 1 << within:
            raise IndexError(f"no perfect subtree {height}/{number} in a tree of {self.size} entries")
        return fold(part)

    def _get(self, name: Name) -> list[bytes]:
        row = self._fetch(name.level, name.number, name.width)
        if len(row) != name.width * HASH_SIZE:
            raise BadTile(f"{name.path()} has {len(row)} bytes instead of {name.width * HASH_SIZE}")
        return split(row)
