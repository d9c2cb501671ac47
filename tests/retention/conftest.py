"""What the tests of retention need beside the house's own fixtures."""

from datetime import datetime

import pytest

from undersigned.kit import clock


@pytest.fixture
def stopped_clock(monkeypatch, now) -> datetime:
    """Let every part of the program read the same moment."""
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    """A folder of its own for what is noted outside the database."""
    settings.UNDERSIGNED_DATA = tmp_path / "data"
    return settings.UNDERSIGNED_DATA
