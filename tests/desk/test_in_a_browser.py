"""The desk in a real browser: nothing for axe to find, on a phone and on a desk, and by the keys alone."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

import make
from browser import at_both_sizes, check_page, tab_to
from staffroom import code, link_of, signed_in
from undersigned.kit import clock
from undersigned.mail.models import Campaign
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses import drafting, following, referring
from undersigned.responses.drafting import Shown, Text
from undersigned.responses.following import Done
from undersigned.responses.models import Response
from undersigned.responses.publish import publish
from undersigned.responses.referring import Said
from workplace import member, works

pytestmark = pytest.mark.browser
AT = f"/desk/at/{make.CITY}"
ALL = ("moderator", "responder", "approver", "administrator")


def at_work(page, *roles, email="cleo@city.example"):
    """The same window, with this person signed in."""
    browser = signed_in(works(*roles, email=email, at=make.CITY))
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "domain": "127.0.0.1", "path": "/desk"}])


def an_answer(now, *, published):
    petition = make.petition("open")
    author = member("responder", email="dov@city.example", at=make.CITY)
    response = drafting.begin(author, [petition.pk], now)
    text = Text(
        title="The library opens on Sundays",
        summary="From March on.",
        body="# When\n\nFrom *March* on.\n\n| day | hours |\n|---|---|\n| Sunday | 10 to 4 |",
        outcome="granted",
        petitions=(petition.pk,),
        exhibits=(Shown(title="Minutes", publisher="City Council", url="https://example.org/m"),),
    )
    drafting.edit(author, response.pk, 0, text, now)
    drafting.submit(author, response.pk, 1, now)
    if published:
        publish(member("approver", email="ann@city.example", at=make.CITY), response.pk, 1, now)
    return response


def test_the_pages_of_the_desk(page, now):
    waiting = make.petition("moderating", title="Open the library on Sundays too", petitioner="a@y.example")
    response = an_answer(now, published=True)
    draft = drafting.begin(member("responder", email="dov@city.example", at=make.CITY), [], clock.now())
    dov = member("responder", email="dov@city.example", at=make.CITY)
    covered = response.coverage.get().petition_id
    following.add(dov, response.pk, Done(deed="order", title="The order was signed", done_on=now.date()), now)
    out = referring.refer(dov, covered, "Not ours alone.", now, to_office="The County")
    owed = make.petition("open", title="Mend the bridge", petitioner="b@y.example", now=clock.now())
    lifecycle.reach(owed.pk, owed.threshold, clock.now())
    at_work(page, *ALL)
    paths = [
        "",
        "/queue",
        f"/petitions/{waiting.pk}",
        f"/petitions/{response.coverage.get().petition_id}/remove",
        "/answers",
        f"/answers/{response.pk}",
        f"/answers/{response.pk}/versions/1",
        f"/answers/{draft.pk}/draft",
        f"/answers/{draft.pk}/petitions?q=library",
        f"/answers/{draft.pk}/exhibits?law=pardon",
        f"/answers/{draft.pk}/languages",
        f"/answers/{draft.pk}/languages/ar",
        f"/answers/{response.pk}/letter/en",
        f"/answers/{response.pk}/actions",
        f"/petitions/{covered}/refer",
        f"/petitions/{owed.pk}/date",
        "/referrals",
        f"/referrals/{out.pk}",
        "/letters",
        f"/letters/{Campaign.objects.get().pk}",
        "/people",
        f"/people/{draft.author_id}/link",
        "/decisions",
    ]
    for path in paths:
        page.goto(f"{AT}{path}")
        check_page(page)
    for path in ("/desk/you", "/desk/you/password", "/desk/you/passkeys/new", "/desk/sign-out"):
        page.goto(path)
        check_page(page)


def test_the_public_pages_of_what_followed(page, now):
    response = an_answer(now, published=True)
    dov = member("responder", email="dov@city.example", at=make.CITY)
    covered = response.coverage.get().petition_id
    lifecycle.reach(covered, 1, now)
    for days in (-300, 0, 3):
        done = Done(
            deed="order", title="The order was signed", done_on=now.date() + timedelta(days), by_others=days > 0
        )
        following.add(dov, response.pk, done, now)
    out = referring.refer(dov, covered, "Not ours alone.", now, to_office="The County")
    said = Said("declined", "It will not.", now.date(), "A spokesperson", quotation="No.", remedy="A court can.")
    referring.record_reply(dov, out.pk, said, now)
    for path in (f"/responses/{response.pk}", f"/petitions/{covered}", "/accountability", "/owed"):
        page.goto(path)
        check_page(page)


def test_an_answer_that_waits_for_approval(page, now):
    response = an_answer(now, published=False)
    at_work(page, "approver", email="ann@city.example")
    page.goto(f"{AT}/answers/{response.pk}")
    page.locator("summary").first.click()
    check_page(page)


def test_a_newcomer_comes_in_by_the_keys_alone(page):
    page.goto(link_of(works("moderator", at=make.CITY)))
    check_page(page)
    tab_to(page, "main button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/you/app")
    check_page(page)
    secret = page.locator("code").inner_text()
    tab_to(page, "#id_code")
    page.keyboard.type(code(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/you/codes")
    check_page(page)
    tab_to(page, "main a.usa-button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{AT}")


def test_the_sign_in_page(page):
    page.goto("/desk/sign-in")
    check_page(page)
    page.goto("/desk/enter/none")
    check_page(page)


@at_both_sizes
def test_a_petition_is_moderated_by_the_keys_alone(page):
    petition = make.petition("moderating")
    at_work(page, "moderator")
    page.goto(f"{AT}/queue")
    tab_to(page, "main .usa-button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/petitions/{petition.pk}")
    tab_to(page, "form button")
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    check_page(page)
    tab_to(page, "[name=verdict]")
    page.keyboard.press("Space")
    tab_to(page, "form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue")
    assert Petition.objects.get(pk=petition.pk).state == "open"


def test_an_answer_is_written_and_submitted_by_the_keys_alone(page):
    petition = make.petition("open")
    at_work(page, "responder")
    page.goto(f"{AT}/petitions/{petition.pk}")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/draft")
    tab_to(page, "#id_title")
    page.keyboard.type("The library opens on Sundays")
    tab_to(page, "[name=outcome]")
    page.keyboard.press("Space")
    for field, words in (("#id_summary", "From March on."), ("#id_body", "# When\n\nFrom March on.")):
        tab_to(page, field)
        page.keyboard.type(words)
    tab_to(page, "[name=preview]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/answers/[a-z0-9]+$"))
    tab_to(page, "main form[action$='/submit'] button")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Waiting for approval").wait_for()
    response = Response.objects.get()
    assert (response.state, response.outcome) == ("submitted", "granted")
