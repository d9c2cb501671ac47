"""The site as it is served, and a real browser in front of it: fixtures for the rooms that have pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from asyncio import AbstractEventLoop
from asyncio.events import _get_running_loop, _set_running_loop
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from browser import PHONE
from undersigned.kit.crypto import key_check
from wait import until

#: A busy machine may take longer than the seconds that Playwright allows; milliseconds.
PATIENCE = 90_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def address(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """The pages as they are served: granian, the wrapper, the hot path and Django, on the test database."""
    with _served(django_db_blocker, tmp_path_factory.mktemp("site")) as served:
        yield served


@pytest.fixture(scope="session")
def crowded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """The same, when so many sign that every browser is asked for a proof of work."""
    with _served(django_db_blocker, tmp_path_factory.mktemp("crowd"), UNDERSIGNED_CHALLENGE_ABOVE="0") as served:
        yield served


@contextmanager
def _served(blocker: DjangoDbBlocker, folder: Path, **chosen: str) -> Iterator[str]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    environment = {
        **os.environ,
        "UNDERSIGNED_DATA": str(folder),
        "UNDERSIGNED_LOG_LEVEL": "WARNING",
        **chosen,
    }
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, env=environment, check=True)
    serve = [str(Path(sys.executable).with_name("undersigned")), "web", "--workers", "1", "--port", str(port)]
    with blocker.unblock():
        identity = apps.get_model("ops", "Identity").objects
        identity.create(
            pk=1, origin=settings.UNDERSIGNED_ORIGIN, person_key_check=key_check(), fixed_at=datetime.now(UTC)
        )
    with subprocess.Popen(serve, env=environment) as server:
        try:
            until(lambda: _answers(port, server), "the server’s start")
            with blocker.unblock():
                identity.all().delete()
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(90)


def _answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    assert server.poll() is None, "the server ended"
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def _started_chromium(chromium_path) -> Iterator[tuple[Browser, AbstractEventLoop | None]]:
    """A headless Chromium for all tests of this process, and the loop that Playwright keeps in this thread."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=chromium_path, args=flags)
        loop = _get_running_loop()
        _set_running_loop(None)
        yield browser, loop
        _set_running_loop(loop)
        browser.close()


@pytest.fixture
def chromium(_started_chromium, monkeypatch) -> Iterator[Browser]:
    """Chromium for one test; between tests its loop does not run, as others run theirs in this thread."""
    browser, loop = _started_chromium
    # The test uses the database from the loop's thread too, one thing after the other.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    _set_running_loop(loop)
    yield browser
    for context in browser.contexts:
        context.close()
    _set_running_loop(None)


@pytest.fixture
def page(request, chromium, address, transactional_db) -> Iterator[Page]:
    """A fresh window on the site, as wide as a phone or as asked; anything the browser complains of fails."""
    context = chromium.new_context(viewport=getattr(request, "param", PHONE), base_url=address)
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not [one for one in complaints if "status of 4" not in one]
