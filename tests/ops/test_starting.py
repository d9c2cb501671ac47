"""An operator's mistake stops the start with the remedy, and without a traceback."""

import os

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

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
    with pytest.raises(BadSetting, match=r"There are no static files in .* gathers them"):
        ready.ensure_static_files()
    (tmp_path / "staticfiles.json").write_text("{}")
    ready.ensure_static_files()


@pytest.fixture
def empty_database():
    """The address of a database that holds nothing at all."""
    address = os.environ["DATABASE_URL"]
    name = f"empty_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield make_conninfo(address, dbname=name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "petitions", "PAGE"),
        ("log", "status"),
        ("mail", "status"),
        ("erase", "ana@example.org"),
        ("web",),
    ],
)
def test_every_command_says_that_a_database_was_never_set_up(
    command, production, empty_database, arguments, tmp_path
):
    (tmp_path / "page.json").write_text('{"metadata": {}, "results": []}')
    arguments = [str(tmp_path / "page.json") if argument == "PAGE" else argument for argument in arguments]
    done = command(*arguments, **{**production, "DATABASE_URL": empty_database})
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "Run `undersigned migrate` first." in done.stderr


@pytest.mark.parametrize("arguments", [("log", "status"), ("erase", "ana@example.org")])
def test_every_command_says_that_the_database_is_away(command, production, arguments):
    done = command(*arguments, **{**production, "DATABASE_URL": NOWHERE, "UNDERSIGNED_POOL": "0"})
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("undersigned: The database does not answer")


@pytest.mark.django_db
def test_another_deployments_database_is_left_alone(production, empty_database, command, tmp_path):
    mine = {**production, "DATABASE_URL": empty_database, "UNDERSIGNED_DATA": str(tmp_path)}
    assert command("migrate", **mine).returncode == 0
    for name in ("migrate", "web", "worker"):
        done = command(name, **{**mine, "UNDERSIGNED_ORIGIN": "elsewhere.example"})
        assert done.returncode == 2
        assert "UNDERSIGNED_ORIGIN" in done.stderr
