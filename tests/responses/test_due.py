"""A date is moved in public and before it comes; reminders come before it and on it, each once."""

import pytest

import make
from answered import DAY, approver, responder
from undersigned.mail.models import Letter
from undersigned.petitions import lifecycle
from undersigned.petitions.models import Petition
from undersigned.responses import clock, due
from undersigned.responses.models import Extension
from undersigned.staff.decisions import NotAllowed
from undersigned.staff.models import Decision

pytestmark = pytest.mark.django_db


def reached(now):
    petition = make.petition("open", now=now)
    lifecycle.reach(petition.pk, petition.threshold, now)
    return Petition.objects.get(pk=petition.pk)


def test_a_date_is_moved_with_a_public_reason(now):
    petition = reached(now)
    due.extend(approver(), petition.pk, petition.due_at + 10 * DAY, "The report comes in June.", now)
    assert Petition.objects.get().due_at == petition.due_at + 10 * DAY
    assert Extension.objects.get().reason == Decision.objects.get(verb="extend").note == "The report comes in June."


def test_a_moved_date_does_not_make_a_late_answer_timely(now):
    petition = reached(now)
    due.extend(approver(), petition.pk, petition.due_at + 10 * DAY, "Later.", now)
    lifecycle.respond(petition.pk, petition.due_at + 5 * DAY)
    standing = clock.standing(now + 99 * DAY)
    assert (standing.answered, standing.in_time) == (1, 0)


def test_overdue_cannot_be_hidden(now):
    petition = reached(now)
    with pytest.raises(due.TooLate):
        due.extend(approver(), petition.pk, petition.due_at + 10 * DAY, "Later.", petition.due_at)


@pytest.mark.parametrize("days", [-1, 0, 61])
def test_a_date_moves_forward_by_sixty_days_at_most(now, days):
    petition = reached(now)
    with pytest.raises(due.TooFar):
        due.extend(approver(), petition.pk, petition.due_at + days * DAY, "Later.", now)


def test_a_responder_moves_no_date(now):
    petition = reached(now)
    with pytest.raises(NotAllowed):
        due.extend(responder(), petition.pk, petition.due_at + DAY, "Later.", now)


def test_another_authority_moves_no_date(now):
    petition = reached(now)
    with pytest.raises(due.NotYours):
        due.extend(approver("us-wi.governor"), petition.pk, petition.due_at + DAY, "Later.", now)


def test_responders_are_reminded_once_before_and_once_on_the_date(now):
    petition = reached(now)
    responder()
    approver()
    posted = [due.remind(petition.due_at - days * DAY) for days in (20, 14, 14, 5, 3, 1, 0, -1, -30)]
    assert posted == [0, 2, 0, 0, 2, 0, 2, 0, 0]
    assert set(Letter.objects.filter(kind="due").values_list("kind", flat=True)) == {"due"}


def test_a_worker_that_slept_sends_one_reminder_not_three(now):
    petition = reached(now)
    responder()
    assert due.remind(petition.due_at + DAY) == 1
    assert due.remind(petition.due_at + 2 * DAY) == 0


def test_nobody_is_reminded_of_what_was_answered(now):
    petition = reached(now)
    responder()
    lifecycle.respond(petition.pk, now)
    assert due.remind(petition.due_at) == 0
