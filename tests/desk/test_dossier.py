"""A referral carries all that an office outside needs, on paper too."""

import os

import pytest

import make
from answered import DAY, published
from browser import check_page
from staffroom import at_work, signed_in
from undersigned.authorities.resolve import resolve
from undersigned.ledger.models import Log
from undersigned.petitions.models import Petition
from undersigned.responses import referring
from undersigned.responses.models import Referral
from workplace import member, works

AT = f"/desk/at/{make.CITY}"
STATE_CASE = {"convicted_in": "state", "state": "US-WI"}


def referred(now) -> Referral:
    """A petition with twelve signers in Wisconsin and five elsewhere, answered, and referred to its Governor."""
    petition = make.petition("open", title="Pardon the two men", ask="pardon", now=now)
    found = resolve("pardon", STATE_CASE, "us.president")
    Petition.objects.filter(pk=petition.pk).update(finding=found.as_dict(), facts=STATE_CASE)
    for number in range(17):
        home = {"zip": "53703"} if number < 12 else {"zip": "", "country": ("FR", "DE")[number % 2]}
        make.signature(petition, f"signer{number}@example.org", now, **home)
    make.published(now)
    published(now, petition, outcome="no-power")
    dov = member("responder", email="dov@city.example", at=make.CITY)
    return referring.refer(dov, petition.pk, "A state offence.", now, to_office="The Governor of Wisconsin")


@pytest.mark.django_db
def test_the_dossier_has_text_count_places_finding_and_answer(now):
    referral = referred(now)
    dov = at_work("responder", email="dov@city.example", at=make.CITY)
    page = dov.get(f"{AT}/referrals/{referral.pk}").content.decode()
    log = Log.objects.get(petition_id=referral.petition_id)
    for said in (
        "Pardon the two men",
        "A state offence.",
        bytes(log.root).hex(),
        f"/petitions/{referral.petition_id}/checkpoint",
        '<th scope="row">Wisconsin</th>',
        "Wis. Const. art. V § 6",
        "No power here",
        "Our answer",
    ):
        assert said in page, said
    assert "France" not in page, "a cell under ten"


@pytest.mark.django_db
def test_the_dossier_keeps_the_answer_of_who_refers_when_another_answered_too(now):
    referral = referred(now)
    here = member("responder", email="dov@city.example", at=make.CITY)
    there = referring.refer(here, referral.petition_id, "Theirs.", now, to_authority="us-wi.governor")
    referring.accept(member("responder", email="x@wi.example", at="us-wi.governor"), there.pk, now)
    published(now + DAY, referral.petition, at="us-wi.governor")
    dov = at_work("responder", email="dov@city.example", at=make.CITY)
    page = dov.get(f"{AT}/referrals/{referral.pk}").content.decode()
    assert "The answer of the City of Fairhaven Mills" in page
    assert "The answer of the Governor" not in page


@pytest.mark.browser
def test_on_paper_it_is_the_dossier_without_the_desk(page, now):
    referral = referred(now)
    browser = signed_in(works("responder", email="dov@city.example", at=make.CITY))
    session = browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "domain": "127.0.0.1", "path": "/desk"}])
    page.goto(f"{AT}/referrals/{referral.pk}")
    check_page(page)
    page.emulate_media(media="print")
    if folder := os.environ.get("TEST_PICTURES"):
        page.screenshot(path=f"{folder}/dossier-on-paper.png", full_page=True)
    for gone in ("nav", "aside", "form", ".site-menu-button"):
        for one in page.locator(gone).all():
            assert not one.is_visible(), gone
    for there in ("h1", "table", "text=Wis. Const. art. V § 6", "code"):
        assert page.locator(there).first.is_visible(), there
    assert len(page.pdf(format="Letter")) > 10_000
