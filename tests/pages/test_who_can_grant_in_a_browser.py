"""In Chromium, with the keyboard alone: the founding case leads to Wisconsin's governor before anyone signs."""

import pytest
from playwright.sync_api import Page, expect

import make
from browser import check_page, choose, tab_to

pytestmark = pytest.mark.browser

FOUNDING = "Pardon Steven Avery and Brendan Dassey for the murder of Teresa Halbach"


def go_on(page: Page, button: str) -> None:
    tab_to(page, button)
    page.keyboard.press("Enter")


def test_typing_the_founding_case_leads_to_wisconsins_governor(page: Page):
    make.facts()
    page.goto("/who-can-grant")
    check_page(page)
    tab_to(page, "#id_text")
    page.keyboard.type(FOUNDING)
    go_on(page, "form[method=post] button.usa-button")
    expect(page.get_by_role("heading", name="What we understood")).to_be_visible()
    expect(page.get_by_text("Which court convicted the person?", exact=True)).to_be_visible()
    check_page(page)
    choose(page, "convicted_in", "state")
    go_on(page, "section form button.usa-button")
    expect(page.get_by_text("Which state, district or territory is it about?")).to_be_visible()
    check_page(page)
    page.get_by_label("Which state").select_option("US-WI")
    go_on(page, "section form button.usa-button")
    expect(page.get_by_text("The Governor of Wisconsin can.")).to_be_visible()
    expect(page.get_by_role("link", name="Wis. Const. art. V § 6").first).to_be_visible()
    assert "Halbach" not in page.url
    check_page(page)


@pytest.mark.parametrize("path", ["offices/us-wi.governor", "offices/us.president", "clemency-power"])
def test_the_pages_beside_it_are_accessible(page: Page, path: str):
    make.facts()
    page.goto(f"/who-can-grant/{path}")
    check_page(page)
