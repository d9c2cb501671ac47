"""What the clock does: petitions close and lapse, and what is kept no longer goes."""

from datetime import timedelta

import pytest

import make
from undersigned.kit import clock
from undersigned.ops import schedule
from undersigned.petitions.models import Petition, State
from undersigned.signatures.models import Submission

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=400)


def test_every_minute_petitions_close_whose_time_is_over():
    over, open_still = (
        make.petition(now=clock.now() - LONG_AGO),
        make.petition(now=clock.now(), title="Another one"),
    )
    schedule.close_petitions(0)
    assert Petition.objects.get(pk=over.pk).state == State.CLOSED
    assert Petition.objects.get(pk=open_still.pk).state == State.OPEN


def test_every_hour_petitions_lapse_that_found_no_supporters():
    lapsing = make.petition("supporting", now=clock.now() - LONG_AGO)
    schedule.lapse_petitions(0)
    assert Petition.objects.get(pk=lapsing.pk).state == State.LAPSED


def test_every_night_forms_go_that_nobody_confirmed():
    petition = make.petition(now=clock.now() - timedelta(days=20))
    old = make.submission(petition, now=clock.now() - timedelta(days=20))
    new = make.submission(petition, "cleo@example.org", now=clock.now())
    schedule.expire_every_night(0)
    assert set(Submission.objects.values_list("pk", flat=True)) & {old, new} == {new}


def test_doing_it_again_changes_nothing():
    petition = make.petition(now=clock.now() - LONG_AGO)
    for _time in range(2):
        schedule.close_petitions(0)
        schedule.lapse_petitions(0)
        schedule.expire_every_night(0)
    assert Petition.objects.get(pk=petition.pk).step == 4


def test_no_two_runs_of_a_job_wait_in_the_queue():
    tasks = [task for name, task in schedule.app.tasks.items() if name.startswith("undersigned.ops.schedule")]
    assert tasks
    assert len({task.queueing_lock for task in tasks if task.queueing_lock}) == len(tasks)


def test_every_job_has_its_time():
    timed = {name for name, _periodic in schedule.app.periodic_registry.periodic_tasks}
    assert timed >= {name for name in schedule.app.tasks if name.startswith("undersigned.ops.schedule")}
