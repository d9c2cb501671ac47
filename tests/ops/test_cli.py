"""The command-line program teaches: what there is, what is missing, and what to type."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from undersigned import cli


def test_without_a_command_it_lists_them_and_fails(capsys):
    assert cli.main([]) == 2
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed and command.purpose in listed for name, command in cli.COMMANDS.items())


@pytest.mark.parametrize("asked", ["--help", "-h", "help"])
def test_help_is_no_failure(capsys, asked):
    assert cli.main([asked]) == 0
    assert "usage: undersigned COMMAND [--help]" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["sing", "", "--version", "WEB"])
def test_an_unknown_command_is_named(capsys, name):
    assert cli.main([name]) == 2
    assert capsys.readouterr().err == (
        f"undersigned: there is no command {name!r}; `undersigned --help` lists them.\n"
    )


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_exists_and_explains_itself(capsys, name):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    said = capsys.readouterr()
    assert (ended.value.code, said.err) == (0, "")
    assert f"usage: undersigned {name}" in said.out


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_wrong_option_is_named_and_nothing_is_tried(capsys, name):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--no-such-option"])
    assert ended.value.code == 2
    assert "--no-such-option" in (said := capsys.readouterr().err) or "required" in said


@pytest.mark.parametrize("words", [["--help"], ["audit", "http://127.0.0.1:1/petitions/abc"]])
def test_a_reader_who_stops_reading_is_no_reason_to_complain(words):
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "undersigned", *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, "")


def test_help_needs_no_settings_and_makes_nothing(command, tmp_path):
    done = command("staff", "--help", UNDERSIGNED_DATA=str(tmp_path))
    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (0, "", [])


@pytest.mark.parametrize("name", [name for name, command in cli.COMMANDS.items() if command.needs != "nothing"])
def test_the_base_install_says_what_to_install(base_install, name):
    done = base_install(name)
    assert done.returncode == 2
    assert "pip install 'undersigned[server]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", [name for name, command in cli.COMMANDS.items() if command.needs == "nothing"])
def test_the_outsiders_commands_run_on_the_base_install(base_install, name):
    done = base_install(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")


def test_ctrl_c_ends_a_command_as_shells_expect(monkeypatch):
    def interrupted(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_run", interrupted)
    assert cli.main(["web"]) == 130


@pytest.fixture(scope="module")
def base_install(tmp_path_factory):
    """Our package and `cryptography`, with what that needs, and nothing else of the environment."""
    packages = tmp_path_factory.mktemp("base")
    for name in ("undersigned", "cryptography", "cffi", "_cffi_backend", "pycparser"):
        found = Path(importlib.import_module(name).__file__)
        source = found.parent if found.name == "__init__.py" else found
        (packages / source.name).symlink_to(source)

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-I", "-S", "-c", START.format(str(packages)), *arguments],
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run


START = "import sys; sys.path.append({!r}); from undersigned.cli import main; sys.exit(main())"
