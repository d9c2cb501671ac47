"""A trial makes its secrets once, and only its owner can read them."""

import stat

import pytest

from undersigned.kit import crypto, home


def test_the_secrets_are_made_once(tmp_path):
    made = home.read_secrets(tmp_path / "trial")
    assert home.read_secrets(tmp_path / "trial") == made
    assert home.read_secrets(tmp_path / "another") != made


def test_only_the_owner_can_read_them(tmp_path):
    home.read_secrets(tmp_path)
    assert stat.S_IMODE((tmp_path / home.SECRETS).stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [home.SECRETS]


def test_they_lie_outside_the_folder_of_the_database(tmp_path):
    home.read_secrets(tmp_path)
    assert not (tmp_path / "postgres" / home.SECRETS).exists()


def test_new_secrets_have_the_form_that_is_asked_for():
    made = home.new_secrets()
    assert all(len(crypto.key_from(made[name], name)) == 32 for name in home.KEYS)
    assert list(crypto.keys_from(made["UNDERSIGNED_DATA_KEYS"], "UNDERSIGNED_DATA_KEYS")) == [1]
    assert len(made["UNDERSIGNED_SECRET_KEY"]) >= 50


def test_the_folder_is_the_one_that_was_given(tmp_path, monkeypatch):
    monkeypatch.setenv("UNDERSIGNED_DATA", str(tmp_path / "from the environment"))
    assert home.folder_of(str(tmp_path / "given")) == tmp_path / "given"
    assert home.folder_of(None) == tmp_path / "from the environment"
    monkeypatch.delenv("UNDERSIGNED_DATA")
    assert home.folder_of(None).name == ".data"


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_URL_FILE"])
def test_a_deployment_with_a_database_uses_nothing_of_the_folder(tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, "postgresql://elsewhere/x")
    with home.opened(tmp_path / "trial"):
        assert not (tmp_path / "trial").exists()
