"""A listing comes in pages, and whatever page is asked for there is one to show."""

import pytest

from undersigned.kit.paging import page_of
from undersigned.petitions.models import Issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def issues():
    Issue.objects.all().delete()
    Issue.objects.bulk_create(Issue(slug=f"s{number:02}", name=f"Name {number:02}") for number in range(45))
    return Issue.objects.order_by("slug")


def test_pages_hold_twenty_rows_in_order(issues):
    page = page_of(issues, "2")
    assert [row.slug for row in page.rows] == [f"s{number:02}" for number in range(20, 40)]
    assert (page.number, page.pages, page.total, page.before, page.after) == (2, 3, 45, 1, 3)


def test_the_first_and_the_last_page_have_one_neighbour(issues):
    assert (page_of(issues, None).before, page_of(issues, "1").after) == (None, 2)
    assert (page_of(issues, "3").before, page_of(issues, "3").after) == (2, None)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (None, 1),
        ("", 1),
        ("0", 1),
        ("-1", 1),
        ("x", 1),
        ("1.5", 1),
        ("99", 3),
        ("9" * 40, 1),
        ("٣", 3),
        ("\x00", 1),
    ],
)
def test_whatever_is_asked_a_page_is_shown(issues, asked, shown):
    assert page_of(issues, asked).number == shown


def test_an_empty_listing_has_one_empty_page(issues):
    page = page_of(issues.none(), "1")
    assert (page.rows, page.number, page.pages, page.before, page.after) == ([], 1, 1, None, None)
