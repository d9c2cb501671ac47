"""A function fits on a screen, a file in one sitting, a class in the head."""

import ast

import pytest

from house.source import Finding, functions, python, settled, text

FUNCTION_LINES = 60
FILE_LINES = 400
CLASS_METHODS = 20


def too_large(path, source):
    module = ast.parse(source)
    lines = source.count("\n")
    if lines > FILE_LINES and "/migrations/" not in path:
        yield Finding(path, f"has {lines} lines; {FILE_LINES} is enough")
    for name, function in functions(module):
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > FUNCTION_LINES:
            yield Finding(f"{path}:{name}", f"has {lines} lines; {FUNCTION_LINES} is enough")
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)
            if methods > CLASS_METHODS:
                yield Finding(f"{path}:{node.name}", f"has {methods} methods; {CLASS_METHODS} is enough")


def test_nothing_is_too_large():
    settled(
        "size",
        (one for path in python("src", "tests", "bench", "script") for one in too_large(str(path), text(path))),
    )


def function_of(lines):
    return "def grow():\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize(
    "source",
    [function_of(60), "x = 1\n" * 400, "class A:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(20))],
)
def test_what_is_just_small_enough_passes(source):
    assert list(too_large("some.py", source)) == []


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (function_of(61), "some.py:grow"),
        ("class A:\n    async " + function_of(61).replace("\n", "\n    ").rstrip(" "), "some.py:A.grow"),
        ("def f():\n    " + function_of(61).replace("\n", "\n    ").rstrip(" "), "some.py:f.grow"),
        ("x = 1\n" * 401, "some.py"),
        ("class A:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(21)), "some.py:A"),
    ],
)
def test_what_is_too_large_is_found(source, place):
    assert place in [finding.place for finding in too_large("some.py", source)]
