"""The pages people use, in Chromium: accessible, at home on a phone and on a desk, and usable by keyboard."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

import make
from browser import at_both_sizes, check_page, tab_to
from undersigned.kit import clock, tokens
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses import drafting
from undersigned.responses.drafting import Shown, Text
from undersigned.responses.publish import publish
from undersigned.signatures.models import Signature, Submission
from workplace import member

pytestmark = pytest.mark.browser

LONG = (
    "Publish the inspection report of every federal prison within thirty days, with the answer beside it",
    "Inspection reports are written, filed and forgotten. Families learn of failing heating, missing nurses and "
    "broken cells from letters.\n\nWe ask that each report be published in full within thirty days, with the "
    "answer of the prison beside it, and kept where anyone can find it: https://example.org/inspections",
)


def answered(petition: Petition, now) -> str:
    """The address of an answer to a petition."""
    writer = member("responder", "approver", email="dov@city.example", at=make.CITY)
    response = drafting.begin(writer, (petition.pk,), now)
    text = Text(
        title="Reports will be published, beginning with those of this year",
        summary="From March on every report appears within thirty days.",
        body="We agree.\n\n## What we do\n\n- publish reports\n- publish answers\n\n> Nobody is served by silence.",
        outcome="granted-in-part",
        petitions=(petition.pk,),
        exhibits=(Shown(title="Minutes", publisher="City Council", url="https://example.org/minutes"),),
    )
    drafting.edit(writer, response.pk, 0, text, now)
    drafting.submit(writer, response.pk, 1, now)
    publish(member("approver", email="ann@city.example", at=make.CITY), response.pk, 1, now)
    return f"/responses/{response.pk}"


def recorded(now) -> Petition:
    """A petition that another site counted."""
    petition = Petition(
        authority_id=make.WHITE_HOUSE,
        title="Pardon the two men",
        body="They were convicted in a court of the state.",
        recorded_source="We the People",
        recorded_id="1",
        recorded_count=129_900,
        recorded_threshold=100_000,
        recorded_status="responded",
    )
    lifecycle.record([petition], {}, now)
    return petition


def link(purpose: str, subject) -> str:
    return f"/{purpose}/{tokens.make(purpose, subject)}"


def test_public_pages_are_accessible(page: Page):
    now = clock.now()
    opened = make.petition(title=LONG[0], body=LONG[1], now=now)
    for person in range(14):
        make.signature(opened, f"p{person}@example.org", now)
    owed = make.petition(title="Mend the bridge", petitioner="x@example.org", now=now)
    Petition.objects.filter(pk=owed.pk).update(reached_at=now, due_at=now - timedelta(days=2))
    done = make.petition("closed", title="Open the archive", petitioner="y@example.org", now=now)
    make.published(now)
    elsewhere, answer = recorded(now), answered(done, now)
    paths = ["/", "/petitions", "/petitions?tab=all&q=the", "/owed", "/responses", answer, "/help", "/privacy"]
    paths += ["/accessibility", "/withdraw", "/withdraw/check-your-email"]
    paths += [f"/petitions/{petition.pk}" for petition in (opened, owed, done, elsewhere)]
    paths += [f"/petitions/{opened.pk}/check-your-email"]
    for path in paths:
        assert page.goto(path).status == 200
        check_page(page)


def test_pages_behind_links_and_pages_of_problems_are_accessible(page: Page):
    now = clock.now()
    petition, gathering = make.petition(now=now), make.petition("supporting", petitioner="x@example.org", now=now)
    signature = make.signature(petition, now=now)
    rejected = make.petition("rejected", petitioner="z@example.org", now=now)
    paths = {
        link("gather", gathering.pk): 200,
        link("gather", rejected.pk): 200,
        link("confirm", make.submission(petition, "cleo@example.org", now)): 200,
        link("receipt", signature.key): 200,
        link("withdraw", signature.key): 200,
        "/confirm/forged": 404,
        "/no-such-page": 404,
        f"/petitions/{make.petition('removed', petitioner='w@example.org', now=now).pk}": 410,
    }
    for path, status in paths.items():
        assert page.goto(path).status == status
        check_page(page)


@at_both_sizes
def test_someone_signs_and_confirms_with_the_keyboard_alone(page: Page):
    petition = make.petition(now=clock.now())
    page.goto(f"/petitions/{petition.pk}")
    for field, typed in (("name", "Ana Signer"), ("email", "ana@example.org"), ("zip", "5370")):
        tab_to(page, f"#id_{field}")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("ZIP code of five digits")
    check_page(page)
    tab_to(page, ".error-summary a")
    page.keyboard.press("Enter")
    expect(page.locator("#id_zip")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("3")
    tab_to(page, "form .usa-button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your e-mail")
    own = Submission.objects.filter(starts_petition=False).get()
    page.goto(link("confirm", own.pk))
    tab_to(page, "main .usa-button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your signature counts")
    assert Signature.objects.get(key=own.pk).opened_name() == "Ana Signer"


@at_both_sizes
def test_the_first_tab_stop_skips_to_the_content(page: Page):
    page.goto("/help")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_count_refreshes_by_itself(page: Page):
    now = clock.now()
    petition = make.petition(now=now)
    make.published(now)
    page.clock.install()
    page.goto(f"/petitions/{petition.pk}")
    expect(page.locator(".count")).to_have_text("1")
    make.signature(petition, now=now)
    make.published(now)
    with page.expect_response("**/count.json"):
        page.clock.fast_forward(21_000)
    expect(page.locator(".count")).to_have_text("2")
    expect(page.locator("#count-bar progress")).to_have_js_property("value", 2)


def test_without_scripts_the_menu_opens_and_the_form_is_taken(address, chromium, transactional_db):
    context = chromium.new_context(
        viewport={"width": 320, "height": 640}, base_url=address, java_script_enabled=False
    )
    page = context.new_page()
    petition = make.petition(now=clock.now())
    page.goto("/")
    expect(page.locator("#site-nav")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    page.locator("#site-nav").get_by_role("link", name="Petitions").click()
    page.get_by_role("link", name=petition.title).click()
    page.get_by_label("Your name").fill("Ana")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("ZIP code").fill("53703")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your e-mail")
    context.close()
