"""What a module stands on is at its top: no import of ours hides in a function, and none brings everything."""

import ast

import pytest

from house.source import Finding, code, functions, settled, text


def hidden(path, source):
    module = ast.parse(source)
    for name, function in functions(module):
        for node in ast.walk(function):
            if _is_ours(node) or _is_dynamic(node):
                yield Finding(f"{path}:{name}", f"imports in line {node.lineno}; imports stand at the top")
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            yield Finding(path, f"line {node.lineno} imports everything; say what")


def _is_ours(node):
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").split(".")[0] == "undersigned"
    return isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "undersigned" for alias in node.names)


def _is_dynamic(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {
        "importlib.import_module",
        "import_module",
        "__import__",
    }


def test_no_import_is_hidden():
    settled("import", (finding for path in code() for finding in hidden(str(path), text(path))))


@pytest.mark.parametrize(
    "source",
    [
        "from undersigned.kit import clock\n",
        "from undersigned.kit import (\n    clock,\n    env,\n)\n",
        "def f():\n    return undersigned\n",
    ],
)
def test_imports_at_the_top_pass(source):
    assert list(hidden("some.py", source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    from undersigned.kit import clock\n",
        "async def f():\n    import undersigned.kit.clock as clock\n",
        "class A:\n    def f(self):\n        from . import models\n",
        "def f():\n    return importlib.import_module('undersigned.kit')\n",
        "from undersigned.kit.clock import *\n",
    ],
)
def test_a_hidden_import_is_found(source):
    assert list(hidden("some.py", source))
