"""Scripts say what they do, stop at the first failure, and can be read by bash."""

import os
import subprocess

import pytest

from house.source import ROOT, files, text

SCRIPTS = [path for path in files() if path.parts[0] in {"script", ".ci"} and not path.suffix]


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_a_script_is_a_whole_one(path):
    lines = text(path).splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[1].startswith("# ")
    assert lines[2] == "set -euo pipefail"
    assert os.access(ROOT / path, os.X_OK)
    assert subprocess.run(["bash", "-n", ROOT / path], check=False).returncode == 0


def test_the_gate_runs_lint_and_tests_and_wants_a_browser():
    gate = (ROOT / ".ci" / "run").read_text()
    assert (
        gate.index("export TESTS_NEED_CHROMIUM=1") < gate.index("\nscript/lint\n") < gate.index("\nscript/test\n")
    )


def test_the_name_that_makes_the_browser_necessary_is_the_one_that_tests_look_for():
    assert 'os.environ.get("TESTS_NEED_CHROMIUM")' in (ROOT / "tests" / "conftest.py").read_text()
