"""Random bytes are given out once: to no second caller, thread or process."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from undersigned.kit import noise


@given(st.lists(st.integers(1, 64), max_size=200))
def test_as_many_bytes_come_as_were_asked_for(counts):
    assert [len(noise.take(count)) for count in counts] == counts


def test_no_bytes_are_given_out_twice():
    taken = [noise.take(16) for _time in range(5000)]
    assert len(set(taken)) == 5000


def test_threads_share_none():
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda _number: noise.take(16), range(5000)))
    assert len(set(taken)) == 5000


FORKS = r"""
import os
from undersigned.kit import noise
noise.take(16)
child = os.fork()
os.write(1, noise.take(16).hex().encode() + b"\n")
if child:
    os.waitpid(child, 0)
"""


def test_a_process_and_its_child_share_none():
    said = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=True).stdout.split()
    assert len(set(said)) == 2


def test_what_was_fetched_is_not_kept_for_long(monkeypatch):
    noise.take(16)
    before = noise._pool.bytes
    monkeypatch.setattr(noise.time, "monotonic", lambda: noise._pool.until + 1)
    noise.take(16)
    assert noise._pool.bytes != before
