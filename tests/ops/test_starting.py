"""An operator's mistake stops the start with the remedy, and without a traceback."""

import os

import pytest

from undersigned.kit.env import BadSetting
from undersigned.ops import ready

NOWHERE = "postgresql://127.0.0.1:1/undersigned"


@pytest.mark.parametrize("missing", ready.KEYS)
def test_nothing_starts_without_its_keys(settings, missing):
    setattr(settings, missing.replace("UNDERSIGNED_SECRET", "SECRET"), "")
    with pytest.raises(BadSetting, match=f"{missing} is not set. Run `undersigned keys`"):
        ready.ensure()


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["UNDERSIGNED_PROMISE_KEY", "UNDERSIGNED_LOG_KEY"])
def test_a_key_is_wanted_by_those_alone_who_sign_with_it(settings, missing):
    setattr(settings, missing, "")
    ready.ensure()
    with pytest.raises(BadSetting, match=f"{missing} is not set"):
        ready.ensure(missing)


def test_a_malformed_key_stops_the_start(settings):
    settings.UNDERSIGNED_LOG_KEY = "not a key"
    with pytest.raises(BadSetting, match="UNDERSIGNED_LOG_KEY is not base64"):
        ready.ensure()


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("web", {"UNDERSIGNED_PROMISE_KEY": ""}, "UNDERSIGNED_PROMISE_KEY is not set"),
        ("worker", {"UNDERSIGNED_LOG_KEY": ""}, "UNDERSIGNED_LOG_KEY is not set"),
        ("migrate", {"DATABASE_URL": NOWHERE}, "The database does not answer"),
        ("worker", {"UNDERSIGNED_PERSON_KYE": "x"}, "UNDERSIGNED_PERSON_KYE is not a setting"),
        ("worker", {"UNDERSIGNED_URL": "petitions.example.gov"}, "UNDERSIGNED_URL must begin with https://"),
        ("worker", {"UNDERSIGNED_LOG_LEVEL": "loud"}, "UNDERSIGNED_LOG_LEVEL must be one of DEBUG"),
        ("worker", {"EMAIL_URL": "smtp://mail.example:many"}, "EMAIL_URL must begin with smtp://"),
        ("worker", {"DATABASE_URL": "undersigned"}, "DATABASE_URL is no address"),
    ],
)
def test_a_mistake_ends_the_command_with_one_line(command, production, name, changed, said):
    done = command(name, **{**production, **changed})
    assert done.returncode == 2
    assert done.stderr.startswith(f"undersigned: {said}")
    assert done.stderr.count("\n") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_database_that_was_never_set_up_is_said_so(command, production, name):
    done = command(name, **{**production, "DATABASE_URL": os.environ["DATABASE_URL"]})
    assert done.returncode == 2
    assert done.stderr == "This database was never set up. Run `undersigned migrate` first.\n"


def test_pages_without_their_style_sheets_are_not_served(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    with pytest.raises(BadSetting, match="There are no static files in .* gathers them"):
        ready.ensure_static_files()
    (tmp_path / "staticfiles.json").write_text("{}")
    ready.ensure_static_files()
