"""No test waits by the clock: it waits for what should happen."""

import ast

import pytest

from house.source import Finding, python, settled, text

SLEEPS = {"time.sleep", "sleep", "asyncio.sleep", "anyio.sleep", "page.wait_for_timeout"}


def sleeps(path, source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SLEEPS and not _yields(node):
            yield Finding(path, f"line {node.lineno} sleeps; wait for the thing itself")


def _yields(call):
    """`sleep(0)` waits for nothing: it lets the others run."""
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0


def test_no_test_sleeps():
    settled("sleep", (finding for path in python("tests") for finding in sleeps(str(path), text(path))))


@pytest.mark.parametrize("source", ["stop.wait(5)\n", "await asyncio.sleep(0)\n", "page.wait_for_selector('h1')\n"])
def test_waiting_for_something_passes(source):
    assert list(sleeps("some.py", source)) == []


@pytest.mark.parametrize(
    "source", ["time.sleep(0.1)\n", "await asyncio.sleep(1)\n", "sleep(pause)\n", "page.wait_for_timeout(100)\n"]
)
def test_a_sleep_is_found(source):
    assert list(sleeps("some.py", source))
