"""Imports only go down, and each room has its place."""

import subprocess
import sys
import tomllib
from pathlib import Path

from house.source import ROOT, text

LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
SMALL_HOUSE = """
[tool.importlinter]
root_package = "house_of_two"
[[tool.importlinter.contracts]]
name = "Imports only go down"
type = "layers"
containers = ["house_of_two"]
layers = ["pages", "kit"]
exhaustive = true
"""


def lint(folder, extra_path=None):
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(extra_path or folder)!r}); {LINT}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def small_house(folder, kit, pages=""):
    (folder / "pyproject.toml").write_text(SMALL_HOUSE)
    for name, content in {"__init__": "", "kit": kit, "pages": pages}.items():
        (folder / "house_of_two").mkdir(exist_ok=True)
        (folder / "house_of_two" / f"{name}.py").write_text(content)
    return lint(folder)


def test_imports_only_go_down():
    done = lint(ROOT, ROOT / "src")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_layers_name_every_room_and_no_import_is_ignored():
    contracts = tomllib.loads(text(Path("pyproject.toml")))["tool"]["importlinter"]["contracts"]
    assert contracts[0]["exhaustive"]
    assert not any("ignore_imports" in contract for contract in contracts)


def test_an_import_that_goes_down_passes(tmp_path):
    assert small_house(tmp_path, kit="", pages="import house_of_two.kit\n").returncode == 0


def test_an_import_that_goes_up_is_found(tmp_path):
    assert "house_of_two.kit is not allowed to import house_of_two.pages" in (
        small_house(tmp_path, kit="import house_of_two.pages\n").stdout
    )
