"""Every module opens with one sentence that says what happens there."""

import ast
import re

import pytest

from house.source import Finding, code, settled, text

#: The end of a sentence inside a text: a stop, then a space or a line's end, then a capital letter.
_NEXT_SENTENCE = re.compile(r"[.!?]\s+[A-Z]")


def unsaid(path, source):
    if not source.strip():
        return
    opening = ast.get_docstring(ast.parse(source))
    if not opening:
        yield Finding(path, "does not say what happens in it")
    elif "\n" in opening or _NEXT_SENTENCE.search(opening):
        yield Finding(path, "says it in more than one sentence")
    elif not opening.endswith((".", "?")):
        yield Finding(path, "does not end its sentence")


def test_every_module_says_what_happens_in_one_sentence():
    settled("docstring", (finding for path in code() for finding in unsaid(str(path), text(path))))


@pytest.mark.parametrize("source", ["", '"""`PGN` is read: one move a line, RFC 1, v1.2 and later."""\n'])
def test_one_sentence_passes(source):
    assert list(unsaid("some.py", source)) == []


@pytest.mark.parametrize(
    "source", ["x = 1\n", '"""One. Two."""\n', '"""One.\n\nMore of it.\n"""\n', '"""Letters go out"""\n']
)
def test_no_sentence_or_several_are_found(source):
    assert list(unsaid("some.py", source))
