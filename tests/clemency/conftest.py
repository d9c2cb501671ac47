"""What the clemency tests share: a question asked in words, on the day of the tests, and a copy of the record."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from undersigned.clemency import comparisons, questions
from undersigned.clemency.comparisons import Answer
from undersigned.kit import facts


@pytest.fixture(scope="session")
def today() -> date:
    return date(2026, 11, 22)


@pytest.fixture(scope="session")
def asked(today: date) -> Callable[..., Answer]:
    """`asked("Barack Obama", last=5, as_of="2016-01-07")`: the answer."""

    def ask(president: str, **fields: object) -> Answer:
        words = {name.rstrip("_"): str(value) for name, value in fields.items()}
        return comparisons.answer(questions.ask({"president": president, **words}, today))

    return ask


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the record that a test may spoil."""
    return Path(shutil.copytree(facts.path("clemency"), tmp_path / "clemency"))
