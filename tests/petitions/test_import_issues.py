"""Our issues are loaded from the facts, and both vocabularies of the predecessor lead to them."""

from __future__ import annotations

import json

import pytest

from undersigned.petitions import issues
from undersigned.petitions.issues import TwoMeanings, issue_named, known_names, load_issues
from undersigned.petitions.models import Issue


def test_loading_twice_changes_nothing(db):
    first = load_issues()
    assert load_issues() == first == Issue.objects.count()
    assert 20 <= first <= 30


def test_a_renamed_issue_gets_its_new_name(db):
    load_issues()
    Issue.objects.filter(pk="guns").update(name="Pistols")
    load_issues()
    assert Issue.objects.get(pk="guns").name == "Guns"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Gun Violence", "guns"),
        ("Firearms", "guns"),
        ("budget & taxes", "budget-and-taxes"),
        ("Budget  and Taxes", "budget-and-taxes"),
        ("Women’s Issues", "women"),
        ("Women's Issues", "women"),
        ("Astrology", None),
        ("", None),
    ],
)
def test_both_vocabularies_are_known(name, slug):
    assert issue_named(name) == slug


def test_every_issue_of_the_real_petitions_is_known(shared_data):
    files = sorted((shared_data / "wtp").glob("petitions-*.json"))
    names = {
        issue["name"].replace("&amp;", "&")
        for file in files
        for row in json.loads(file.read_text())["results"]
        for issue in row["issues"]
    }
    assert len(names) == 51
    assert {name for name in names if issue_named(name) is None} == set()


def test_one_name_for_two_issues_is_refused(monkeypatch):
    rows = [{"slug": "a", "name": "Trade"}, {"slug": "b", "name": "Commerce", "aliases": ["trade"]}]
    monkeypatch.setattr(issues, "_rows", lambda: rows)
    known_names.cache_clear()
    with pytest.raises(TwoMeanings, match="'trade' names a and b"):
        known_names()
    known_names.cache_clear()
