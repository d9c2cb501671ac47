"""A setting is read once, and a wrong one stops the start with a message that names it."""

import pytest

from undersigned.kit import env
from undersigned.kit.env import BadSetting


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setattr(env, "known", dict(env.known))
    return monkeypatch.setenv


@pytest.mark.parametrize(
    ("given", "read"), [("1", True), (" YES ", True), ("on", True), ("0", False), ("False", False), ("", False)]
)
def test_a_flag_is_read(environment, given, read):
    environment("SOME_FLAG", given)
    assert env.flag("SOME_FLAG", not read, "says") is read


def test_what_is_not_set_has_its_default():
    assert env.flag("NOT_SET_HERE", True, "says") is True
    assert env.number("NOT_SET_HERE", 7, "says") == 7
    assert env.text("NOT_SET_HERE", "x", "says") == "x"
    assert env.listing("NOT_SET_HERE", ("a",), "says") == ("a",)
    assert env.secret("NOT_SET_HERE", "says") == ""


@pytest.mark.parametrize("given", ["maybe", "2", "ja"])
def test_a_wrong_flag_stops_the_start(environment, given):
    environment("SOME_FLAG", given)
    with pytest.raises(BadSetting, match="SOME_FLAG must be 1 or 0"):
        env.flag("SOME_FLAG", False, "says")


@pytest.mark.parametrize("given", ["-1", "0", "1.5", "many", "", "²"])
def test_a_wrong_number_stops_the_start(environment, given):
    environment("SOME_NUMBER", given)
    with pytest.raises(BadSetting, match="SOME_NUMBER must be a whole number of at least 1"):
        env.number("SOME_NUMBER", 5, "says", least=1)


def test_a_list_is_set_apart_by_commas(environment):
    environment("SOME_LIST", " a, b,,c ,")
    assert env.listing("SOME_LIST", (), "says") == ("a", "b", "c")


def test_a_secret_comes_from_its_variable_or_from_a_file(environment, tmp_path):
    environment("SOME_SECRET", " from the variable ")
    assert env.secret("SOME_SECRET", "says") == "from the variable"
    (tmp_path / "secret").write_text("from the file\n")
    environment("SOME_SECRET_FILE", str(tmp_path / "secret"))
    assert env.secret("SOME_SECRET", "says") == "from the file"


def test_a_file_that_cannot_be_read_stops_the_start(environment, tmp_path):
    environment("SOME_SECRET_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(BadSetting, match=r"SOME_SECRET_FILE names .*nowhere, which cannot be read"):
        env.secret("SOME_SECRET", "says")


def test_a_name_of_ours_that_is_no_setting_stops_the_start(environment):
    environment("UNDERSIGNED_PERSON_KYE", "x")
    with pytest.raises(BadSetting, match=r"UNDERSIGNED_PERSON_KYE is not a setting.*docs/operate\.md"):
        env.refuse_unknown()


def test_names_of_others_are_no_business_of_ours(environment):
    environment("PGHOST", "x")
    environment("UNDERSIGNEDX", "x")
    env.refuse_unknown()


def test_the_file_of_a_secret_is_a_setting_too(environment, tmp_path):
    (tmp_path / "key").write_text("x")
    environment("UNDERSIGNED_PERSON_KEY_FILE", str(tmp_path / "key"))
    env.refuse_unknown()
