"""Responders draft, choose petitions, add what the answer rests on; another person publishes."""

import re

import pytest

import make
from staffroom import at_work
from undersigned.mail.models import Campaign
from undersigned.responses.models import Hold, Response
from undersigned.staff.models import Decision

pytestmark = pytest.mark.django_db
AT = f"/desk/at/{make.CITY}"
EXHIBIT = {
    "exhibit-TOTAL_FORMS": "2",
    "exhibit-INITIAL_FORMS": "0",
    "exhibit-0-title": "Minutes of the council",
    "exhibit-0-kind": "document",
    "exhibit-0-publisher": "City Council",
    "exhibit-0-dated": "2026-03-04",
    "exhibit-0-url": "https://example.org/minutes",
    "exhibit-1-title": "",
}
WORDS = {
    "title": "The library opens on Sundays",
    "outcome": "granted",
    "summary": "From March on.",
    "body": "# When\n\nFrom *March* on.",
    **EXHIBIT,
}


def dov():
    return at_work("responder", email="dov@city.example", at=make.CITY)


def dora():
    return at_work("responder", "approver", email="dora@city.example", at=make.CITY)


def ann():
    return at_work("approver", email="ann@city.example", at=make.CITY)


def begun(browser, *petitions):
    answer = browser.post(f"{AT}/answers/new", {"petition": [petition.pk for petition in petitions]})
    return re.fullmatch(f"{AT}/answers/([a-z0-9]+)/draft", answer.url)[1]


def written(browser, *petitions):
    key = begun(browser, *petitions)
    browser.post(f"{AT}/answers/{key}/draft", {**WORDS, "version": "0"})
    return key


def submitted(browser, *petitions):
    key = written(browser, *petitions)
    browser.post(f"{AT}/answers/{key}/submit", {"version": "1"})
    return key


def test_an_answer_goes_from_draft_to_every_petitions_page(client):
    petition = make.petition("open")
    key = submitted(dov(), petition)
    assert ann().post(f"{AT}/answers/{key}/publish", {"version": "1"}).status_code == 302
    page = client.get(f"/responses/{key}").content.decode()
    assert "<em>March</em>" in page
    assert "Minutes of the council" in page
    assert petition.title in page
    assert f"/responses/{key}" in client.get(f"/petitions/{petition.pk}").content.decode()
    assert Campaign.objects.get().subject_id == key


def test_the_preview_shows_page_and_letter():
    key = written(dov(), make.petition("open"))
    page = dov().get(f"{AT}/answers/{key}").content.decode()
    assert "<h3>When</h3>" in page
    assert "Outcome: Granted" in page
    assert "https://example.org/minutes" in page
    assert "Submit for approval" in page


def test_an_unfinished_draft_says_what_it_lacks():
    key = begun(dov(), make.petition("open"))
    assert "Choose the outcome." in dov().get(f"{AT}/answers/{key}").content.decode()
    answer = dov().post(f"{AT}/answers/{key}/submit", {"version": "0"}, follow=True)
    assert "Write the answer." in answer.content.decode()
    assert Response.objects.get().state == "draft"


def test_who_wrote_it_is_not_offered_to_publish_and_cannot():
    key = submitted(dora(), make.petition("open"))
    assert "Approve and publish" not in dora().get(f"{AT}/answers/{key}").content.decode()
    answer = dora().post(f"{AT}/answers/{key}/publish", {"version": "1"}, follow=True)
    assert "Another person must approve it." in answer.content.decode()
    assert Response.objects.get().state == "submitted"


def test_the_approver_sends_it_back_with_a_note():
    key = submitted(dov(), make.petition("open"))
    ann().post(f"{AT}/answers/{key}/take-back", {"note": "Name the <law>."})
    page = dov().get(f"{AT}/answers/{key}").content.decode()
    assert "ann@city.example sent it back on" in page
    assert "<p>Name the &lt;law&gt;.</p>" in page
    assert "<p>Name the &lt;law&gt;.</p>" in dov().get(f"{AT}/answers/{key}/draft").content.decode()
    assert Response.objects.get().state == "draft"
    dov().post(f"{AT}/answers/{key}/submit", {"version": "1"})
    assert "sent it back" not in ann().get(f"{AT}/answers/{key}").content.decode()


def test_two_windows_keep_both_texts():
    key = begun(dov(), make.petition("open"))
    dov().post(f"{AT}/answers/{key}/draft", {**WORDS, "version": "0"})
    late = dov().post(f"{AT}/answers/{key}/draft", {**WORDS, "title": "My other title", "version": "0"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "My other title" in page
    assert "The library opens on Sundays" in page
    assert 'name="version" value="1"' in page
    assert Response.objects.get().title == "The library opens on Sundays"


def test_someone_elses_draft_is_read_until_it_is_taken_over():
    key = begun(dov(), make.petition("open"))
    page = dora().get(f"{AT}/answers/{key}/draft").content.decode()
    assert "dov@city.example is writing here" in page
    dora().post(f"{AT}/answers/{key}/take-over")
    assert Hold.objects.get().holder.email == "dora@city.example"
    late = dov().post(f"{AT}/answers/{key}/draft", {**WORDS, "version": "0"})
    assert "took this draft over" in late.content.decode()
    assert "Take the draft over" not in late.content.decode()
    assert WORDS["title"] in late.content.decode()
    dov().post(f"{AT}/answers/{key}/draft", {**WORDS, "version": "0", "take_over": "1"})
    assert Response.objects.get().title == WORDS["title"]
    assert Hold.objects.get().holder.email == "dov@city.example"


def test_what_someone_else_writes_is_no_form_for_me():
    key = begun(dov(), make.petition("open"))
    page = dora().get(f"{AT}/answers/{key}/draft").content.decode()
    assert "Read what is saved" in page
    assert 'name="summary"' not in page


def test_taking_over_does_not_pass_over_what_the_other_saved():
    key = begun(dov(), make.petition("open"))
    dov().post(f"{AT}/answers/{key}/draft", {**WORDS, "version": "0"})
    mine = {**WORDS, "title": "Mine", "version": "0", "take_over": "1"}
    answer = dora().post(f"{AT}/answers/{key}/draft", mine)
    assert (answer.status_code, Response.objects.get().title) == (409, WORDS["title"])
    assert "dov@city.example saved this draft while you wrote" in answer.content.decode()


def test_petitions_ticked_while_someone_else_wrote_stay_ticked():
    first, other = make.petition("open"), make.petition("open", petitioner="a@y.example")
    key = begun(dov(), first)
    chosen = {"petition": [first.pk, other.pk], "version": "0"}
    answer = dora().post(f"{AT}/answers/{key}/petitions", chosen)
    assert answer.status_code == 409
    assert f'id="c-{other.pk}" checked' in answer.content.decode()
    assert Response.objects.get().coverage.count() == 1
    assert dora().post(f"{AT}/answers/{key}/petitions", {**chosen, "take_over": "1"}).status_code == 302
    assert Response.objects.get().coverage.count() == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": "x" * 161}, "at most 160"),
        ({"summary": "x" * 501}, "at most 500"),
        ({"outcome": "perhaps"}, "Select a valid choice"),
        ({"body": "a\x00b"}, "Null characters"),
        ({"exhibit-0-url": "javascript:alert(1)"}, "The link must begin with https"),
        ({"title": "Yes \u202eon"}, "change the direction of reading"),
        ({"summary": "Yes \u2066no"}, "change the direction of reading"),
        ({"exhibit-0-url": "ftp://example.org/x"}, "must begin with https"),
        ({"exhibit-0-dated": "0026-01-01"}, "four digits"),
        ({"exhibit-0-title": ""}, "Give it a title"),
        ({"version": "x"}, "whole number"),
    ],
)
def test_wrong_words_are_said_to_be_wrong_and_kept(wrong, message):
    key = begun(dov(), make.petition("open"))
    answer = dov().post(f"{AT}/answers/{key}/draft", {**WORDS, "version": "0", **wrong})
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Response.objects.get().version == 0


def test_no_browser_cuts_what_is_pasted():
    key = begun(dov(), make.petition("open"))
    for address in (f"{AT}/answers/{key}/draft", f"{AT}/answers/{key}/languages/es"):
        page = dov().get(address).content.decode()
        for name in ("title", "summary", "body"):
            assert "maxlength" not in re.search(f'<(input|textarea)[^>]*name="{name}"[^>]*>', page)[0]


@pytest.mark.parametrize("damaged", [{"exhibit-TOTAL_FORMS": "9999999"}, {"exhibit-TOTAL_FORMS": "x"}])
def test_a_damaged_form_is_no_error_of_ours(damaged):
    key = begun(dov(), make.petition("open"))
    assert dov().post(f"{AT}/answers/{key}/draft", {**WORDS, "version": "0", **damaged}).status_code == 422


def test_petitions_on_the_same_case_are_suggested_with_the_reason():
    first = make.petition("open", title="Keep the library open on Sundays")
    other = make.petition("closed", title="Open the library on Sundays too", petitioner="a@y.example")
    key = begun(dov(), first)
    page = dov().get(f"{AT}/answers/{key}/petitions").content.decode()
    assert "Perhaps on the same case" in page
    assert other.title in page
    assert "the same words: library" in page
    assert "the same ask" in page
    dov().post(f"{AT}/answers/{key}/petitions", {"petition": [first.pk, other.pk], "version": "0"})
    assert Response.objects.get().coverage.count() == 2


def test_names_and_places_are_told_as_reasons():
    first = make.petition("open", title="Pardon Steven Avery of Wisconsin", ask="pardon")
    make.petition("open", title="A new trial in Wisconsin for Steven Avery", ask="retry", petitioner="a@y.example")
    key = begun(dov(), first)
    page = dov().get(f"{AT}/answers/{key}/petitions").content.decode()
    assert re.search("the same names: [^·]*Avery", page)
    assert "the same place: Wisconsin" in page
    assert "another ask in the same matter" in page


def test_any_petition_of_the_authority_can_be_searched_for():
    key = begun(dov(), make.petition("open"))
    make.petition("open", title="A crossing at the school", petitioner="a@y.example")
    page = dov().get(f"{AT}/answers/{key}/petitions?q=crossing").content.decode()
    assert "A crossing at the school" in page


@pytest.mark.parametrize("petition", ["aaaaaaaaaaaa", "no id", "a\x00b"])
def test_a_made_up_petition_is_not_found(petition):
    key = begun(dov(), make.petition("open"))
    answer = dov().post(f"{AT}/answers/{key}/petitions", {"petition": petition, "version": "0"})
    assert answer.status_code == 404
    assert dov().post(f"{AT}/answers/new", {"petition": petition}).status_code == 404


def test_choosing_petitions_keeps_words_and_exhibits():
    petition = make.petition("open")
    key = written(dov(), petition)
    dov().post(f"{AT}/answers/{key}/petitions", {"petition": petition.pk, "version": "1"})
    response = Response.objects.get()
    assert (response.version, response.title) == (2, WORDS["title"])
    assert response.exhibits.get().publisher == "City Council"


def test_each_version_can_be_read_again():
    key = written(dov(), make.petition("open"))
    assert "Without a title yet" in dov().get(f"{AT}/answers/{key}/versions/0").content.decode()
    assert WORDS["title"] in dov().get(f"{AT}/answers/{key}/versions/1").content.decode()


def test_a_version_says_what_it_changed():
    key = written(dov(), make.petition("open"))
    dov().post(f"{AT}/answers/{key}/draft", {**WORDS, "summary": "From <April> on.", "version": "1"})
    page = dov().get(f"{AT}/answers/{key}/versions/2").content.decode()
    assert "What changed since version 1" in page
    assert '<del><span class="usa-sr-only">taken out: </span>March </del>' in page
    assert '<ins><span class="usa-sr-only">put in: </span>&lt;April&gt; </ins>' in page
    assert "What changed" not in dov().get(f"{AT}/answers/{key}/versions/0").content.decode()


def test_a_draft_is_discarded_with_its_versions_and_the_decision_stays():
    key = written(dov(), make.petition("open"))
    for version, by in (("0", dov()), ("1", dora())):
        page = by.post(f"{AT}/answers/{key}/discard", {"version": version}, follow=True).content.decode()
        assert "Look at it again." in page
    page = dov().post(f"{AT}/answers/{key}/discard", {"version": "1"}, follow=True).content.decode()
    assert "Discarded." in page
    assert not Response.objects.exists()
    decision = Decision.objects.get(verb="discard")
    assert (decision.note, decision.actor.email) == (WORDS["title"], "dov@city.example")
    assert "discarded a draft of an answer" in dov().get(f"{AT}/decisions").content.decode()


def test_what_is_submitted_or_holds_what_was_done_is_not_discarded():
    key = submitted(dov(), make.petition("open"))
    dov().post(f"{AT}/answers/{key}/discard", {"version": "1"})
    ann().post(f"{AT}/answers/{key}/take-back")
    dov().post(f"{AT}/answers/{key}/actions", {"deed": "order", "title": "Signed", "done_on": "2026-01-01"})
    answer = dov().post(f"{AT}/answers/{key}/discard", {"version": "1"}, follow=True)
    assert "It cannot be discarded." in answer.content.decode()
    assert Response.objects.exists()


def test_a_published_answer_cannot_be_edited():
    key = submitted(dov(), make.petition("open"))
    ann().post(f"{AT}/answers/{key}/publish", {"version": "1"})
    assert dov().get(f"{AT}/answers/{key}/draft").url == f"{AT}/answers/{key}"
    answer = dov().post(f"{AT}/answers/{key}/draft", {**WORDS, "version": "1"}, follow=True)
    assert "no draft any more" in answer.content.decode()


def test_what_is_owed_is_listed_by_date():
    assert "No answer is owed." in dov().get(f"{AT}/answers").content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "1e3", "9" * 30, "٣"])
def test_a_damaged_version_submits_and_publishes_nothing(version):
    key = written(dov(), make.petition("open"))
    assert dov().post(f"{AT}/answers/{key}/submit", {"version": version}).status_code == 302
    assert ann().post(f"{AT}/answers/{key}/publish", {"version": version}).status_code == 302
    assert Response.objects.get().state == "draft"


@pytest.mark.parametrize("question", ["\x00", "'; drop table", "%s", "\\", "a" * 5000, "é" * 300])
def test_any_question_can_be_asked(question):
    key = begun(dov(), make.petition("open"))
    assert dov().get(f"{AT}/answers/{key}/petitions", {"q": question}).status_code == 200


def test_a_note_may_hold_anything():
    key = submitted(dov(), make.petition("open"))
    assert ann().post(f"{AT}/answers/{key}/take-back", {"note": "a\x00b"}).status_code == 302
    assert Response.objects.get().state == "draft"
