"""The log's long fault runs: writers and sequencers killed, long stories of signing, every bit of a site flipped.

`python tests/faults/log.py --kills 100` runs the suite's own tests of these, only for longer.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = (
    "tests/ledger/test_kill.py",
    "tests/ledger/test_counts_agree.py",
    "tests/audit/test_every_bit.py",
    "tests/ops/test_every_published_bit.py",
)


def main() -> int:
    """Run them; returns pytest's exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="how often a process is killed (100)")
    kills = parser.parse_args().kills
    longer = {"TESTS_KILLS": str(kills), "TESTS_STORIES": str(kills), "TESTS_EVERY_BIT": "1"}
    command = [sys.executable, "-m", "pytest", "-v", *TESTS]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **longer}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
