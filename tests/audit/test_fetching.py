"""What comes over HTTP is limited, tried again, and never trusted to be what it says."""

import pytest

from undersigned.audit.fetch import Absent, Site, Unreachable


def site(address):
    return Site(address, wait=lambda seconds: None)


def test_a_passing_trouble_is_tried_again(serve):
    with site(serve({"/a": [503, 500, b"here"]})) as found:
        assert found.get("/a") == b"here"


def test_trouble_that_stays_is_unreachable(serve):
    with site(serve({"/a": 503})) as found, pytest.raises(Unreachable, match="503"):
        found.get("/a")


@pytest.mark.parametrize(("status", "removed"), [(404, False), (410, True), (403, False)])
def test_what_is_not_there_is_absent_at_once(serve, status, removed):
    with site(serve({"/a": [status, b"second try"]})) as found, pytest.raises(Absent) as caught:
        found.get("/a")
    assert caught.value.removed == removed


def test_an_answer_longer_than_allowed_is_refused(serve):
    with site(serve({"/a": b"x" * 1001, "/entries": b"x" * 100_000})) as found:
        for path in ("/a", "/entries"):
            with pytest.raises(Unreachable, match="longer"):
                found.get(path, 1000)


def test_jobs_come_back_in_order(serve):
    files = {f"/{number}": b"%d" % number for number in range(100)}
    with site(serve(files)) as found:
        jobs = (lambda path=path: found.get(path) for path in files)
        assert list(found.in_order(jobs)) == list(files.values())


def test_the_error_of_a_job_is_raised(serve):
    with site(serve({"/1": b""})) as found, pytest.raises(Absent):
        list(found.in_order([lambda: found.get("/1"), lambda: found.get("/2")]))


@pytest.mark.parametrize("address", ["", "nowhere", "file:///etc/passwd", "http://"])
def test_only_the_web_is_read(address):
    with pytest.raises(Unreachable):
        Site(address)
