"""What is committed works on every machine: no path of this one, and no place that packages come from."""

import re
from pathlib import Path

import pytest

from house.source import ROOT, Finding, files, text

#: Where people's own folders are; the checkout's and one's own folder are added as they are here.
_HOMES = r"/home/[a-z][a-z0-9_-]*/|/Users/[A-Za-z]+/|[A-Z]:\\Users\\"
_PLACES = [f"{place}/" for place in {str(ROOT), str(Path.home())} if place.count("/") > 0 and place != "/"]
_PATHS = re.compile("|".join([_HOMES, *(rf"(?<![\w.]){re.escape(place)}" for place in _PLACES)]))
_HOSTS = re.compile(r'"resolved":\s*"http|--(extra-)?index-url|https?://[^\s"]*/simple(?![\w-])|--trusted-host')
TEXT = {".py", ".md", ".toml", ".sql", ".html", ".txt", ".lock", ".json", ".js", ".scss", ".csv", ".svg", ""}


def unsafe(name, content):
    for number, line in enumerate(content.splitlines(), 1):
        if found := _PATHS.search(line):
            yield Finding(f"{name}:{number}", f"names a folder of one machine: {found[0]}")
        if found := _HOSTS.search(line):
            yield Finding(f"{name}:{number}", f"names where packages come from: {found[0]}")


def test_nothing_of_this_machine_is_kept():
    kept = [path for path in files() if path.suffix in TEXT and path != Path(__file__).relative_to(ROOT)]
    assert [one for path in kept for one in unsafe(str(path), text(path))] == []


@pytest.mark.parametrize(
    "line",
    [
        "see https://docs.example.org/home/",
        "  cd ~/undersigned",
        "DATA=/var/lib/undersigned",
        "https://pypi.org/project/nh3",
        "https://example.org/simple-things",
    ],
)
def test_what_holds_everywhere_passes(line):
    assert list(unsafe("some.md", line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "/home/ana/undersigned/docs",
        f"open {ROOT}/README.md",
        f"{Path.home()}/.cache",
        r"C:\Users\ana",
        '"resolved": "https://registry.example.org/sass.tgz"',
        "--index-url https://packages.example.org/",
        "https://packages.example.org/simple/nh3",
    ],
)
def test_what_holds_on_one_machine_is_found(line):
    assert list(unsafe("some.md", line))


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_requirement_has_a_version_and_hashes(name):
    entries = [line for line in text(Path(name)).replace("\\\n", " ").splitlines() if re.match(r"[a-z0-9]", line)]
    assert entries
    assert [entry[:60] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_every_locked_package_of_the_style_sheet_has_its_hash():
    packages = [line for line in text(Path("package-lock.json")).splitlines() if '"version":' in line]
    hashes = [line for line in text(Path("package-lock.json")).splitlines() if '"integrity": "sha512-' in line]
    assert len(hashes) == len(packages) > 0
