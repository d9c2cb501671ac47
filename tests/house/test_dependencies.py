"""Few packages, each declared with its reason, and each in use."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from house.source import code, text

PROJECT = Path("pyproject.toml")
#: What is used though no module of ours imports it.
USED_BY_OTHERS = {
    "uvloop": "granian's event loop (ops/web.py names it)",
    "servestatic": "named in settings.py",
}


def without_reason(pyproject):
    """Requirements of the package itself, dev tools aside, whose line does not say why."""
    lists = re.findall(r"^(?:dependencies|server) = \[\n(.*?)^\]", pyproject, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for part in lists for line in part.splitlines() if line.strip()]
    assert lines
    return [line for line in lines if not re.fullmatch(r'"[^"]+",\s+# \S+ .+', line)]


def declared():
    project = tomllib.loads(text(PROJECT))["project"]
    requirements = [*project["dependencies"], *project["optional-dependencies"]["server"]]
    return {_normal(re.match(r"[A-Za-z0-9._-]+", requirement)[0]) for requirement in requirements}


def imported():
    """Distributions that our modules import."""
    modules = set()
    for path in code():
        for node in at_run_time(ast.parse(text(path))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add((node.module or "").split(".")[0])
    by_module = packages_distributions()
    outside = modules - set(sys.stdlib_module_names) - {"undersigned"}
    return {_normal(name) for module in outside for name in by_module[module]}


def at_run_time(node):
    """Every part of a module but what only type checkers read."""
    yield node
    if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
        for child in ast.iter_child_nodes(node):
            yield from at_run_time(child)


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_runtime_dependency_says_why():
    assert without_reason(text(PROJECT)) == []


def test_a_dependency_without_reason_is_found():
    assert without_reason('dependencies = [\n    "nh3>=1",  # cleans html\n    "six",\n]\n') == ['"six",']


def test_what_is_imported_is_declared():
    assert imported() - declared() == set()


def test_an_import_for_type_checkers_alone_does_not_count():
    module = ast.parse("import a\nif TYPE_CHECKING:\n    import b\n")
    assert [node.names[0].name for node in at_run_time(module) if isinstance(node, ast.Import)] == ["a"]


def test_what_is_declared_is_used():
    assert declared() - imported() == set(USED_BY_OTHERS)


def test_the_outsiders_install_needs_cryptography_alone():
    needed = tomllib.loads(text(PROJECT))["project"]["dependencies"]
    assert [_normal(re.match(r"[a-z-]+", one)[0]) for one in needed] == ["cryptography"]
