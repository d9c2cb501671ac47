"""The pages about the logs in Chromium: accessible, at home on a phone, and the receipt can be saved."""

import pytest
from playwright.sync_api import Page, expect

import make
from browser import check_page
from undersigned.kit import clock, tokens
from undersigned.ledger import register

pytestmark = pytest.mark.browser


@pytest.fixture
def signed():
    now = clock.now()
    petition = make.petition(now=now)
    signature = make.signature(petition, now=now)
    make.published(now)
    register.step(now)
    return petition, signature


def test_the_pages_about_logs_are_accessible(page: Page, signed):
    petition, signature = signed
    for path in ("/log", f"/petitions/{petition.pk}/check", f"/receipt/{tokens.make('receipt', signature.key)}"):
        page.goto(path)
        check_page(page)


def test_a_signer_saves_the_receipt(page: Page, signed):
    _petition, signature = signed
    page.goto(f"/receipt/{tokens.make('receipt', signature.key)}")
    expect(page.get_by_text("Counted as number")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download the receipt").click()
    assert saved.value.suggested_filename.endswith(".tlog-proof")


def test_from_a_petition_one_comes_to_its_check(page: Page, signed):
    petition, _signature = signed
    page.goto(f"/petitions/{petition.pk}")
    page.get_by_role("link", name="Check this count").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check this count")
