"""Reads the offices, powers and law under `data/authorities/` into one catalogue."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from undersigned.authorities.fact import FACTS, KINDS
from undersigned.authorities.powers import Catalogue, Law, Office, Power, Remedy, Role, Step
from undersigned.kit import facts

NOT = "not "
TABLES = ("office", "law", "remedy", "group", "power")


class BadCatalogue(ValueError):
    """A file under `data/authorities/` cannot be read; the message names the file, the row and the remedy."""


@cache
def catalogue() -> Catalogue:
    """The catalogue of this deployment, read once."""
    return read_catalogue(facts.path("authorities"))


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder of TOML files, every file at any depth; raises BadCatalogue."""
    tables: dict[str, list[tuple[Path, dict[str, Any]]]] = {}
    for file in sorted(folder.rglob("*.toml")):
        try:
            content = tomllib.loads(file.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise BadCatalogue(f"{file.name}: {error}") from error
        for table in TABLES:
            tables.setdefault(table, []).extend((file, row) for row in content.get(table, []))
    groups = {row["id"]: row for _, row in tables.get("group", [])}
    return Catalogue(
        offices=_by_id("office", tables, lambda row: Office(**row)),
        laws=_by_id("law", tables, lambda row: Law(**row)),
        remedies=_by_id("remedy", tables, lambda row: Remedy(**_tuples(row, "cites"))),
        powers=tuple(
            _by_id("power", tables, lambda row: _power(row, groups)).values(),
        ),
    )


def _by_id(table: str, tables: Mapping[str, list[tuple[Path, dict[str, Any]]]], make: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for file, row in tables.get(table, []):
        id = row.get("id", "")
        if not id or id in found:
            raise BadCatalogue(f"{file.name}: {table} {id!r} has no id, or one that is taken; give it its own")
        try:
            found[id] = make(row)
        except (TypeError, KeyError) as error:
            raise BadCatalogue(f"{file.name}: {table} {id!r}: {error}") from error
    return found


def _tuples(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**row, **{name: tuple(row[name]) for name in names if name in row}}


def _power(row: Mapping[str, Any], groups: Mapping[str, Mapping[str, Any]]) -> Power:
    fields = dict(row)
    group = groups[fields.pop("group")] if "group" in fields else {}
    roles = {**group.get("roles", {}), **fields.pop("roles", {})}
    fields.setdefault("remedies", group.get("remedies", ()))
    fields.setdefault("kind", group.get("kind", ""))
    fields.setdefault("apply", group.get("apply", ""))
    return Power(
        **{
            **_tuples(fields, "asks", "cites", "also", "parts", "limits", "remedies"),
            "when": {fact: _answers(fact, answers, fields["asks"]) for fact, answers in fields["when"].items()},
            "holders": tuple(Step(**step) for step in fields["holders"]),
            "roles": {office: Role(**_tuples(role, "instead", "cites")) for office, role in roles.items()},
        }
    )


def _answers(fact: str, answers: Iterable[str], asks: Iterable[str]) -> frozenset[str]:
    """The answers a row lists; `not X` stands for every choice of the fact but X."""
    listed = frozenset(answers)
    excluded = {answer.removeprefix(NOT) for answer in listed if answer.startswith(NOT)}
    if not excluded:
        return listed
    choices = FACTS[fact].codes if fact in FACTS else frozenset().union(*(KINDS[ask].codes for ask in asks))
    return choices - excluded - {"unknown"}
