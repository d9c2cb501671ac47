"""The pages people use, in Chromium: accessible, at home on a phone and on a desk, and usable by keyboard."""

import pytest
from playwright.sync_api import Page

import make
from browser import check_page
from undersigned.kit import clock

pytestmark = pytest.mark.browser


def some_petitions():
    now = clock.now()
    opened = make.petition(now=now)
    for person in ("ana", "cleo", "dov"):
        make.signature(opened, f"{person}@example.org", now)
    make.published(now)
    return opened


@pytest.mark.parametrize(
    "path", ["/", "/petitions", "/owed", "/responses", "/help", "/privacy", "/accessibility", "/withdraw"]
)
def test_public_pages_are_accessible(page: Page, path: str):
    some_petitions()
    assert page.goto(path).status == 200
    check_page(page)
