"""People find petitions by words, tab, issue and authority, and never one that is not public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import make
from undersigned.kit.paging import page_of
from undersigned.petitions import lifecycle
from undersigned.petitions.importing import import_pages
from undersigned.petitions.models import Petition, State
from undersigned.petitions.search import Tab, search

pytestmark = pytest.mark.django_db


def recorded(title: str, body: str = "", count: int = 1, status: str = "closed", **changed: object) -> Petition:
    """A petition recorded elsewhere; the quickest to make."""
    make.facts()
    petition = Petition(
        authority_id=make.WHITE_HOUSE,
        title=title,
        body=body,
        recorded_source="Elsewhere",
        recorded_id=f"{title} {count}"[:40],
        recorded_count=count,
        recorded_status=status,
        **changed,
    )
    lifecycle.record([petition], {}, make.NOW)
    return petition


def titles(*asked: object, **how: object) -> list[str]:
    return [petition.title for petition in search(*asked, now=make.NOW, **how)]


def test_a_word_finds_its_other_forms():
    recorded("Pardon the prisoners")
    assert titles("pardoned prisoner") == ["Pardon the prisoners"]


@pytest.mark.parametrize("asked", ["cafe", "Café", "CAFE\u0301", "ｃａｆé"])
def test_accents_and_width_do_not_matter(asked):
    recorded("Keep the café open")
    recorded("Keep the library open")
    assert titles(asked) == ["Keep the café open"]


@pytest.mark.parametrize(
    ("asked", "title"), [("lodz", "Trains to Łódź"), ("strasse", "Eine Straße"), ("naïve", "A naive rule")]
)
def test_letters_that_do_not_come_apart_are_folded_too(asked, title):
    recorded(title)
    assert titles(asked) == [title]


def test_signs_that_look_like_markup_hide_no_words():
    recorded("Less <b>noise</b> and/or traffic")
    assert titles("noise") == titles("traffic") == titles("<noise>") == ["Less <b>noise</b> and/or traffic"]


def test_a_title_counts_more_than_a_text():
    recorded("Clean the river", "Also plant trees.", count=9)
    recorded("Plant trees", "Along the river.", count=1)
    assert titles("trees") == ["Plant trees", "Clean the river"]


def test_among_equal_matches_the_most_signed_comes_first():
    recorded("Plant trees", count=5)
    recorded("Plant trees", count=500)
    assert [petition.recorded_count for petition in search("trees", now=make.NOW)] == [500, 5]


def test_a_published_count_ranks_beside_a_recorded_one():
    recorded("Plant trees", count=1)
    make.petition(title="Plant trees", body="They give shade.", petitioner="ben@example.org")
    make.published()
    here, there = Petition.objects.counted_here().get(), Petition.objects.exclude(recorded_source="").get()
    make.signature(here, "ana@example.org")
    make.published()
    assert [petition.pk for petition in search("trees", now=make.NOW)] == [here.pk, there.pk]


def test_phrases_alternatives_and_exclusions():
    for title in ("Stop sales tax", "Sales of parks, tax of cars", "Bring back tea"):
        recorded(title)
    assert titles('"sales tax"') == ["Stop sales tax"]
    assert set(titles("tea or cars")) == {"Bring back tea", "Sales of parks, tax of cars"}
    assert titles("tax -cars") == ["Stop sales tax"]


@pytest.mark.parametrize("state", ["draft", "supporting", "moderating", "rejected", "removed"])
def test_what_is_not_public_is_never_found(state):
    make.petition(state, title="Secret plan", body="For now.")
    assert titles("secret") == [] == titles()


def test_what_was_removed_elsewhere_is_never_found():
    recorded("Secret plan", status="removed")
    assert titles("secret") == [] == titles()


def test_each_tab_holds_what_its_name_says():
    opened = make.petition("open", title="Open")
    make.petition("closed", title="Closed")
    recorded("Closed there")
    recorded("Answered there", status="responded")
    recorded("Waiting there", status="pending response")
    lifecycle.respond(make.petition("closed", title="Answered").pk, make.NOW)
    owed = make.petition("closed", title="Owed")
    lifecycle.reach(owed.pk, owed.threshold, make.NOW)
    assert titles(tab=Tab.OPEN) == [opened.title]
    assert titles(tab=Tab.AWAITING) == ["Owed"]
    assert set(titles(tab=Tab.RESPONDED)) == {"Answered", "Answered there"}
    assert set(titles(tab=Tab.CLOSED)) == {"Closed", "Closed there", "Waiting there"}
    assert len(titles(tab=Tab.ALL)) == 7


def test_an_open_petition_whose_hour_has_passed_is_under_closed():
    petition = make.petition("open", title="Late")
    after = petition.closes_at + timedelta(seconds=1)
    assert petition.state == State.OPEN
    assert not search(tab=Tab.OPEN, now=after).exists()
    assert search(tab=Tab.CLOSED, now=after).get().pk == petition.pk


def test_the_longest_owed_answer_comes_first():
    for title, days in (("Second", 0), ("First", -3)):
        petition = make.petition("open", title=title)
        lifecycle.reach(petition.pk, petition.threshold, make.NOW + timedelta(days=days))
    assert titles(tab=Tab.AWAITING) == ["First", "Second"]


def test_the_newest_comes_first_and_the_undated_last():
    for title, days in (("Old", -30), ("New", -1)):
        recorded(title, opened_at=make.NOW + timedelta(days=days))
    recorded("Undated")
    assert titles() == ["New", "Old", "Undated"]


def test_issue_and_authority_narrow_the_search():
    make.petition(title="In the city", issues=["housing-and-cities"])
    recorded("In the country")
    assert titles(issue="housing-and-cities") == ["In the city"] == titles(authority=make.CITY)
    assert titles("in", issue="guns") == [] == titles(authority="nobody")


@pytest.mark.parametrize("name", ["\0", "\udcff", "a'b", "é" * 300])
def test_names_that_cannot_be_find_nothing(name):
    recorded("Plant trees")
    assert titles(issue=name) == [] == titles(authority=name)


@pytest.mark.parametrize(("name", "tab"), [("open", Tab.OPEN), ("", Tab.ALL), (None, Tab.ALL), ("\0", Tab.ALL)])
def test_an_unknown_tab_is_all(name, tab):
    assert Tab.named(name) == tab


def test_a_page_and_its_total_take_two_queries(django_assert_num_queries):
    for number in range(3):
        recorded(f"Plant tree {number}")
    with django_assert_num_queries(2):
        page = page_of(search("tree", now=make.NOW), "2", size=2)
    assert (page.total, page.pages, len(page.rows)) == (3, 2, 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(asked=st.text(max_size=300) | st.text(st.sampled_from("\"'()|&!:*<>\\-% \0or"), max_size=40))
def test_any_question_is_safe_to_ask(db, asked):
    assert search(asked, now=make.NOW).count() >= 0


def test_all_the_real_petitions_are_found(shared_data, now):
    make.facts()
    import_pages([shared_data / "wtp" / "halbach.json"], make.WHITE_HOUSE, now)
    found = search("steven avery", now=now)
    assert found.count() == 8 and found[0].recorded_id == "22111"
