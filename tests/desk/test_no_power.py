"""An answer that says "no power here" starts from the office that has it, the law, and what else can be done."""

import re

import pytest

import make
from answered import responder
from staffroom import at_work
from undersigned.authorities.resolve import resolve
from undersigned.petitions.models import Petition
from undersigned.responses import referring
from undersigned.responses.models import Response

pytestmark = pytest.mark.django_db
AT = f"/desk/at/{make.WHITE_HOUSE}"
EMPTY = {"exhibit-TOTAL_FORMS": "1", "exhibit-INITIAL_FORMS": "0", "title": "", "summary": "", "body": ""}


@pytest.fixture(autouse=True)
def _facts() -> None:
    make.facts()


def dov():
    return at_work("responder", email="dov@whitehouse.example", at=make.WHITE_HOUSE)


def wisconsin(title="Pardon two men of Wisconsin", **facts):
    petition = make.petition(authority=make.WHITE_HOUSE, title=title, ask="pardon")
    found = resolve("pardon", {"convicted_in": "state", "state": "US-WI", **facts}, "us.president")
    Petition.objects.filter(pk=petition.pk).update(finding=found.as_dict())
    return petition


def begun(browser, *petitions):
    answer = browser.post(f"{AT}/answers/new", {"petition": [petition.pk for petition in petitions]})
    return re.fullmatch(f"{AT}/answers/([a-z0-9]+)/draft", answer.url)[1]


def test_choosing_no_power_here_writes_office_law_and_remedies_to_be_edited():
    browser, petition = dov(), wisconsin()
    key = begun(browser, petition)
    browser.post(f"{AT}/answers/{key}/draft", {**EMPTY, "outcome": "no-power", "version": "0"})
    page = browser.get(f"{AT}/answers/{key}/draft").content.decode()
    body = re.search(r'<textarea name="body".*?</textarea>', page, re.DOTALL)[0]
    assert "The Governor of Wisconsin can." in body
    assert "[Wis. Const. art. V § 6](&lt;https://docs.legis.wisconsin.gov/constitution/wi&gt;)" in body
    assert "# What you can do" in body
    assert "Apply to:" in body
    assert "You asked for a pardon" in re.search(r'<textarea name="summary".*?</textarea>', page, re.DOTALL)[0]
    assert Response.objects.get(pk=key).exhibits.filter(kind="law", title__startswith="Wis. Const.").exists()


def test_the_draft_says_the_power_lies_elsewhere_and_begins_from_it_at_one_press():
    browser, petition = dov(), wisconsin()
    key = begun(browser, petition)
    assert "The power lies elsewhere" in browser.get(f"{AT}/answers/{key}/draft").content.decode()
    browser.post(f"{AT}/answers/{key}/start-from-finding")
    response = Response.objects.get(pk=key)
    assert response.outcome == "no-power"
    assert "Governor of Wisconsin" in response.summary
    assert "The power lies elsewhere" not in browser.get(f"{AT}/answers/{key}/draft").content.decode()


def test_what_someone_wrote_is_never_replaced():
    browser, key = dov(), begun(dov(), wisconsin())
    written = {**EMPTY, "summary": "My own words.", "outcome": "no-power", "version": "0"}
    browser.post(f"{AT}/answers/{key}/draft", written)
    assert Response.objects.get(pk=key).body == ""
    browser.post(f"{AT}/answers/{key}/start-from-finding")
    response = Response.objects.get(pk=key)
    assert response.summary == "My own words."
    assert "Governor of Wisconsin" in response.body


def test_several_petitions_with_different_findings_each_get_their_part():
    browser = dov()
    key = begun(browser, wisconsin("Pardon *two* men"), wisconsin("Pardon a third", state="US-GA"))
    browser.post(f"{AT}/answers/{key}/start-from-finding")
    body = Response.objects.get(pk=key).body
    assert "To: “Pardon \\*two\\* men”" in body
    assert "Governor of Wisconsin" in body
    assert "Georgia State Board of Pardons and Paroles" in body
    page = browser.get(f"{AT}/answers/{key}").content.decode()
    assert "Pardon *two* men" in page


def test_without_a_finding_nothing_is_begun():
    browser = dov()
    key = begun(browser, make.petition(authority=make.WHITE_HOUSE))
    browser.post(f"{AT}/answers/{key}/start-from-finding")
    response = Response.objects.get(pk=key)
    assert (response.outcome, response.body) == ("", "")


def test_another_authoritys_draft_is_not_begun_by_us():
    theirs = begun(dov(), wisconsin())
    other = at_work("responder", email="ann@city.example", at=make.CITY)
    assert other.post(f"/desk/at/{make.CITY}/answers/{theirs}/start-from-finding").status_code == 404


def test_the_office_that_has_the_power_is_not_told_that_it_lies_elsewhere(now):
    petition = wisconsin()
    to_wisconsin = referring.refer(
        responder(make.WHITE_HOUSE), petition.pk, "A state offence.", now, to_authority="us-wi.governor"
    )
    referring.accept(responder("us-wi.governor"), to_wisconsin.pk, now)
    there = at_work("responder", email="wes@wi.example", at="us-wi.governor")
    desk = "/desk/at/us-wi.governor"
    page = there.get(there.post(f"{desk}/answers/new", {"petition": petition.pk}).url).content.decode()
    assert petition.title in page
    assert "The power lies elsewhere" not in page
    assert f"{desk}/petitions/{petition.pk}" not in page


def test_a_referral_begins_with_who_can_act_and_why():
    browser, petition = dov(), wisconsin()
    page = browser.get(f"{AT}/petitions/{petition.pk}/refer").content.decode()
    assert '<option value="us-wi.governor" selected>' in page
    assert "The Governor of Wisconsin can." in page
    found = resolve("pardon", {"convicted_in": "state", "state": "US-CA"}, "us.president")
    Petition.objects.filter(pk=petition.pk).update(finding=found.as_dict())
    page = browser.get(f"{AT}/petitions/{petition.pk}/refer").content.decode()
    office = re.search('<input[^>]*name="to_office"[^>]*>', page)[0]
    assert 'value="the Governor of California"' in office
