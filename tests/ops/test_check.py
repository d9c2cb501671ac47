"""`undersigned check` finds nothing in safe settings, and names each unsafe one with its remedy."""

import argparse
import inspect
import re

import pytest

from undersigned.ops import check, checks

KEY = "A" * 43 + "="


@pytest.fixture
def checked(settings, production, capsys):
    """Check safe settings with some of them changed; the exit code, and what was said."""
    safe = {name: value for name, value in production.items() if name.endswith(("_KEY", "_KEYS"))}
    safe["SECRET_KEY"] = safe.pop("UNDERSIGNED_SECRET_KEY")

    def run(deploy=True, **changed):
        for name, value in {**safe, **SAFE, **changed}.items():
            setattr(settings, name, value)
        return check.run(argparse.Namespace(deploy=deploy)), capsys.readouterr().err

    return run


SAFE = {
    "UNDERSIGNED_URL": "https://petitions.example.gov",
    "UNDERSIGNED_TLS": True,
    "UNDERSIGNED_TRUSTED_PROXIES": ("10.0.0.0/8",),
    "ALLOWED_HOSTS": ["petitions.example.gov"],
    "EMAIL_HOST": "mail.example",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


def test_the_settings_of_the_guide_are_clean(command, production):
    done = command("check", "--deploy", **production)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing is wrong.\n", "")


def test_an_unsafe_deployment_fails_the_command(command, production):
    unsafe = {
        "UNDERSIGNED_URL": "http://petitions.example.gov",
        "UNDERSIGNED_TRIAL": "1",
        "UNDERSIGNED_SECRET_KEY": "",
    }
    done = command("check", "--deploy", **{**production, **unsafe})
    assert done.returncode == 1
    assert [number for number in ("E011", "E013", "E014") if f"undersigned.{number}" not in done.stderr] == []
    assert "Traceback" not in done.stderr


def test_safe_settings_are_clean(checked):
    assert checked() == (0, "")


@pytest.mark.parametrize(
    ("changed", "named", "remedy"),
    [
        ({"DATABASE_URL": ""}, "E010", "Set DATABASE_URL"),
        ({"SECRET_KEY": ""}, "E011: UNDERSIGNED_SECRET_KEY", "undersigned keys"),
        ({"UNDERSIGNED_PERSON_KEY": ""}, "E011: UNDERSIGNED_PERSON_KEY", "keep the person key for ever"),
        ({"UNDERSIGNED_DATA_KEYS": ""}, "E011: UNDERSIGNED_DATA_KEYS", "undersigned keys"),
        ({"UNDERSIGNED_PROMISE_KEY": ""}, "E011: UNDERSIGNED_PROMISE_KEY", "undersigned keys"),
        ({"SECRET_KEY": "short"}, "E012", "undersigned keys"),
        ({"UNDERSIGNED_PERSON_KEY": "AAAA"}, "E001: UNDERSIGNED_PERSON_KEY", "undersigned keys"),
        ({"UNDERSIGNED_DATA_KEYS": KEY}, "E001: UNDERSIGNED_DATA_KEYS", "undersigned keys"),
        ({"UNDERSIGNED_LOG_KEY": f"{KEY},AAAA"}, "E001: UNDERSIGNED_LOG_KEY", "undersigned keys"),
        ({"UNDERSIGNED_PROMISE_KEY": "é"}, "E001: UNDERSIGNED_PROMISE_KEY", "undersigned keys"),
        ({"UNDERSIGNED_TRUSTED_PROXIES": ("the proxy",)}, "E002", "10.0.0.0/8,127.0.0.1/32"),
        ({"UNDERSIGNED_TRUSTED_PROXIES": ("10.0.0.0/8", "::/0")}, "E017", "your own proxies alone"),
        ({"ALLOWED_HOSTS": ["*"]}, "E016", "Name the hosts"),
        ({"UNDERSIGNED_TLS": False}, "E013", "Serve the site over TLS"),
        ({"UNDERSIGNED_TRIAL": True}, "E014", "Leave it to `script/server`"),
        ({"EMAIL_HOST": "localhost", "EMAIL_PORT": 25}, "W015", "Set EMAIL_URL"),
        ({"UNDERSIGNED_BOUNCE_ADDRESS": f"{'returned-letters' * 2}@example.org"}, "W018", "bounces@example.org"),
    ],
)
def test_an_unsafe_setting_is_named_with_its_remedy(checked, changed, named, remedy):
    code, said = checked(**changed)
    assert code == 1
    assert f"undersigned.{named}" in said
    assert remedy in said.split(named)[1]


def test_each_finding_has_a_number_of_its_own():
    numbers = re.findall(r'id="undersigned\.[EW](\d+)"', inspect.getsource(checks))
    assert sorted(set(numbers)) == sorted(numbers)


def test_two_log_keys_are_well_formed_while_they_change(checked):
    assert checked(UNDERSIGNED_LOG_KEY=f"{KEY},{KEY}") == (0, "")


def test_no_key_is_shown(checked):
    _code, said = checked(UNDERSIGNED_PERSON_KEY="c2VjcmV0IHNlY3JldA==")
    assert "E001" in said
    assert "c2VjcmV0" not in said


def test_without_deploy_only_what_stops_the_start_is_an_error(checked):
    assert checked(deploy=False, UNDERSIGNED_TLS=False) == (0, "")
    assert checked(deploy=False, UNDERSIGNED_PERSON_KEY="AAAA")[0] == 1
