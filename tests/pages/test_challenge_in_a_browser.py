"""In a crowd the browser does its proof of work by itself, and the person presses the button once more."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import make
from browser import check_page
from undersigned.kit import clock
from undersigned.signatures.models import Submission

pytestmark = pytest.mark.browser
BUTTON = "form.sign-form button.usa-button--wide"


def test_a_person_in_a_crowd_signs_with_one_press_more(page, crowded):
    petition = make.petition("open", now=clock.now())
    page.goto(f"{crowded}/petitions/{petition.pk}")
    page.fill("[name=name]", "Ana Signer")
    page.fill("[name=email]", "ana@example.org")
    page.fill("[name=zip]", "53703")
    page.click(BUTTON)
    expect(page.get_by_text("Done. Send the form again.")).to_be_visible()
    assert page.input_value("[name=email]") == "ana@example.org"
    check_page(page)
    page.click(BUTTON)
    expect(page).to_have_url(f"{crowded}/petitions/{petition.pk}/check-your-email")
    assert Submission.objects.filter(petition=petition, starts_petition=False).count() == 1
