"""`undersigned keys` prints keys that a deployment can start with, and keeps none."""

import pytest

from undersigned import cli
from undersigned.kit import crypto
from undersigned.kit.home import KEYS, new_secrets


def test_the_keys_are_lines_of_an_environment(command, tmp_path):
    done = command("keys", HOME=str(tmp_path))
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert set(lines) == {*KEYS, "UNDERSIGNED_DATA_KEYS", "UNDERSIGNED_SECRET_KEY"}
    assert all(crypto.key_from(lines[name], name) for name in KEYS)
    assert list(tmp_path.iterdir()) == []


def test_no_two_keys_are_the_same():
    assert len({*new_secrets().values(), *new_secrets().values()}) == 10


def test_the_help_says_that_the_person_key_is_kept_for_ever(capsys):
    with pytest.raises(SystemExit):
        cli.main(["keys", "--help"])
    assert "Keep UNDERSIGNED_PERSON_KEY for ever" in " ".join(capsys.readouterr().out.split())
