"""An answer is drafted by one person at a time, and nobody's words are overwritten."""

from datetime import date, timedelta

import pytest

import make
from undersigned.responses import drafting
from undersigned.responses.drafting import Incomplete, NotYours, Shown, Stale, Text
from undersigned.responses.models import Response
from undersigned.staff.decisions import NotAllowed
from undersigned.staff.models import Decision
from workplace import member

pytestmark = pytest.mark.django_db
FULL = Text(title="No power here", summary="We cannot.", body="Because.", outcome="no-power")


def dov(**kept):
    return member("responder", email="dov@city.example", at=make.CITY, **kept)


def dora():
    return member("responder", email="dora@city.example", at=make.CITY)


def begun(now, who=None):
    return drafting.begin(who or dov(), [make.petition("open").pk], now)


def full(petition):
    return Text(**{**vars(FULL), "petitions": (petition,)})


def test_a_draft_begins_with_the_petitions_it_shall_answer(now):
    response = begun(now)
    assert (response.state, response.version) == ("draft", 0)
    assert response.coverage.count() == 1


def test_a_moderator_drafts_nothing(now):
    with pytest.raises(NotAllowed):
        drafting.begin(member("moderator", at=make.CITY), [], now)


def test_a_petition_to_another_authority_cannot_be_answered(now):
    other = make.petition("open", authority="us-wi.governor")
    with pytest.raises(NotYours):
        drafting.begin(dov(), [other.pk], now)
    assert not Response.objects.exists()


@pytest.mark.parametrize("state", ["supporting", "moderating", "rejected", "removed"])
def test_a_petition_that_is_not_public_cannot_be_answered(now, state):
    with pytest.raises(NotYours):
        drafting.begin(dov(), [make.petition(state).pk], now)


def test_each_save_is_kept_with_who_made_it(now):
    response = begun(now)
    drafting.edit(dov(), response.pk, 0, Text(title="One"), now)
    drafting.edit(dov(), response.pk, 1, Text(title="Two"), now + timedelta(minutes=1))
    kept = [(row.version, row.title, row.made_by.email) for row in response.revisions.all()]
    assert kept == [(2, "Two", "dov@city.example"), (1, "One", "dov@city.example"), (0, "", "dov@city.example")]


def test_two_windows_never_overwrite_each_other(now):
    response = begun(now)
    drafting.edit(dov(), response.pk, 0, Text(title="First"), now)
    with pytest.raises(Stale):
        drafting.edit(dov(), response.pk, 0, Text(title="Second"), now)
    assert Response.objects.get(pk=response.pk).title == "First"


def test_while_one_person_holds_a_draft_another_cannot_save(now):
    response = begun(now)
    with pytest.raises(Stale):
        drafting.edit(dora(), response.pk, 0, Text(title="Mine"), now)


def test_a_draft_can_be_taken_over_and_the_first_person_is_told(now):
    response = begun(now)
    assert drafting.hold(dora(), response, now).holder == dov().user
    assert drafting.hold(dora(), response, now, take_over=True).holder == dora().user
    with pytest.raises(Stale):
        drafting.edit(dov(), response.pk, 0, Text(title="Mine"), now)
    assert drafting.edit(dora(), response.pk, 0, Text(title="Hers"), now).title == "Hers"


def test_a_hold_ends_by_itself(now):
    response = begun(now)
    later = now + drafting.HOLD
    assert drafting.hold(dora(), response, later).holder == dora().user


def test_exhibits_keep_their_order(now):
    response = begun(now)
    shown = (
        Shown(title="Report", publisher="A Task Force", dated=date(2015, 5, 18), url="https://example.org/r"),
        Shown(title="Article II", kind="law", quotation="he shall have Power"),
    )
    response = drafting.edit(dov(), response.pk, 0, Text(exhibits=shown), now)
    assert [exhibit.title for exhibit in response.exhibits.all()] == ["Report", "Article II"]


def test_an_unfinished_draft_cannot_be_submitted_and_says_why(now):
    response = begun(now)
    with pytest.raises(Incomplete) as raised:
        drafting.submit(dov(), response.pk, 0, now)
    assert set(raised.value.missing) == {"title", "summary", "body", "outcome"}


def test_declining_to_comment_needs_its_published_reason(now):
    petition = make.petition("open").pk
    response = drafting.begin(dov(), [petition], now)
    text = Text(**{**vars(full(petition)), "outcome": "no-comment"})
    drafting.edit(dov(), response.pk, 0, text, now)
    with pytest.raises(Incomplete) as raised:
        drafting.submit(dov(), response.pk, 1, now)
    assert set(raised.value.missing) == {"silence"}


def test_a_submitted_answer_is_fixed_until_it_is_taken_back(now):
    petition = make.petition("open").pk
    response = drafting.begin(dov(), [petition], now)
    drafting.edit(dov(), response.pk, 0, full(petition), now)
    drafting.submit(dov(), response.pk, 1, now)
    with pytest.raises(Stale):
        drafting.edit(dov(), response.pk, 1, Text(), now)
    drafting.take_back(dora(), response.pk, "Name the law.", now)
    assert drafting.edit(dora(), response.pk, 1, full(petition), now).state == "draft"
    acts = [decision.verb for decision in Decision.objects.about(f"response:{response.pk}")]
    assert acts == ["submit", "take-back"]


def test_a_response_of_another_authority_is_not_there(now):
    response = begun(now)
    stranger = member("responder", email="x@wi.example", at="us-wi.governor")
    for act in (
        lambda: drafting.own(stranger, response.pk),
        lambda: drafting.edit(stranger, response.pk, 0, Text(), now),
        lambda: drafting.submit(stranger, response.pk, 0, now),
    ):
        with pytest.raises(Response.DoesNotExist):
            act()
    with pytest.raises(Stale):
        drafting.take_back(stranger, response.pk, "", now)
