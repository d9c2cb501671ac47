"""A file is named for what happens in it; a drawer for everything has no name."""

from pathlib import Path

import pytest

from house.source import Finding, files, settled

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "services", "service", "managers", "manager"}


def drawers(path):
    for part in (*path.parts[:-1], path.name.split(".")[0]):
        if part.strip("_") in DRAWERS or part.strip("_").split("_")[-1] in DRAWERS:
            yield Finding(str(path), f"{part} says nothing of what happens there")


def test_no_file_is_a_drawer():
    settled("name", (finding for path in files() for finding in drawers(path)))


@pytest.mark.parametrize(
    "path", ["src/a/lifecycle.py", "src/a/campaigns.py", "tests/conftest.py", "data/utah.toml"]
)
def test_a_name_that_says_what_happens_passes(path):
    assert list(drawers(Path(path))) == []


@pytest.mark.parametrize(
    "path", ["src/a/utils.py", "src/a/mail_helpers.py", "src/common/a.py", "static/js/misc.js"]
)
def test_a_drawer_is_found(path):
    assert [finding.place for finding in drawers(Path(path))] == [path]
