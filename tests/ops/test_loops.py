"""A worker's loop goes on after a failure, writes it down, and waits only when there is nothing to do."""

import threading

import pytest

from undersigned.ops import loops

pytestmark = pytest.mark.django_db(transaction=True)


class Work:
    """Does what it is told, turn by turn, and asks to stop after the last one."""

    def __init__(self, stop, turns):
        self.stop, self.turns, self.done = stop, list(turns), 0

    def __call__(self):
        turn = self.turns[self.done]
        self.done += 1
        if self.done == len(self.turns):
            self.stop.set()
        if isinstance(turn, Exception):
            raise turn
        return turn

    __name__ = "work"


class Watched(threading.Event):
    """An event that remembers how often somebody waited for it."""

    waits = 0

    def wait(self, timeout=None):
        self.waits += 1
        return self.is_set()


def repeated(*turns):
    stop = Watched()
    work = Work(stop, turns)
    loops.repeat(work, 60.0, stop)
    return work.done, stop.waits


def test_it_works_on_while_there_is_something_to_do():
    assert repeated(True, True, True) == (3, 0)


def test_it_waits_when_there_was_nothing_to_do():
    assert repeated(True, False, True) == (3, 1)


def test_a_failure_is_written_down_and_tried_again(caplog):
    assert repeated(True, ValueError("the database is away"), True) == (3, 1)
    assert "work failed; it is tried again" in caplog.text
    assert "the database is away" in caplog.text


def test_what_is_told_to_stop_before_it_began_does_nothing():
    stop = threading.Event()
    stop.set()
    loops.repeat(lambda: pytest.fail("it worked"), 60.0, stop)


def test_a_loop_has_a_thread_that_ends_when_it_is_told():
    stop = threading.Event()
    thread = loops.start("sequencer", Work(stop, [True]), 60.0, stop)
    thread.join(10)
    assert not thread.is_alive()
    assert thread.name == "sequencer"
