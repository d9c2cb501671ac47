"""What was done before and since stands beside an answer, each with its own date, and is told to who asked."""

import pytest
from django.db import IntegrityError, transaction

from answered import DAY, published, responder
from undersigned.mail.models import Campaign
from undersigned.responses import following
from undersigned.responses.drafting import Stale
from undersigned.responses.following import Done
from undersigned.responses.models import Response
from workplace import member

pytestmark = pytest.mark.django_db


def done(on, title="The order was signed", **more):
    return Done(deed="order", title=title, done_on=on, **more)


def test_actions_are_parted_by_the_answer(now):
    response = published(now)
    following.add(responder(), response.pk, done(now.date() - 300 * DAY, "Before"), now)
    following.add(responder(), response.pk, done(now.date() + 5 * DAY, "Since"), now)
    following.add(responder(), response.pk, done(now.date(), "That day"), now)
    course = following.course(response, now + 15 * DAY)
    assert [action.title for action in course.before] == ["Before", "That day"]
    assert [action.title for action in course.since] == ["Since"]
    assert course.silent_days == 10


def test_nothing_since_is_counted_from_the_answer(now):
    assert following.course(published(now), now + 40 * DAY).silent_days == 40


def test_an_action_can_be_taken_back_but_not_wiped_out(now):
    response = published(now)
    action = following.add(responder(), response.pk, done(now.date()), now)
    following.withdraw(responder(), response.pk, action.pk, "It was not signed.", now)
    assert not following.course(response, now).before
    assert response.actions.get().withdrawn.note == "It was not signed."
    with pytest.raises(Stale):
        following.withdraw(responder(), response.pk, action.pk, "Again", now)


def test_news_goes_to_those_who_asked_each_piece_by_itself(now):
    response = published(now)
    for title in ("One", "Two"):
        following.add(responder(), response.pk, done(now.date(), title), now, tell=True)
    news = Campaign.objects.filter(kind="news").order_by("pk")
    assert [each.bodies.get().title for each in news] == ["One", "Two"]
    assert {each.subject_id[:12] for each in news} == {response.pk}


def test_a_draft_tells_nobody(now):
    response = published(now, stop="submitted")
    following.add(responder(), response.pk, done(now.date()), now, tell=True)
    assert not Campaign.objects.exists()


def test_what_is_written_is_shown_as_text_in_the_letter(now):
    response = published(now)
    following.add(responder(), response.pk, done(now.date(), "<b>Signed</b> & sealed"), now, tell=True)
    assert "&lt;b&gt;Signed&lt;/b&gt; &amp; sealed" in Campaign.objects.get(kind="news").bodies.get().html


@pytest.mark.parametrize("wrong", [{"title": ""}, {"url": "javascript:alert(1)"}])
def test_the_database_refuses_what_is_wrong(now, wrong):
    response = published(now)
    with pytest.raises(IntegrityError), transaction.atomic():
        following.add(responder(), response.pk, Done(**{**vars(done(now.date())), **wrong}), now)


def test_another_authority_adds_nothing(now):
    stranger = member("responder", email="x@wi.example", at="us-wi.governor")
    with pytest.raises(Response.DoesNotExist):
        following.add(stranger, published(now).pk, done(now.date()), now)
