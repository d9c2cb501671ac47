"""Entries have one spelling each, commitments are reproducible, and a replay refuses what may not follow."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog import entry
from undersigned.tlog.replay import BadLog, Replay
from undersigned.tlog.tree import leaf_hash

COMMITMENT = "o1LjTCXS0x9BSV1qxS9fnQCeGKUixJsQ07kcUbFKv58="
DAY = date(2026, 11, 22)
OPEN = b"open p1 " + b"ab" * 32 + b" 2026-11-22"
ADD = f"add 2026-11-22 {COMMITMENT}".encode()

days = st.dates(date(1000, 1, 1))
numbers = st.integers(0, 2**62)
entries = st.one_of(
    st.builds(entry.Open, st.from_regex("[a-z0-9]{1,64}", fullmatch=True), st.just("0f" * 32), days),
    st.builds(
        lambda day, raw: entry.parse(entry.add_line(str(day), raw)), days, st.binary(min_size=32, max_size=32)
    ),
    st.builds(entry.Remove, days, numbers, st.sampled_from(entry.REASONS)),
    st.builds(entry.Restore, days, numbers),
    st.builds(entry.Close, days, numbers),
)


def replayed(*lines):
    replay = Replay()
    replay.read(lines)
    return replay


def test_the_published_vector_of_a_commitment_holds():
    made = entry.commitment("petitions.example/petitions/123", "alice@example.org", "US-CA", bytes(range(32)))
    line = entry.add_line("2026-11-22", made)
    assert line == ADD
    assert leaf_hash(line).hex() == "ff6cfca31ab89629a608e5e2bb227a84fbf8e124ae522325b93d6ffd52279b90"


def test_addresses_are_committed_in_one_form():
    assert entry.canonical_email("Alice@EXAMPLE.org") == "Alice@example.org"
    assert entry.canonical_email("a@bücher.example") == "a@xn--bcher-kva.example"
    assert entry.canonical_email("e\u0301@example.org") == "é@example.org"


@pytest.mark.parametrize(
    ("email", "place", "salt"),
    [("a@b.c", "", bytes(31)), ("a@b.c", "US\nCA", bytes(32)), ("nobody", "", bytes(32)), ("@b.c", "", bytes(32))],
)
def test_nothing_else_is_committed_to(email, place, salt):
    with pytest.raises(ValueError, match=r"\w"):
        entry.commitment("o", email, place, salt)


@given(entries)
def test_every_entry_reads_back(made):
    assert entry.parse(made.line()) == made


@pytest.mark.parametrize(
    "line",
    [
        b"", b"add", ADD + b"\n", ADD + b" ", b" " + ADD, ADD.replace(b" ", b"  "), b"ADD" + ADD[3:],
        b"add 2026-13-01 " + COMMITMENT.encode(), b"add 2026-02-30 " + COMMITMENT.encode(),
        b"add 2026-11-22 " + COMMITMENT[:-2].encode() + b"9=", b"add 2026-11-22 AAAA",
        b"remove 2026-11-22 01 withdrawn", b"remove 2026-11-22 1 disliked", b"remove 2026-11-22 -1 fraud",
        b"restore 2026-11-22", b"close 2026-11-22 +1", b"open P1 " + b"ab" * 32 + b" 2026-11-22",
        b"open p1 " + b"AB" * 32 + b" 2026-11-22", b"restore 2026-11-22 \xd9\xa1",
    ],
)  # fmt: skip
def test_no_other_spelling_is_an_entry(line):
    with pytest.raises(entry.BadEntry):
        entry.parse(line)


@given(st.binary(max_size=120))
def test_any_bytes_are_an_entry_or_refused(raw):
    with contextlib.suppress(entry.BadEntry):
        assert entry.parse(raw).line() == raw


def test_a_log_is_replayed_to_its_count():
    replay = replayed(
        OPEN, ADD, ADD, ADD, b"remove 2026-11-23 2 withdrawn", b"restore 2026-11-24 2",
        b"remove 2026-11-24 3 fraud", b"close 2026-12-22 2",
    )  # fmt: skip
    assert (replay.size, replay.count, replay.added, replay.removed, replay.restored) == (8, 2, 3, 2, 1)
    assert [replay.counts(index) for index in range(9)] == [False, True, True, *[False] * 6]
    assert replay.closed == entry.Close(date(2026, 12, 22), 2)


@pytest.mark.parametrize(
    "lines",
    [
        [ADD], [OPEN, OPEN], [OPEN, b"remove 2026-11-22 0 fraud"], [OPEN, b"remove 2026-11-22 1 fraud"],
        [OPEN, ADD, b"remove 2026-11-22 1 fraud", b"remove 2026-11-22 1 fraud"],
        [OPEN, ADD, b"restore 2026-11-22 1"], [OPEN, ADD, b"close 2026-11-22 2"],
        [OPEN, b"close 2026-11-22 0", ADD], [OPEN, ADD, b"remove 2026-11-22 2 fraud"],
        [OPEN, b"nonsense"], [OPEN, b"add 2026-02-31 " + COMMITMENT.encode()], [b"close 2026-11-22 0"],
    ],
)  # fmt: skip
def test_a_replay_refuses_what_may_not_follow(lines):
    with pytest.raises(BadLog, match=r"entry \d"):
        replayed(*lines)


lines_of_any_kind = st.one_of(
    st.just(ADD),
    st.just(ADD.replace(b"-22", b"-31")),
    st.just(b"remove 2026-11-22 1 fraud"),
    st.builds(lambda at, byte: ADD[:at] + bytes([byte]) + ADD[at + 1 :], st.integers(0, 58), st.integers(0, 255)),
)


@given(st.lists(lines_of_any_kind, max_size=8))
def test_reading_many_at_once_is_reading_each(lines):
    def read(*parts):
        replay = replayed(OPEN)
        try:
            for part in parts:
                replay.read(part)
        except BadLog as error:
            return replay.size, str(error)
        return replay.size, replay.count

    assert read(lines) == read(*([line] for line in lines))


@given(st.lists(st.sampled_from(["add", "remove", "restore"]), max_size=40), st.data())
def test_a_replay_counts_as_a_plain_model_does(verbs, data):
    lines, counting, removed = [OPEN], set(), set()
    for verb in verbs:
        if verb == "add":
            counting.add(len(lines))
            lines.append(ADD)
        elif verb == "remove" and counting:
            index = data.draw(st.sampled_from(sorted(counting)))
            counting.remove(index)
            removed.add(index)
            lines.append(entry.Remove(DAY, index, "fraud").line())
        elif verb == "restore" and removed:
            index = data.draw(st.sampled_from(sorted(removed)))
            removed.remove(index)
            counting.add(index)
            lines.append(entry.Restore(DAY, index).line())
    assert replayed(*lines).count == len(counting)
