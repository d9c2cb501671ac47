"""The address of a site or a mail server is taken apart, or the setting that gave it is named."""

import pytest

from undersigned.kit import env
from undersigned.kit.env import BadSetting


@pytest.mark.parametrize(
    "address", ["https://petitions.example.gov", "http://localhost:8000", "https://[::1]:8443"]
)
def test_an_address_of_a_site_is_taken_apart(address):
    assert env.parts("SITE", address, "https", "http").hostname in {"petitions.example.gov", "localhost", "::1"}


@pytest.mark.parametrize(
    "address",
    [
        "",
        "petitions.example.gov",
        "ftp://example.gov",
        "https://",
        "https://x:many",
        "https://x:99999",
        "https://[::1",
        "//x",
    ],
)
def test_what_is_no_address_names_the_setting(address):
    with pytest.raises(BadSetting, match="SITE must begin with https:// or http:// and name a host"):
        env.parts("SITE", address, "https", "http")


def test_a_word_that_is_none_of_the_choices_is_named(monkeypatch):
    monkeypatch.setattr(env, "known", dict(env.known))
    monkeypatch.setenv("SOME_CHOICE", "loud")
    with pytest.raises(BadSetting, match="SOME_CHOICE must be one of low, high, not 'loud'"):
        env.choice("SOME_CHOICE", "low", ("low", "high"), "says")
    assert env.choice("NOT_SET_HERE", "low", ("low", "high"), "says") == "low"
