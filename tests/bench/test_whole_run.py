"""A benchmark starts its own servers, measures for a second, says so in JSON, and leaves nothing behind."""

import json
import subprocess
import sys

import serving


def test_the_count_is_measured_for_a_second(wrk, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    asked = ["count", "--seconds=1", "--signers=5", "--no-floor", "--json"]
    command = [sys.executable, serving.HERE / "run.py", *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    [figure] = json.loads(done.stdout)
    assert (done.returncode, figure["faults"], figure["errors"]) == (0, [], 0), done.stderr
    assert (figure["name"], figure["unit"]) == ("count", "/s")
    assert figure["figure"] > 0
    assert list(tmp_path.glob("bench-*")) == []
