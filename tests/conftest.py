"""What every test stands on: a real PostgreSQL, the keys of a test deployment, a fixed moment, the real data."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
import psycopg
import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as budget
from psycopg import sql

from emptying import delete_instead_of_flush
from undersigned.kit import postgres

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
SERVER_FOLDER = ROOT / ".data" / "test-postgres"
#: Rooms whose tests start sites of their own.
LONG = {"faults", "journeys"}


def _key(name: str) -> str:
    return base64.b64encode(hashlib.sha256(f"test {name}".encode()).digest()).decode()


def _prepare() -> None:
    """Name this process's own database before any setting is read; the controller starts the server once."""
    # What PostgreSQL's own programs are told (PGPORT) would lead to another server than the tests'.
    for name in [name for name in os.environ if name.startswith(("UNDERSIGNED_", "PG"))]:
        del os.environ[name]
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "undersigned.settings",
            "UNDERSIGNED_URL": "http://petitions.example",
            "UNDERSIGNED_SECRET_KEY": "only for tests",
            "UNDERSIGNED_PERSON_KEY": _key("person"),
            "UNDERSIGNED_DATA_KEYS": f"1:{_key('data')}",
            "UNDERSIGNED_LOG_KEY": _key("log"),
            "UNDERSIGNED_PROMISE_KEY": _key("promise"),
            "UNDERSIGNED_POOL": "0",
            "UNDERSIGNED_PUBLISH_DELAY": "0",
            "UNDERSIGNED_PUBLISH_BATCH": "1",
            "UNDERSIGNED_HOSTS": "testserver,localhost,127.0.0.1",
        }
    )
    if "PYTEST_XDIST_WORKER" not in os.environ:
        if "TEST_DATABASE_SERVER" not in os.environ:
            os.environ["TEST_DATABASE_SERVER"] = _start_server()
        os.environ["TEST_RUN"] = str(os.getpid())
        _ensure_template(os.environ["TEST_DATABASE_SERVER"])
    own = f"test_{os.environ['TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    os.environ["DATABASE_URL"] = psycopg.conninfo.make_conninfo(os.environ["TEST_DATABASE_SERVER"], dbname=own)
    django.setup()
    # A worker inherits the first process's environment, from which settings may have been read before this.
    settings.DATABASES["default"]["NAME"] = own
    settings.DATABASE_URL = os.environ["DATABASE_URL"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI a browser test that would be skipped is a failure; what takes long comes first.

    Of two workers one begins with the long ones, and shares a browser and a site among them; the other takes short
    ones, and then what is left of the first's. So neither waits for a long one at the end.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.fixturenames.insert(0, "chromium_path")
    items.sort(key=lambda item: not (item.get_closest_marker("browser") or LONG & set(item.path.parts)))


def _start_server() -> str:
    (SERVER_FOLDER.parent / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
    handles = SERVER_FOLDER / ".handle_pids.json"
    if handles.exists():
        alive = [pid for pid in json.loads(handles.read_text() or "[]") if Path(f"/proc/{pid}").exists()]
        handles.write_text(json.dumps(alive))
    url: str = postgres.started(SERVER_FOLDER, cleanup_mode="stop").get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off", "max_connections = 300"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    return url


def _template() -> str:
    parts = sorted([*ROOT.glob("src/undersigned/*/migrations/*"), ROOT / "requirements.lock"])
    digest = hashlib.sha256(b"".join(part.read_bytes() for part in parts if part.is_file()))
    return f"template_{digest.hexdigest()[:16]}"


def _ensure_template(server: str) -> None:
    """A migrated database to clone, made once for each state of the migrations."""
    template = _template()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7236)")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            return
        building = sql.Identifier(f"{template}_building")
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(building))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(building))
        url = psycopg.conninfo.make_conninfo(server, dbname=f"{template}_building")
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
            check=True,
            env={**os.environ, "DATABASE_URL": url},
        )
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(building, sql.Identifier(template)))


# Before any other conftest is read, as those may import models.
_prepare()
delete_instead_of_flush()

pytest_plugins = ["served"]

# How long an example takes tells how busy the machine is, and nothing of the example.
budget.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
budget.load_profile("no clock")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """A database of this process's own, cloned from the template."""
    own = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])["dbname"]
    names = {"own": sql.Identifier(str(own)), "template": sql.Identifier(_template())}
    with psycopg.connect(os.environ["TEST_DATABASE_SERVER"], autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7236)")
        connection.execute(sql.SQL("CREATE DATABASE {own} TEMPLATE {template}").format(**names))
        connection.execute("SELECT pg_advisory_unlock(7236)")
        yield
        connection.execute(sql.SQL("DROP DATABASE {own} WITH (FORCE)").format(**names))


@pytest.fixture(autouse=True)
def _plain_static_files(settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def now() -> datetime:
    """The moment at which the story of a test is told."""
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real petitions and figures, which stay outside the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data is not beside this checkout")
    return SHARED_DATA


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; tests that need it skip where it is not, and fail in CI."""
    for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"):
        if Path(path).exists():
            return path
    if os.environ.get("TESTS_NEED_CHROMIUM"):
        pytest.fail("Chromium is missing, and this run must not skip its tests")
    pytest.skip("Chromium is not installed")
