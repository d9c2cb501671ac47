"""Having oneself erased, in Chromium: asked for, read once more, done; with the keys alone."""

import pytest
from playwright.sync_api import Page, expect

import make
from browser import check_page, tab_to
from undersigned.kit import clock, tokens
from undersigned.mail.models import Letter
from undersigned.petitions import lifecycle
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.browser


def test_a_person_erases_themselves(page: Page):
    now = clock.now()
    for title in ("Keep the library open", "Mend the bridge"):
        petition = make.petition(title=title, now=now)
        make.signature(petition, now=now)
    lifecycle.close(petition.pk, now)
    page.goto("/privacy")
    page.get_by_role("link", name="Have yourself erased").click()
    check_page(page)
    tab_to(page, "input[name=email]")
    page.keyboard.type("ana@example.org")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/erase/check-your-email")
    check_page(page)
    page.goto(f"/erase/{tokens.make('erase', Letter.objects.get(kind='erase').pk)}")
    check_page(page)
    expect(page.get_by_text("the public number goes down by one")).to_be_visible()
    expect(page.get_by_text("The number stays as it was published")).to_be_visible()
    tab_to(page, "button.usa-button--secondary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are erased")
    check_page(page)
    assert Signature.objects.filter(person=None).count() == 2


def test_a_wrong_address_is_said_beside_the_field(page: Page):
    page.goto("/erase")
    page.get_by_label("E-mail address").fill("ana")
    page.get_by_role("button", name="Send me the letter").click()
    expect(page.locator(".usa-error-message")).to_contain_text("Enter an e-mail address")
    check_page(page)
