"""A group is committed together, and one bad row cannot fail its neighbours."""

from __future__ import annotations

import asyncio
import threading

import pytest

from undersigned.signatures import groups
from undersigned.signatures.groups import Away, Full, GroupCommit


def settle(commit, items, **limits):
    """What each of these items, joining at once, was answered."""

    async def whole():
        group = GroupCommit(commit, **limits)
        answers = await asyncio.gather(*(group.join(item) for item in items), return_exceptions=True)
        await group.drain()
        return answers

    return asyncio.run(whole())


def test_those_who_join_while_a_commit_runs_are_committed_together():
    batches = []

    def commit(batch):
        batches.append(len(batch))
        return [item * 2 for item in batch]

    assert settle(commit, range(300)) == [item * 2 for item in range(300)]
    assert len(batches) <= 3


def test_a_poisoned_item_fails_alone():
    def commit(batch):
        if 13 in batch:
            raise ValueError("poison")
        return list(batch)

    answers = settle(commit, range(50))
    assert [answer for answer in answers if not isinstance(answer, ValueError)] == [n for n in range(50) if n != 13]
    assert str(answers[13]) == "poison"


def test_two_halves_of_a_crowd_become_one_group_that_begins_when_all_are_back(monkeypatch):
    monkeypatch.setattr(groups, "GATHERING", 600)
    begun, go_on, sizes = threading.Event(), threading.Event(), []

    def commit(batch):
        sizes.append(len(batch))
        begun.set()
        assert go_on.wait(60)
        return list(batch)

    async def whole():
        group = GroupCommit(commit)

        async def client(forms):
            for number in range(forms):
                await group.join(number)

        first = [asyncio.ensure_future(client(10)) for _ in range(4)]
        await asyncio.get_running_loop().run_in_executor(None, begun.wait)
        second = [asyncio.ensure_future(client(9)) for _ in range(4)]
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(*first, *second)
        await group.drain()

    asyncio.run(whole())
    assert sizes == [4] + 9 * [8]


def test_who_does_not_come_back_is_waited_for_only_a_moment():
    sizes = []

    async def whole():
        group = GroupCommit(lambda batch: sizes.append(len(batch)) or list(batch))
        await asyncio.gather(*(group.join(number) for number in range(4)))
        answer = await asyncio.wait_for(group.join("alone"), 60)
        await group.drain()
        return answer

    assert asyncio.run(whole()) == "alone"
    assert sizes == [4, 1]


def test_the_last_twentieth_of_a_crowd_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(groups, "GATHERING", 600)
    sizes = []

    async def whole():
        group = GroupCommit(lambda batch: sizes.append(len(batch)) or list(batch))
        for crowd in (40, 38):
            await asyncio.wait_for(asyncio.gather(*(group.join(number) for number in range(crowd))), 60)
        await group.drain()

    asyncio.run(whole())
    assert sizes == [40, 38]


def test_no_group_is_larger_than_its_limit():
    sizes = []
    settle(lambda batch: sizes.append(len(batch)) or list(batch), range(25), at_most=10)
    assert max(sizes) <= 10


def test_who_comes_to_a_full_queue_learns_it_at_once():
    gate = threading.Event()

    async def whole():
        group = GroupCommit(lambda batch: gate.wait(10) and list(batch), at_most=1, waiting_at_most=2)
        waiting = [asyncio.ensure_future(group.join(number)) for number in range(8)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        refused = [one for one in waiting if one.done() and isinstance(one.exception(), Full)]
        gate.set()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        await group.drain()
        return len(refused), answers

    refused, answers = asyncio.run(whole())
    assert refused >= 5
    assert sum(not isinstance(answer, Full) for answer in answers) == 8 - refused


def test_draining_commits_what_waits():
    committed = []

    async def whole():
        group = GroupCommit(lambda batch: committed.extend(batch) or list(batch))
        joined = asyncio.ensure_future(group.join("last"))
        await asyncio.sleep(0)
        await group.drain()
        return await joined

    assert asyncio.run(whole()) == "last"
    assert committed == ["last"]


def test_someone_who_went_away_does_not_disturb_the_others():
    async def whole():
        group = GroupCommit(list)
        gone, here = (asyncio.ensure_future(group.join(name)) for name in ("gone", "here"))
        gone.cancel()
        answer = await here
        await group.drain()
        return answer

    assert asyncio.run(whole()) == "here"


@pytest.mark.parametrize("size", [1, 7])
def test_after_a_failure_the_next_group_is_tried_afresh(size):
    failures = iter([True] + [False] * 20)

    def commit(batch):
        if next(failures):
            raise ConnectionError("the database went away")
        return list(batch)

    answers = settle(commit, range(size))
    assert sum(isinstance(answer, ConnectionError) for answer in answers) == (1 if size == 1 else 0)


class Gone(Exception):
    """What commits is away."""


def test_a_group_whose_database_was_started_anew_is_taken_whole():
    tries = []

    def commit(batch):
        tries.append(len(batch))
        if len(tries) == 1:
            raise Gone
        return list(batch)

    assert settle(commit, range(50), away=(Gone,)) == list(range(50))
    assert tries[0] == tries[1]


def test_while_the_database_is_away_everyone_who_waits_is_told_so_and_the_next_is_tried():
    tries = []

    def commit(batch):
        tries.append(len(batch))
        if len(tries) <= 2:
            raise Gone
        return list(batch)

    async def whole():
        group = GroupCommit(commit, at_most=10, away=(Gone,))
        turned = await asyncio.gather(*(group.join(n) for n in range(50)), return_exceptions=True)
        later = await group.join("later")
        await group.drain()
        return turned, later

    turned, later = asyncio.run(whole())
    assert {type(answer) for answer in turned} == {Away}
    assert (tries, later) == ([10, 10, 1], "later")
