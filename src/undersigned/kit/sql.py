"""SQL that the ORM cannot say well lives in a room's `sql/` folder and is loaded here by name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, LiteralString, cast

import psycopg
from django.db import connection
from psycopg.sql import SQL, Identifier

_NAME = re.compile(r"^-- ([a-z_]+) --$", re.MULTILINE)


@cache
def load(package: str) -> dict[str, LiteralString]:
    """Every query in the `sql/*.sql` files of a room, by its name.

    A file holds `-- name --` on a line of its own, a line saying what, a line saying which index, then the
    statement. The type says what is true: no query is ever put together from what someone sent.
    """
    queries: dict[str, LiteralString] = {}
    folder = files(package) / "sql"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".sql"):
            continue
        parts = _NAME.split(file.read_text(encoding="utf-8"))
        for name, body in zip(parts[1::2], parts[2::2], strict=True):
            if name in queries:
                raise ValueError(f"{package} names the query {name} twice")
            queries[name] = cast(LiteralString, body.strip())
    return queries


def copy_in(table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
    """Add rows to a table inside the caller's transaction; `columns` names each column and its PostgreSQL type.

    Binary COPY: half the work of an INSERT, here and in the database. Raises what the database raises; then nothing
    of the transaction stands.
    """
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection).copy(_copy(table, tuple(columns))) as copy:
        copy.set_types(_oids(tuple(columns.values())))
        for row in rows:
            copy.write_row(row)


@cache
def _copy(table: str, columns: tuple[str, ...]) -> bytes:
    """The statement that begins a binary COPY into these columns."""
    names = SQL(", ").join(map(Identifier, columns))
    return SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(Identifier(table), names).as_bytes()


@cache
def _oids(types: tuple[str, ...]) -> list[int]:
    """The numbers by which PostgreSQL knows these types."""
    return [psycopg.adapters.types.get_oid(name) for name in types]


def run(query: LiteralString, parameters: Mapping[str, object]) -> psycopg.Cursor[tuple[Any, ...]]:
    """A statement inside the caller's transaction, its parameters sent beside it; placeholders are `%(name)b`.

    For arrays of hundreds: binary, they cost a third of what they cost as part of the statement's text.
    """
    connection.ensure_connection()
    return psycopg.Cursor[tuple[Any, ...]](connection.connection).execute(query, parameters)


def run_together(*asked: tuple[LiteralString, Mapping[str, object]]) -> list[psycopg.Cursor[tuple[Any, ...]]]:
    """Statements like those of `run`, none of which waits for another's answer: all of them in one round trip.

    When one fails its error is raised, and nothing of the transaction stands.
    """
    connection.ensure_connection()
    with connection.connection.pipeline():
        return [run(query, parameters) for query, parameters in asked]
