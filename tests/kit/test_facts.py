"""Facts are found in the checkout and in an installed package."""

import pytest

from undersigned.kit import facts


def test_a_file_of_facts_is_found():
    assert facts.path("policy.toml").read_text()
    assert facts.path("clemency", "presidents.csv").is_file()


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match=r"data/authorities/atlantis\.toml"):
        facts.path("authorities", "atlantis.toml")


def test_the_facts_of_an_installed_package_come_first(tmp_path, monkeypatch):
    (tmp_path / "src" / "undersigned" / "data").mkdir(parents=True)
    (tmp_path / "src" / "undersigned" / "data" / "policy.toml").write_text("installed")
    monkeypatch.setattr(facts, "_PACKAGE", tmp_path / "src" / "undersigned")
    assert facts.path("policy.toml").read_text() == "installed"
