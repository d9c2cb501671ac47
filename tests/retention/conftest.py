"""What the tests of retention need beside the house's own fixtures."""

from datetime import datetime

import pytest

from undersigned.kit import clock


@pytest.fixture
def stopped_clock(monkeypatch, now) -> datetime:
    """Let every part of the program read the same moment."""
    monkeypatch.setattr(clock, "now", lambda: now)
    return now
