"""What the house tests read: our own files, and the waivers."""

from __future__ import annotations

import ast
import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WAIVERS = Path(__file__).with_name("waivers.toml")
#: What stands in the checkout and is not ours or not kept.
LEFT_OUT = {"node_modules", "__pycache__", "built", "dist"}
KEPT_DOT_FOLDERS = {".ci"}
#: Every rule that can be waived, so that a waiver of a rule that does not exist is noticed.
RULES = {
    "access",
    "broad except",
    "dead code",
    "docstring",
    "hidden flow",
    "import",
    "name",
    "plan",
    "size",
    "sleep",
    "sql",
    "sql tables",
    "template",
    "unfinished",
    "words",
}


@dataclass(frozen=True)
class Finding:
    """Where a rule is broken, as a waiver would name it, and how."""

    place: str
    says: str


@cache
def files() -> tuple[Path, ...]:
    """Every file of the checkout that is ours, by its path from the root."""
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if _is_ours(name)]
        found += [
            (Path(folder) / name).relative_to(ROOT) for name in names if not name.endswith((".pyc", ".lock.new"))
        ]
    return tuple(sorted(found))


def python(*under: str) -> list[Path]:
    """Our Python files beneath these folders."""
    return [path for path in files() if path.suffix == ".py" and path.parts[0] in under]


def code() -> list[Path]:
    """The Python files of the package, without what Django generates."""
    return [path for path in python("src") if "migrations" not in path.parts]


def text(path: Path) -> str:
    """What stands in the file."""
    return (ROOT / path).read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text(path))


def functions(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function with its dotted name in the module, nested ones and methods too."""
    waiting: list[tuple[str, ast.AST]] = [("", module)]
    while waiting:
        prefix, node = waiting.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{prefix}{child.name}", child
            name = f"{prefix}{child.name}." if hasattr(child, "name") and isinstance(child.name, str) else prefix
            waiting.append((name, child))


def settled(rule: str, findings: Iterable[Finding]) -> None:
    """Fail for each finding that is not waived, and for each waiver that is needed no longer."""
    assert rule in RULES
    found = {finding.place: finding.says for finding in findings}
    waived = {waiver["place"] for waiver in waivers() if waiver["rule"] == rule}
    broken = [f"{place}: {says}" for place, says in sorted(found.items()) if place not in waived]
    unneeded = [f"{place}: is waived in waivers.toml, and need not be" for place in sorted(waived - set(found))]
    assert not broken + unneeded, "\n" + "\n".join(broken + unneeded)


def waivers() -> list[dict[str, str]]:
    """The waivers: each with its rule, its place and its reason."""
    return tomllib.loads(WAIVERS.read_text(encoding="utf-8")).get("waiver", [])


def _is_ours(folder: str) -> bool:
    return folder not in LEFT_OUT and (not folder.startswith(".") or folder in KEPT_DOT_FOLDERS)
