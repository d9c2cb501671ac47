"""Many requests become one commit: each joins a group, and is answered only after its transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from math import ceil
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
logger = logging.getLogger(__name__)

#: So many seconds at most a crowd gathers for the next group, and such a part of it is not worth more waiting.
GATHERING, STRAGGLERS = 0.008, 0.05


class Full(Exception):
    """So many requests wait that a further one would only wait in vain."""


class Away(Full):
    """What commits is away: nobody who waits can be answered now."""


class GroupCommit(Generic[Item, Result]):
    """Collects items while a transaction runs, then commits them together in one thread of its own.

    Whoever was in the last group, or waited when it ended, is a crowd. The next group begins when nearly as many
    wait again, or a moment later, so that it is large and costs everyone less; who comes alone does not wait.

    `commit` takes a batch and returns one result per item, all durable; when it raises, nothing of the batch was
    stored, and each item is tried alone, so that one bad row cannot fail its neighbours. An item that fails alone
    raises its error to the one who waits for it. An error of `away` is no row's fault: the group is tried once
    more as a whole, and then everyone who waits is sent away, rather than let wait for the next to fail.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Sequence[Result]],
        at_most: int = 256,
        waiting_at_most: int = 4096,
        finish: Callable[[], None] | None = None,
        away: tuple[type[Exception], ...] = (),
    ) -> None:
        """At most `at_most` items a transaction, `waiting_at_most` waiting; `finish` is run last in the thread."""
        self._commit = commit
        self._finish = finish
        self._away = away
        self._at_most = at_most
        self._waiting: asyncio.Queue[tuple[Item, asyncio.Future[Result]]] = asyncio.Queue(waiting_at_most)
        self._wanted = 1
        self._are_there = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=commit.__name__)
        self._runner: asyncio.Task[None] | None = None

    async def join(self, item: Item) -> Result:
        """Wait until the item is committed; raises Full (at once) or Away, or the item's own error."""
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())
        answered: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((item, answered))
        except asyncio.QueueFull:
            raise Full from None
        if self._waiting.qsize() >= self._wanted:
            self._are_there.set()
        return await answered

    async def drain(self) -> None:
        """Commit all that waits, then stop."""
        await self._waiting.join()
        if self._runner is not None:
            self._runner.cancel()
        if self._finish is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._finish)
        self._thread.shutdown()

    async def _run(self) -> None:
        crowd = 1
        while True:
            await self._until(1)
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHERING):
                    await self._until(min(ceil(crowd * (1 - STRAGGLERS)), self._at_most))
            batch = [self._waiting.get_nowait() for _ in range(min(self._at_most, self._waiting.qsize()))]
            await self._settle(batch)
            crowd = len(batch) + self._waiting.qsize()
            for _ in batch:
                self._waiting.task_done()

    async def _until(self, wanted: int) -> None:
        """Return when so many wait."""
        self._wanted = wanted
        self._are_there.clear()
        if self._waiting.qsize() < wanted:
            await self._are_there.wait()

    async def _settle(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._committed([item for item, _answered in batch])
        except self._away as error:
            waiting = self._sent_away()
            logger.warning("A group of %d and %d more are sent away (%s).", len(batch), len(waiting), error)
            for _item, answered in (*batch, *waiting):
                _answer(answered, Away())
            return
        except Exception as error:  # noqa: BLE001  the outermost loop: no failure may end it
            if len(batch) == 1:
                _answer(batch[0][1], error)
                return
            logger.warning("A group of %d failed (%s); each is tried alone.", len(batch), error)
            for one in batch:
                await self._settle([one])
            return
        for (_item, answered), result in zip(batch, results, strict=True):
            if not answered.done():
                answered.set_result(result)

    async def _committed(self, items: Sequence[Item]) -> Sequence[Result]:
        run = asyncio.get_running_loop().run_in_executor
        try:
            return await run(self._thread, self._commit, items)
        except self._away:
            # The connection may have been one to a database that was started anew since.
            return await run(self._thread, self._commit, items)

    def _sent_away(self) -> list[tuple[Item, asyncio.Future[Result]]]:
        """Whoever waits at this moment, taken out of the queue."""
        waiting = []
        while not self._waiting.empty():
            waiting.append(self._waiting.get_nowait())
            self._waiting.task_done()
        return waiting


def _answer(waiter: asyncio.Future[Result], error: Exception) -> None:
    if not waiter.done():
        waiter.set_exception(error)
