"""Only the outermost loop of a worker catches everything, and it writes down what it caught."""

import ast
import re

import pytest

from house.source import Finding, code, functions, settled, text

#: The loops that must go on whatever happens to one turn of theirs.
LOOPS = {
    "src/undersigned/mail/deliver.py:Delivery._send_all",
    "src/undersigned/mail/marking.py:Marks._run",
    "src/undersigned/mail/worker.py:run",
    "src/undersigned/ops/loops.py:repeat",
    "src/undersigned/pages/memory.py:PageMemory._make",
    "src/undersigned/signatures/groups.py:GroupCommit._settle",
}
_LOGS = re.compile(r"\b(log|logger)\.(exception|error|warning)\(")
BROAD = {"Exception", "BaseException"}


def swallowed(path, source):
    for name, function in functions(ast.parse(source)):
        place = f"{path}:{name}"
        for handler in (
            node for node in ast.walk(function) if isinstance(node, ast.ExceptHandler) and _is_broad(node)
        ):
            if _raises_again(handler):
                continue
            if place not in LOOPS:
                yield Finding(place, "catches everything; name what can go wrong here")
            elif not _LOGS.search(ast.unparse(handler)):
                yield Finding(place, "catches everything and does not log it")


def _raises_again(handler):
    return isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None


def _is_broad(handler):
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or ast.unparse(kind) in BROAD for kind in caught)


def test_only_the_listed_loops_catch_everything():
    settled("broad except", (finding for path in code() for finding in swallowed(str(path), text(path))))


def test_every_listed_loop_exists():
    found = {f"{path}:{name}" for path in code() for name, _function in functions(ast.parse(text(path)))}
    assert found >= LOOPS


def caught(what, then="logger.exception('x')"):
    return f"def repeat():\n    try:\n        work()\n    except{what}:\n        {then}\n"


def test_a_named_exception_and_a_listed_loop_pass():
    assert list(swallowed("some.py", caught(" ValueError"))) == []
    assert list(swallowed("some.py", caught(" BaseException", "close()\n        raise"))) == []
    assert list(swallowed("src/undersigned/ops/loops.py", caught(" Exception"))) == []


@pytest.mark.parametrize("what", ["", " Exception", " BaseException as error", " (ValueError, Exception)"])
def test_a_broad_except_is_found(what):
    assert [finding.place for finding in swallowed("some.py", caught(what))] == ["some.py:repeat"]


def test_a_loop_that_does_not_log_is_found():
    assert list(swallowed("src/undersigned/ops/loops.py", caught(" Exception", "pass")))
