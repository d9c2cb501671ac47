"""The long fault run of letters, three kills short; `script/soak` has fifty."""

import subprocess
import sys
from pathlib import Path


def test_everyone_has_the_answer_once_whatever_happens_meanwhile():
    program = Path(__file__).with_name("letters.py")
    command = [sys.executable, program, "--kills", "3"]
    ran = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False
    )
    assert ran.returncode == 0, f"{ran.stdout[-1000:]}\n{ran.stderr[-4000:]}"
