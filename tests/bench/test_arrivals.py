"""Arrivals are read minute by minute from files of either form."""

import gzip
from datetime import UTC, datetime

import arrivals


def test_minutes_that_the_file_leaves_out_have_none(tmp_path):
    file = tmp_path / "arrivals.csv.gz"
    file.write_bytes(gzip.compress(b"minute_epoch,signatures\n60,1\n120,2\n240,5\n300,9\n"))
    assert arrivals.by_minute(file, datetime.fromtimestamp(120, UTC), 0.05) == [2, 0, 5]


def test_the_record_hour_and_day_are_as_published(shared_data):
    file = shared_data / "load" / "revoke_article50_per_minute.csv"
    hour = arrivals.by_minute(file, datetime(2019, 3, 21, 20, 57, tzinfo=UTC), 1)
    day = arrivals.by_minute(file, datetime(2019, 3, 21, 17, 22, tzinfo=UTC), 24)
    assert (len(hour), sum(hour)) == (60, 321_312)
    assert (len(day), sum(day)) == (1440, 2_370_099)
