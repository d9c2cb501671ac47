"""The numbers kept by place and hour are what a recount says; a wrong one is reported and set right."""

from __future__ import annotations

import json
import logging
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

import make
from signatures.check import check_signatures
from undersigned import cli
from undersigned.ops import schedule
from undersigned.signatures import recount, withdraw
from undersigned.signatures.models import HourTally, Tally

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def signed():
    """An open petition signed by its petitioner at noon, and by two more an hour and two hours after."""
    petition = make.petition("open")
    make.signature(petition, "ana@example.org", make.NOW + HOUR + timedelta(minutes=59), zip="10001")
    make.signature(petition, "cleo@example.org", make.NOW + 2 * HOUR, zip="", country="FR")
    return petition


def wrong(petition):
    """Plant a number too high, one too low, one of nothing, and lose one."""
    Tally.objects.filter(petition=petition, state="NY").update(standing=7)
    Tally.objects.create(petition=petition, country="DE", state="", standing=4)
    HourTally.objects.filter(petition=petition, hour=make.NOW).update(standing=0)
    HourTally.objects.filter(petition=petition, hour=make.NOW + HOUR).delete()


def told(petition):
    """What is said of what `wrong` planted."""
    return [
        f"petition {petition.pk}, place DE: kept as 4, but 0 signatures stand",
        f"petition {petition.pk}, place US-NY: kept as 7, but 1 signatures stand",
        f"petition {petition.pk}, hour 2026-11-22 12:00 UTC: kept as 0, but 1 signatures stand",
        f"petition {petition.pk}, hour 2026-11-22 13:00 UTC: kept as 0, but 1 signatures stand",
    ]


def test_who_signs_is_counted_in_the_hour_of_confirming():
    petition = signed()
    hours = HourTally.objects.filter(petition=petition).order_by("hour").values_list("hour", "standing")
    assert list(hours) == [(make.NOW + number * HOUR, 1) for number in range(3)]
    assert recount.differences() == []


def test_a_signature_that_stands_again_counts_in_its_first_hour():
    petition = make.petition("open")
    signature = make.signature(petition)
    withdraw.withdraw(signature.key, make.NOW + HOUR)
    assert HourTally.objects.get(petition=petition).standing == 1
    make.signature(petition, now=make.NOW + 5 * HOUR)
    assert HourTally.objects.get(petition=petition).standing == 2
    assert recount.differences() == []


def test_no_number_of_an_hour_goes_below_zero():
    petition = make.petition("open")
    with pytest.raises(IntegrityError, match="hour_tally_never_below_zero"), transaction.atomic():
        HourTally.objects.filter(petition=petition).update(standing=-1)
    with pytest.raises(IntegrityError, match="hour_tally_is_of_an_hour"), transaction.atomic():
        HourTally.objects.filter(petition=petition).update(hour=make.NOW + timedelta(minutes=1))


def test_each_wrong_number_is_named_and_set_right():
    petition, other = signed(), make.petition("open", title="Another one", petitioner="dov@example.org")
    wrong(petition)
    assert [str(one) for one in recount.differences()] == told(petition)
    assert [str(one) for one in recount.repair()] == told(petition)
    assert recount.repair() == recount.differences() == []
    assert Tally.objects.get(petition=other).standing == 1
    Tally.objects.filter(standing=0).delete()
    check_signatures()


def test_the_operator_is_told_by_words_and_exit_code(capsys):
    petition = signed()
    assert cli.main(["recount"]) == 0
    wrong(petition)
    assert cli.main(["recount"]) == 1
    assert "4 numbers disagreed. Nothing was changed" in capsys.readouterr().out
    assert cli.main(["recount", "--repair", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["repaired"] and {one["counted"] for one in said["differences"]} == {0, 1}
    assert cli.main(["recount", "--repair"]) == 0


def test_every_night_what_is_wrong_is_set_right_and_written_down(caplog):
    petition = signed()
    wrong(petition)
    with caplog.at_level(logging.WARNING):
        schedule.recount_every_night(0)
    assert [str(record.args[0]) for record in caplog.records] == told(petition)
    assert recount.differences() == []


@pytest.mark.django_db(transaction=True)
def test_who_confirms_during_a_repair_is_not_lost():
    petition = signed()
    wrong(petition)

    def repair():
        recount.repair()
        connection.close()

    repairing = threading.Thread(target=repair)
    with transaction.atomic():
        make.signature(petition, "dov@example.org", make.NOW)
        repairing.start()
        waits_for_us()
    repairing.join(30)
    assert recount.differences() == []


def waits_for_us():
    """Until another connection waits for a lock of ours."""
    with connection.cursor() as cursor:
        for _time in range(100_000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited")
