"""Moderators see the queue by age with similar petitions, and give a verdict with a published reason."""

from datetime import timedelta

import pytest

import make
from staffroom import at_work
from undersigned.authorities.resolve import resolve
from undersigned.petitions.models import Petition
from undersigned.staff.models import Decision

pytestmark = pytest.mark.django_db
AT = f"/desk/at/{make.CITY}"


def cleo():
    return at_work("moderator", at=make.CITY)


def test_the_queue_shows_the_longest_waiting_first_with_its_age(now):
    young = make.petition("moderating", title="Plant trees in Elm Street", petitioner="a@y.example")
    old = make.petition("moderating", title="Mend the old bridge", petitioner="b@y.example")
    Petition.objects.filter(pk=old.pk).update(stated_at=now - timedelta(days=400))
    page = cleo().get(f"{AT}/queue").content.decode()
    assert page.index(old.title) < page.index(young.title)
    assert "days" in page


def test_similar_petitions_stand_beside_each_text():
    make.petition("open", title="Open the library on Sundays too", petitioner="a@y.example")
    make.petition("moderating", title="Keep the library open on Sundays")
    page = cleo().get(f"{AT}/queue").content.decode()
    assert "Open the library on Sundays too" in page
    assert "both say:" in page


def test_the_moderator_sees_who_can_grant_it_and_by_which_law():
    petition = make.petition("moderating", title="Pardon two men of Wisconsin")
    found = resolve("pardon", {"convicted_in": "state", "state": "US-WI"}, "us.president")
    Petition.objects.filter(pk=petition.pk).update(finding=found.as_dict())
    said = "The President of the United States cannot grant this. The Governor of Wisconsin can."
    assert said in cleo().get(f"{AT}/queue").content.decode()
    page = cleo().get(f"{AT}/petitions/{petition.pk}").content.decode()
    assert said in page
    assert "Wis. Const. art. V § 6" in page


def test_approving_opens_the_petition_and_writes_to_its_petitioner():
    petition = make.petition("moderating")
    answer = cleo().post(f"{AT}/petitions/{petition.pk}", {"verdict": "approve"})
    assert answer.url == f"{AT}/queue"
    petition.refresh_from_db()
    assert petition.state == "open"
    decision = Decision.objects.get(verb="approve", subject=f"petition:{petition.pk}")
    assert (decision.actor.email, decision.role) == ("cleo@city.example", "moderator")
    assert petition.history.get(to_state="open").decision == decision
    assert make.letters_to("ben@example.org")[-1].kind == "approved"


def test_rejecting_takes_a_reason_of_the_published_list():
    petition = make.petition("moderating")
    form = {"verdict": "reject", "reason": "no-ask", "note": "Say what should be done."}
    assert cleo().post(f"{AT}/petitions/{petition.pk}", form).status_code == 302
    petition.refresh_from_db()
    assert (petition.state, petition.rejection) == ("rejected", "no-ask")
    assert make.letters_to("ben@example.org")[-1].kind == "rejected"


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({}, "Choose to approve or to reject."),
        ({"verdict": "reject"}, "Choose the reason for which you reject it."),
        ({"verdict": "reject", "reason": "law"}, "Select a valid choice"),
        ({"verdict": "reject", "reason": "no-ask", "note": "x" * 1001}, "at most 1000"),
        ({"verdict": "approve", "note": "a\x00b"}, "Null characters"),
        ({"verdict": "shred"}, "Select a valid choice"),
    ],
)
def test_a_wrong_verdict_says_what_is_wrong_and_changes_nothing(form, message):
    petition = make.petition("moderating")
    answer = cleo().post(f"{AT}/petitions/{petition.pk}", form)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    petition.refresh_from_db()
    assert petition.state == "moderating"


def test_the_second_of_two_moderators_is_told():
    petition = make.petition("moderating")
    cleo().post(f"{AT}/petitions/{petition.pk}", {"verdict": "approve"})
    answer = cleo().post(f"{AT}/petitions/{petition.pk}", {"verdict": "reject", "reason": "no-ask"}, follow=True)
    assert "before you" in answer.content.decode()
    assert Petition.objects.get(pk=petition.pk).state == "open"


def test_the_history_names_the_moderator_to_colleagues_and_only_the_role_to_the_public(client):
    petition = make.petition("moderating")
    cleo().post(f"{AT}/petitions/{petition.pk}", {"verdict": "approve"})
    assert "cleo@city.example" in cleo().get(f"{AT}/petitions/{petition.pk}").content.decode()
    assert "cleo" not in client.get(f"/petitions/{petition.pk}").content.decode()


def test_a_draft_is_nobodys_business():
    petition = make.petition("draft")
    assert cleo().get(f"{AT}/petitions/{petition.pk}").status_code == 404


def test_an_administrator_removes_a_public_petition():
    petition = make.petition("open")
    head = at_work("administrator", email="head@city.example", at=make.CITY)
    address = f"{AT}/petitions/{petition.pk}/remove"
    assert head.post(address, {"reason": "law"}).status_code == 422
    assert head.post(address, {"reason": "law", "note": "Court order 12/26."}).status_code == 302
    petition.refresh_from_db()
    assert petition.state == "removed"
    assert head.get(address).status_code == 404


def test_what_people_wrote_is_shown_as_text():
    make.petition("moderating", title="<script>alert(1)</script>", body="<b>bold</b> https://evil.example")
    page = cleo().get(f"{AT}/queue").content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert 'href="https://evil.example' not in page
