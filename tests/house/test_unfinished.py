"""Nothing is left for later in the code: it is done, or it is an issue."""

import re

import pytest

from house.source import Finding, files, settled, text

_LATER = re.compile(
    r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|\bxfail\b|@(pytest\.mark|unittest)\.skip\b|\bmock\.patch\b"
)
SOURCES = {".py", ".html", ".txt", ".sql", ".js", ".scss", ".md", ".toml"}


def unfinished(path, content):
    for number, line in enumerate(content.splitlines(), 1):
        if found := _LATER.search(line):
            yield Finding(f"{path}:{number}", f"{found[0]}: do it, or make it an issue")


def test_nothing_is_left_for_later():
    read = [path for path in files() if path.suffix in SOURCES and path.name != "test_unfinished.py"]
    settled("unfinished", (finding for path in read for finding in unfinished(str(path), text(path))))


@pytest.mark.parametrize("line", ["todos = list()", "pytest.skip('no Chromium here')", "# a hackathon"])
def test_finished_lines_pass(line):
    assert list(unfinished("some.py", line)) == []


@pytest.mark.parametrize(
    "line", ["# TODO: later", "raise NotImplementedError", "@pytest.mark.xfail", "{# FIXME #}"]
)
def test_an_unfinished_line_is_found(line):
    assert list(unfinished("some.py", line))
