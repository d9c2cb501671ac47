"""A room's SQL says what it does and which index serves it, is used, and names no table of a room above."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

from house.source import Finding, code, files, settled, text

_NAMED = re.compile(r"^-- ([a-z_]+) --$", re.MULTILINE)


def sql_files():
    return [path for path in files() if path.suffix == ".sql" and path.parts[:2] == ("src", "undersigned")]


def room_of(path):
    return path.parts[2]


def queries(content):
    """Each query of a file by its name: its comment lines, and its statement."""
    parts = _NAMED.split(content)
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        lines = body.strip().splitlines()
        count = next((n for n, line in enumerate(lines) if not line.startswith("-- ")), len(lines))
        yield name, [line.removeprefix("-- ") for line in lines[:count]], "\n".join(lines[count:])


def unexplained(place, content):
    if _NAMED.split(content)[0].strip():
        yield Finding(place, "has something before its first query")
    for name, comments, statement in queries(content):
        index = next((n for n, line in enumerate(comments) if line.startswith("Index: ")), 0)
        if not index:
            yield Finding(f"{place}:{name}", "lacks its line `what`, or `Index: which` after it")
        if not statement:
            yield Finding(f"{place}:{name}", "is empty")


def indexes_named(comments):
    """The names in a query's line on indexes."""
    line = " ".join(comments).partition("Index: ")[2]
    return set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", line))


def rooms_below():
    """The rooms that each room's SQL may speak of: itself and those of the layers below."""
    contract = tomllib.loads(text(Path("pyproject.toml")))["tool"]["importlinter"]["contracts"][0]
    layers = [re.split(r"[|:]", layer) for layer in contract["layers"]]
    below, seen = {}, set()
    for layer in reversed(layers):
        for room in (name.strip() for name in layer):
            below[room] = seen | {room}
        seen |= {name.strip() for name in layer}
    return below


def tables():
    """Every table of ours, with its room."""
    return {
        model._meta.db_table: config.name.split(".")[1]
        for config in apps.get_app_configs()
        if config.name.startswith("undersigned.")
        for model in config.get_models(include_auto_created=True)
    }


def reaching_up(place, room, content, below):
    for table in sorted(set(re.findall(r"\b[a-z_]+\b", content)) & set(tables())):
        if tables()[table] not in below[room]:
            yield Finding(f"{place}:{table}", f"{room} speaks of a table of {tables()[table]}")


def test_every_query_says_what_and_which_index():
    settled("sql", (one for path in sql_files() for one in unexplained(str(path), text(path))))


@pytest.mark.parametrize(
    "content",
    [
        "-- drop --\n-- Takes letters out.\n-- Index: the primary key.\nDELETE FROM x;\n",
        "-- drop --\n-- Takes letters\n-- out.\n-- Index: none; once a day.\nDELETE FROM x;\n",
        "-- a --\n-- B.\n-- Index: c.\nX\n\n-- d --\n-- E.\n-- Index: f.\nX\n",
    ],
)
def test_an_explained_query_passes(content):
    assert list(unexplained("some.sql", content)) == []


@pytest.mark.parametrize(
    "content",
    [
        "SELECT 1;\n",
        "-- drop --\nDELETE FROM x;\n",
        "-- drop --\n-- Takes letters out.\nDELETE FROM x;\n",
        "-- drop --\n-- Index: the primary key.\nDELETE FROM x;\n",
        "-- drop --\n-- Takes letters out.\n-- Index: none.\n",
    ],
)
def test_an_unexplained_query_is_found(content):
    assert list(unexplained("some.sql", content))


def test_every_index_that_a_query_names_exists():
    known = set(re.findall(r"\w+", text(Path("docs/schema.sql"))))
    named = {
        f"{path}:{name}": indexes_named(comments) - known - set(re.findall(r"%\((\w+)\)[sb]", statement))
        for path in sql_files()
        for name, comments, statement in queries(text(path))
    }
    assert {place: missing for place, missing in named.items() if missing} == {}


def test_the_names_of_indexes_are_read_from_the_comment():
    assert indexes_named(["What.", "Index: mail_letter_ended, then the", "primary key of mail_hold."]) == {
        "mail_letter_ended",
        "mail_hold",
    }


def test_every_query_is_used():
    sources = [text(path) for path in code()]
    names = [(path, name) for path in sql_files() for name, *_rest in queries(text(path))]
    assert [f"{path}:{name}" for path, name in names if not any(f'"{name}"' in source for source in sources)] == []


def test_no_query_is_named_twice_in_a_room():
    counted = Counter((room_of(path), name) for path in sql_files() for name, *_rest in queries(text(path)))
    assert [name for name, times in counted.items() if times > 1] == []


def test_no_room_speaks_of_a_table_above_it():
    below = rooms_below()
    found = (one for path in sql_files() for one in reaching_up(str(path), room_of(path), text(path), below))
    settled("sql tables", found)


def test_a_table_of_a_room_above_is_found():
    statement = "SELECT FROM signatures_signature JOIN petitions_petition ON true JOIN mail_letter ON true"
    place = "src/undersigned/mail/sql/some.sql"
    assert [one.place for one in reaching_up(place, "mail", statement, rooms_below())] == [
        f"{place}:petitions_petition",
        f"{place}:signatures_signature",
    ]


def test_tables_of_its_own_and_below_pass():
    assert list(reaching_up("x", "signatures", "FROM signatures_signature JOIN mail_letter", rooms_below())) == []
