"""A real server in front of the test database, a real browser, and the words both need."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}


@pytest.fixture
def client() -> Client:
    """A browser without scripts or cookies."""
    return Client()


@pytest.fixture
def stopped_clock(monkeypatch, now) -> None:
    """The pages' clock shows the moment at which the story is told."""
    monkeypatch.setattr("undersigned.kit.clock.now", lambda: now)


@pytest.fixture(scope="session")
def address(django_db_setup, tmp_path_factory) -> Iterator[str]:
    """The pages as they are served: granian, the wrapper, the hot path and Django, on the test database."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "undersigned.settings",
        "UNDERSIGNED_DATA": str(tmp_path_factory.mktemp("site")),
        "UNDERSIGNED_LOG_LEVEL": "WARNING",
    }
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, env=environment, check=True)
    serve = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "--log-level", "warning"]
    with subprocess.Popen([*serve, "undersigned.asgi:application"], env=environment) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def chromium(chromium_path) -> Iterator[Browser]:
    """One headless Chromium for all tests of a process."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium_path, args=flags)
        yield browser
        browser.close()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(request, chromium, address, transactional_db) -> Iterator[Page]:
    """A fresh window on the site, as wide as a phone and as a desk; anything the browser complains of fails."""
    context = chromium.new_context(viewport=request.param, base_url=address)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not [one for one in complaints if "status of 4" not in one]
