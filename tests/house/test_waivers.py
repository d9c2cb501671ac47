"""A waiver names a rule that exists, a file that exists, and a reason."""

import pytest

from house.source import ROOT, RULES, Finding, settled, waivers


@pytest.mark.parametrize("waiver", waivers(), ids=lambda waiver: waiver["place"])
def test_a_waiver_says_what_where_and_why(waiver):
    assert set(waiver) == {"rule", "place", "reason"}
    assert waiver["rule"] in RULES
    assert (ROOT / waiver["place"].split(":")[0]).exists()
    assert len(waiver["reason"].split()) >= 5


def test_a_finding_that_is_not_waived_fails():
    with pytest.raises(AssertionError, match=r"somewhere\.py: is too long"):
        settled("size", [Finding("somewhere.py", "is too long")])


def test_a_waiver_that_is_needed_no_longer_fails():
    with pytest.raises(AssertionError, match=r"cli\.py:_run: is waived in waivers\.toml, and need not be"):
        settled("import", [])
