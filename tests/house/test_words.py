"""One word per idea: docs/words.md says which, and nobody uses another one."""

import re
from pathlib import Path

import pytest

from house.source import Finding, files, settled, text
from undersigned.petitions.models import State
from undersigned.staff.roles import RoleName

WORDS = Path("docs/words.md")
SPEAKING = {".py", ".html", ".txt", ".md", ".sql", ".js"}


def rows(heading):
    """The cells of the table below a heading, row by row, without the table's own heading."""
    table = text(WORDS).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def words_in(cell):
    return re.findall(r"\*\*(.+?)\*\*", cell)


def not_ours():
    """The words we do not use, each with the one we do."""
    return {other: words_in(row[0])[0] for row in rows("Words") for other in re.findall(r"`(.+?)`", row[2])}


def strange_words(name, content, strange):
    pattern = re.compile(r"(?<![A-Za-z])(" + "|".join(map(re.escape, strange)) + r")s?(?![A-Za-z])", re.IGNORECASE)
    for number, line in enumerate(content.splitlines(), 1):
        for found in pattern.finditer(line):
            yield Finding(f"{name}:{number}", f"{found[1]!r}: the word is {strange[found[1].lower()]!r}")


def test_nobody_uses_another_word():
    spoken = [path for path in files() if path.suffix in SPEAKING and path.parts[0] not in {"data", "node_modules"}]
    own = {WORDS, Path("tests/house/test_words.py")}
    settled(
        "words",
        (one for path in spoken if path not in own for one in strange_words(str(path), text(path), not_ours())),
    )


@pytest.mark.parametrize("line", ["class Signature:", "the signer’s address", "resigned", "sponsorship"])
def test_our_words_pass(line):
    assert list(strange_words("some.py", line, {"sign": "x", "signee": "signer", "sponsor": "supporter"})) == []


@pytest.mark.parametrize("line", ["class Signee:", "the Signees' names", "signee_count = 3", "# a signee."])
def test_another_word_is_found(line):
    assert list(strange_words("some.py", line, {"signee": "signer"}))


def test_the_states_are_those_of_the_table():
    assert {word for row in rows("States of a petition") for word in words_in(row[0])} == set(State.values)


def test_the_roles_are_those_of_the_table():
    assert {word for row in rows("Roles of staff") for word in words_in(row[0])} == set(RoleName.values)
