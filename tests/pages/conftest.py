"""What the tests of pages stand on: a browser without scripts, and a stopped clock."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    """A browser without scripts or cookies."""
    return Client()


@pytest.fixture
def stopped_clock(monkeypatch, now) -> None:
    """The pages' clock shows the moment at which the story is told."""
    monkeypatch.setattr("undersigned.kit.clock.now", lambda: now)
