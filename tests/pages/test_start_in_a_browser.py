"""A petition is started in Chromium with the keyboard alone, and every step is accessible on a phone and a desk."""

import pytest
from playwright.sync_api import Page, expect

import make
from browser import check_page, choose, tab_to
from undersigned.kit import tokens
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Submission

pytestmark = pytest.mark.browser


def go_on(page: Page, heading: str) -> None:
    """Look the step over, press its button, and arrive at the next."""
    check_page(page)
    tab_to(page, "main form button.usa-button:not([name=back])")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def typed(page: Page, field: str, text: str) -> None:
    tab_to(page, f"#id_{field}")
    page.keyboard.type(text)


def test_someone_starts_a_petition_with_the_keyboard_alone(page: Page):
    make.facts()
    page.goto("/start")
    go_on(page, "What do you ask for?")
    expect(page.get_by_role("alert")).to_be_visible()
    choose(page, "authority", make.CITY)
    typed(page, "title", "Keep the library open on Sundays")
    go_on(page, "What kind of thing is it?")
    choose(page, "ask", "local_matter")
    go_on(page, "Who can grant it?")
    go_on(page, "Has someone asked for this already?")
    go_on(page, "Say why")
    typed(page, "body", "Many of us can come on no other day.")
    tab_to(page, "input[name=issues]")
    page.keyboard.press("Space")
    go_on(page, "Check it, and tell us who you are")
    typed(page, "name", "Ben Petitioner")
    typed(page, "email", "ben@example.org")
    typed(page, "zip", "53703")
    go_on(page, "Check your e-mail")
    check_page(page)
    page.goto(f"/confirm/{tokens.make('confirm', Submission.objects.get().pk)}")
    go_on(page, "Your petition gathers supporters")
    assert Petition.objects.get().state == "supporting"


def test_the_founding_case_leads_to_wisconsins_governor_before_any_signature(page: Page):
    make.facts()
    page.goto("/start")
    choose(page, "authority", make.WHITE_HOUSE)
    typed(page, "title", "Pardon the two men convicted in Manitowoc County, Wisconsin")
    go_on(page, "What kind of thing is it?")
    expect(page.locator("input[value=pardon]")).to_be_checked()
    go_on(page, "A question about it")
    choose(page, "fact-convicted_in", "state")
    page.locator("main form button.usa-button").first.click()
    if page.locator("#id_fact-state").count():
        page.locator("#id_fact-state").select_option("US-WI")
        go_on(page, "Who can grant it?")
    found = page.locator("main")
    expect(found).to_contain_text("Governor of Wisconsin")
    expect(found).to_contain_text("Wis. Const. art. V § 6")
    check_page(page)
    page.get_by_role("button", name="Address it to the Governor of Wisconsin").click()
    expect(page.locator("main")).to_contain_text("Governor of Wisconsin can")
    expect(page.locator("input[name=authority][type=hidden]")).to_have_value("us-wi.governor")


def test_going_back_keeps_what_was_typed(page: Page):
    make.facts()
    page.goto("/start")
    choose(page, "authority", make.CITY)
    typed(page, "title", "Mend the bridge")
    go_on(page, "What kind of thing is it?")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#id_title")).to_have_value("Mend the bridge")
    expect(page.locator(f"input[value='{make.CITY}']")).to_be_checked()
