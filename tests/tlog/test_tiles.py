"""A tree cut into tiles is the same tree, its paths are canonical, and a forged tile is refused."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.tlog import bundle, proof, tile, tree


def leaves_of(size, start=0):
    return [tree.leaf_hash(str(number).encode()) for number in range(start, start + size)]


def grown(size):
    growing = tile.Growing()
    return growing, dict(growing.add(leaves_of(size)))


def serve(tiles):
    return lambda level, number, width: tiles[level, number][: width * 32]


def test_paths_are_those_of_the_specification():
    assert tile.Name(0, 1234067).path() == "tile/0/x001/x234/067"
    assert tile.Name(1, 5, 17).path() == "tile/1/005.p/17"
    assert tile.Name(tile.ENTRIES, 273, 112).path() == "tile/entries/273.p/112"


def test_a_tree_of_70000_has_the_tiles_of_the_specification():
    names = [name.path() for name in tile.tile_names(70_000)]
    assert len(names) == 273 + 1 + 1 + 1 + 1
    assert names[-4:] == ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert [name.path() for name in tile.tile_names(256)] == ["tile/0/000", "tile/1/000.p/1"]


@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_path_reads_back(level, number, width):
    name = tile.Name(level, number, width)
    assert tile.Name.parse(name.path()) == name


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1", "tile/0/0001", "tile/0/x000/001", "tile/00/001", "tile/64/001", "tile/-1/001", "tile/0/001.p/0",
        "tile/0/001.p/256", "tile/0/001.p/01", "tile/0/001.p/", "tile/0/001/", "tile/0/x001", "tile/0/001.p/1/",
        "tile/entries/x/001", "tile/0/٠٠١", "tile/0/001\n", "Tile/0/001", "tile/0/" + "x001/" * 40 + "001", "",
    ],
)  # fmt: skip
def test_no_other_path_is_read(path):
    with pytest.raises(tile.BadPath):
        tile.Name.parse(path)


@given(st.text(max_size=60))
def test_any_text_is_a_path_or_refused(text):
    with contextlib.suppress(tile.BadPath):
        assert tile.Name.parse(text).path() == text


@given(st.lists(st.integers(0, 700), max_size=8))
def test_growing_in_steps_gives_the_same_tiles_as_at_once(steps):
    growing, tiles, size = tile.Growing(), {}, 0
    for step in steps:
        tiles.update(growing.add(leaves_of(step, size)))
        size += step
    at_once, expected = grown(size)
    assert (tiles, growing.root()) == (expected, at_once.root())
    assert growing.root() == tree.root_of(leaves_of(size))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 65_535, 65_536, 65_537])
def test_a_tree_is_taken_up_again_from_its_edge(size):
    growing, tiles = grown(size)
    edge = {name.level: serve(tiles)(name.level, name.number, name.width) for name in tile.edge_names(size)}
    again = tile.Growing.at(size, edge)
    assert again.root() == growing.root()
    assert again.add(leaves_of(3, size)) == growing.add(leaves_of(3, size))


def test_a_missing_edge_tile_is_noticed():
    with pytest.raises(tile.BadTile):
        tile.Growing.at(300, {0: b"", 1: bytes(32)})


def test_proofs_can_be_made_from_checked_tiles():
    size = 66_000
    growing, tiles = grown(size)
    checked = tile.Checked(size, growing.root(), serve(tiles))
    leaves = leaves_of(size)
    for index in (0, 255, 256, 65_535, 65_536, 65_999):
        path = proof.inclusion(index, size, checked.node)
        proof.verify_inclusion(index, size, leaves[index], path, growing.root())
    for old in (1, 256, 300, 65_536, 65_999):
        found = proof.consistency(old, size, checked.node)
        proof.verify_consistency(old, size, tree.root_of(leaves[:old]), growing.root(), found)


def test_a_forged_full_tile_is_refused_by_its_parent():
    """The forgery of CVE-2026-56865: a log of 300, entry 5 and its leaf forged in tile 0/000."""
    growing, tiles = grown(300)
    tiles[0, 0] = tiles[0, 0][: 5 * 32] + tree.leaf_hash(b"forged") + tiles[0, 0][6 * 32 :]
    checked = tile.Checked(300, growing.root(), serve(tiles))
    with pytest.raises(tile.BadTile):
        proof.inclusion(5, 300, checked.node)
    with pytest.raises(tile.BadTile):
        checked.tile(0, 0)


@settings(deadline=None)
@given(st.data())
def test_any_bit_changed_in_any_tile_is_noticed(data):
    size = data.draw(st.sampled_from([1, 200, 256, 300, 800]))
    growing, tiles = grown(size)
    name = data.draw(st.sampled_from(sorted(tiles)))
    at = data.draw(st.integers(0, len(tiles[name]) * 8 - 1))
    changed = bytearray(tiles[name])
    changed[at // 8] ^= 1 << at % 8
    tiles[name] = bytes(changed)
    with pytest.raises(tile.BadTile):
        tile.Checked(size, growing.root(), serve(tiles)).tile(*name)


def test_a_tile_of_another_length_is_refused():
    growing, tiles = grown(300)
    with pytest.raises(tile.BadTile):
        tile.Checked(300, growing.root(), lambda level, number, width: tiles[level, number] + bytes(32))


def test_tiles_beyond_the_tree_do_not_exist():
    growing, tiles = grown(300)
    checked = tile.Checked(300, growing.root(), serve(tiles))
    with pytest.raises(IndexError):
        checked.tile(0, 2)
    with pytest.raises(IndexError):
        checked.node(9, 0)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_read_back_and_can_be_cut(entries):
    packed = bundle.pack(entries)
    assert bundle.unpack(packed, len(entries)) == entries
    for width in range(0, len(entries) + 1, 50):
        assert bundle.prefix(packed, width) == bundle.pack(entries[:width])


@given(st.binary(max_size=200), st.integers(0, 5))
def test_any_bytes_are_a_bundle_or_refused(raw, width):
    with contextlib.suppress(bundle.BadBundle):
        assert bundle.pack(bundle.unpack(raw, width)) == raw


@given(st.integers(0, 300), st.integers(1, 20), st.data())
def test_a_bundle_of_equal_entries_with_a_byte_changed_is_that_or_refused(length, count, data):
    raw = bytearray(bundle.pack([bytes(length)] * count))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(bundle.BadBundle):
        assert bundle.pack(bundle.unpack(bytes(raw), count)) == raw


@pytest.mark.parametrize("raw", [b"\x00", b"\x05", b"\x00\x01"])
def test_half_a_length_is_no_bundle(raw):
    for width in range(4):
        with pytest.raises(bundle.BadBundle):
            bundle.unpack(raw, width)


def test_a_bundle_shorter_than_it_says_cannot_be_cut():
    with pytest.raises(bundle.BadBundle):
        bundle.prefix(b"\x00\x05ab", 1)
    with pytest.raises(bundle.BadBundle):
        bundle.prefix(b"\x00\x00", 2)
