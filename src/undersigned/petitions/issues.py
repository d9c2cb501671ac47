"""The issues that petitions are sorted by, and the names that other sites have for them."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from undersigned.kit import facts
from undersigned.petitions.models import Issue


class TwoMeanings(ValueError):
    """`data/issues.toml` gives one name to two issues."""


def load_issues() -> int:
    """Make the table of issues agree with `data/issues.toml`; returns how many it names.

    One upsert, so idempotent and safe beside another loader. An issue that left the file stays, because petitions
    are filed under it. Raises KeyError where a row lacks a field, TwoMeanings where names collide.
    """
    known_names()
    rows = [Issue(slug=row["slug"], name=row["name"]) for row in _rows()]
    Issue.objects.bulk_create(rows, update_conflicts=True, unique_fields=["slug"], update_fields=["name"])
    return len(rows)


def issue_named(name: str) -> str | None:
    """The slug of the issue that this site or another one calls so; None when no issue is."""
    return known_names().get(_plain(name))


@cache
def known_names() -> dict[str, str]:
    """The slug by each plain name and alias; raises TwoMeanings."""
    known: dict[str, str] = {}
    for row in _rows():
        for name in (row["name"], *row.get("aliases", ())):
            if known.setdefault(_plain(name), row["slug"]) != row["slug"]:
                raise TwoMeanings(f"data/issues.toml: {name!r} names {known[_plain(name)]} and {row['slug']}")
    return known


def _rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(facts.path("issues.toml").read_text("utf-8"))["issue"]
    return rows


def _plain(name: str) -> str:
    return " ".join(name.replace("&", " and ").replace("’", "'").casefold().split())
