"""Commands in processes of their own, with exactly the environment that a test gives them."""

import os
import subprocess
import sys

import pytest

from undersigned.kit.home import new_secrets


@pytest.fixture(scope="session")
def production():
    """The settings of a deployment as the guide describes it."""
    return {
        **new_secrets(),
        "UNDERSIGNED_URL": "https://petitions.example.gov",
        "UNDERSIGNED_TRUSTED_PROXIES": "10.0.0.0/8",
        "DATABASE_URL": "postgresql://undersigned@database.example/undersigned",
        "EMAIL_URL": "smtp://user:password@mail.example:587?tls=1",
    }


@pytest.fixture
def command():
    """Run one of our commands; what it said, and its exit code."""

    def run(*arguments, **environment):
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return subprocess.run(
            [sys.executable, "-m", "undersigned", *arguments],
            env={**inherited, **environment},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run
