"""What the documents say is so: links lead somewhere, names are defined there, commands exist and run."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from house.source import ROOT, files, text
from undersigned import cli

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NO_COMMANDS = {"ini settings", "nginx", "tree", "layers", "", "sql"}


def documents():
    return [path for path in files() if path.suffix == ".md" and path.parts[0] in {"docs", "data", path.name}]


def broken_links(path, content):
    """Links to what does not exist, and backticked names that are not defined in the file they link to."""
    for name, target in _LINK.findall(_BLOCK.sub("", content)):
        place, _, heading = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (ROOT / path).parent / place
        if not found.exists():
            yield f"{path}: {target} does not exist"
            continue
        linked = found.read_text(encoding="utf-8") if place and found.suffix in {".md", ".py", ".sql"} else content
        if heading and heading not in headings(linked):
            yield f"{path}: {place or 'it'} has no heading #{heading}"
        if (wanted := name_of_code(name, found)) and not defines(linked, wanted):
            yield f"{path}: {place} does not define {name}"


def name_of_code(name, file):
    """The name that a link in backticks says is defined in the code it leads to."""
    is_name = re.fullmatch(r"`[\w.]+`", name) and not name.endswith((".py`", ".sql`"))
    return name.strip("`").split(".")[-1] if is_name and file.suffix in {".py", ".sql"} else ""


def headings(content):
    return {
        re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-")
        for line in re.findall(r"^#+ (.*)$", content, re.MULTILINE)
    }


def defines(source, name):
    return re.search(rf"^\s*(async def|def|class) {name}\b|^{name}\b.*=|^-- {name} --$", source, re.MULTILINE)


def unknown_commands(path, content):
    """Lines of command blocks that begin with no command of ours, no script and no tool."""
    for language, block in _BLOCK.findall(content):
        for line in block.splitlines() if language.split()[:1] in (["sh"], ["console"]) else ():
            first, *rest = line.strip().removeprefix("$ ").split() or [""]
            known = not first or first in {"git", "cd", "set", "pip", "python", "#"} or (ROOT / first).is_file()
            if first.endswith("undersigned"):
                known = bool(rest) and (rest[0] in cli.COMMANDS or rest[0] == "--help")
            if not known:
                yield f"{path}: {line}"


@pytest.mark.parametrize("path", documents(), ids=str)
def test_links_lead_somewhere(path):
    assert list(broken_links(path, text(path))) == []


@pytest.mark.parametrize(
    "content",
    [
        "[x](README.md) [y](https://example.org/z)",
        "[`cli.main`](src/undersigned/cli.py) [`COMMANDS`](src/undersigned/cli.py)",
        "# One, two\n[x](#one-two)",
        "```\n[x](nowhere)\n```\n",
    ],
)
def test_good_links_pass(content):
    assert list(broken_links(Path("some.md"), content)) == []


@pytest.mark.parametrize("content", ["[x](nowhere.md)", "[`minor`](src/undersigned/cli.py)", "# One\n[x](#two)"])
def test_a_broken_link_is_found(content):
    assert list(broken_links(Path("some.md"), content))


@pytest.mark.parametrize("path", documents(), ids=str)
def test_commands_exist(path):
    assert list(unknown_commands(path, text(path))) == []
    assert {language for language, _block in _BLOCK.findall(text(path))} <= NO_COMMANDS | {
        "sh",
        "sh run",
        "console",
    }


@pytest.mark.parametrize("line", ["script/serve", "undersigned sing", "undersigned", "make test"])
def test_a_command_that_does_not_exist_is_found(line):
    assert list(unknown_commands(Path("some.md"), f"```sh\n{line}\n```\n"))


def test_the_tree_names_every_room_and_the_layers_are_those_that_are_kept():
    blocks = dict(_BLOCK.findall(text(Path("ARCHITECTURE.md"))))
    rooms = {path.parts[2] for path in files() if path.parts[:2] == ("src", "undersigned") and len(path.parts) > 3}
    assert set(re.findall(r"^(\w+)/ ", blocks["tree"], re.MULTILINE)) == rooms
    contract = tomllib.loads(text(Path("pyproject.toml")))["tool"]["importlinter"]["contracts"][0]
    assert blocks["layers"].splitlines() == contract["layers"]


def test_architecture_and_contributing_are_a_page_each():
    assert text(Path("ARCHITECTURE.md")).count("\n") <= 100
    assert text(Path("CONTRIBUTING.md")).count("\n") <= 80


def test_the_readme_says_the_two_commands_and_shows_a_petition():
    readme = text(Path("README.md"))
    assert "script/server" in readme
    assert "script/test" in readme
    assert (ROOT / re.search(r"!\[[^\]]+\]\((docs/images/petition\.png)\)", readme)[1]).stat().st_size > 10_000


def runnable(content):
    """The blocks marked to be run, as one script."""
    return "set -euo pipefail\n" + "".join(
        block for language, block in _BLOCK.findall(content) if language == "sh run"
    )


def settings_shown(content):
    """The settings of the guide's example."""
    shown = next(block for language, block in _BLOCK.findall(content) if language == "ini settings")
    return dict(line.split("=", 1) for line in shown.splitlines())


@pytest.fixture
def empty_database(django_db_setup):
    """A database as its owner finds it: nothing in it."""
    name = sql.Identifier(f"guide_{os.getpid()}")
    with psycopg.connect(os.environ["TEST_DATABASE_SERVER"], autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield psycopg.conninfo.make_conninfo(os.environ["TEST_DATABASE_SERVER"], dbname=f"guide_{os.getpid()}")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def test_the_operators_guide_can_be_followed(tmp_path, empty_database):
    guide = text(Path("docs/operate.md"))
    own = {"DATABASE_URL": empty_database, "UNDERSIGNED_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        ["bash", "-c", runnable(guide)],
        cwd=tmp_path,
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **settings_shown(guide), **own},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing is wrong." in done.stdout
    assert "https://petitions.example.gov/desk/enter/" in done.stdout
