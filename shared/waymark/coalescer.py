"""Group commit in the application: what waits at the same moment is written in one transaction (runtime.md 2).

Nobody lingers: at low load a batch is one item. Not here: what is written, which the service's `write` knows.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Self, TypeVar

from waymark.db import SYSTEM, Database, Transaction
from waymark.errors import Refused, Unavailable

T = TypeVar("T")
R = TypeVar("R")
Write = Callable[[Transaction, Sequence[T]], Awaitable[Sequence[R | Refused]]]
_MOST_AT_ONCE = 200
_AWAY_IN_A_ROW = 2
_AWAY = "the database is not answering"


@dataclass(frozen=True, slots=True)
class _Asked(Generic[T, R]):
    """Items put together, and where their outcomes are awaited: a result or an error for each, in order."""

    items: Sequence[T]
    answer: "asyncio.Future[list[R | BaseException]]"

    def resolve(self, outcomes: list[R | BaseException]) -> None:
        """Tell whoever still waits."""
        if not self.answer.done():
            self.answer.set_result(outcomes)

    def fail(self) -> None:
        """Tell that nothing was written."""
        self.resolve([Unavailable("what was sent was not written") for _ in self.items])


class Coalescer(Generic[T, R]):
    """Takes items from many requests, writes what waits together, answers each one after the commit.

    `write` gets the transaction and up to `most_at_once` items (more only where they were put together) and answers
    one result per item, in order; a Refused among them is its item's alone. It must be idempotent: when a batch
    fails, its items are tried again one by one, also where nobody knows whether the batch was committed. It runs
    outside the requests' own context: to tell events within a request's trace, an item carries its traceparent.
    """

    def __init__(
        self,
        database: Database,
        write: Write[T, R],
        most_waiting: int,
        *,
        most_at_once: int = _MOST_AT_ONCE,
    ) -> None:
        self._database = database
        self._write = write
        self._most_waiting = most_waiting
        self._most_at_once = most_at_once
        self._waiting: deque[_Asked[T, R]] = deque()
        self._items_waiting = 0
        self._wake = asyncio.Event()
        self._ending = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._work(), name="coalescer")
        self._task.add_done_callback(self._fail_waiting)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ending = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def put(self, item: T) -> R:
        """The item's result, once it is committed.

        Raises the item's Refused, and Unavailable where too many wait, the writer has stopped or the database is
        away; then the item may be sent again.
        """
        [outcome] = await self.put_all((item,))
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def put_all(self, items: Sequence[T]) -> list[R | BaseException]:
        """The outcome of each item, in order, once all are committed or failed: its result, or what `put` would raise.

        Raises Unavailable where none of them was taken.
        """
        if self._task is None or self._task.done() or self._ending or self._items_waiting >= self._most_waiting:
            raise Unavailable("too much is waiting to be written", retry_after=1)
        if not items:
            return []
        answer: asyncio.Future[list[R | BaseException]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Asked(items, answer))
        self._items_waiting += len(items)
        self._wake.set()
        return await answer

    async def _work(self) -> None:
        while not (self._ending and not self._waiting):
            await self._wake.wait()
            self._wake.clear()
            while batch := self._take():
                try:
                    await self._settle(batch)
                finally:
                    for asked in batch:
                        asked.fail()

    def _take(self) -> list[_Asked[T, R]]:
        return list(self._wanted())

    def _wanted(self) -> Iterator[_Asked[T, R]]:
        taken = 0
        while self._waiting and (not taken or taken + len(self._waiting[0].items) <= self._most_at_once):
            asked = self._waiting.popleft()
            self._items_waiting -= len(asked.items)
            if not asked.answer.done():
                taken += len(asked.items)
                yield asked

    async def _settle(self, batch: list[_Asked[T, R]]) -> None:
        items = [item for asked in batch for item in asked.items]
        results = await self._try(items)
        if not isinstance(results, BaseException):
            outcomes = iter(results)
            for asked in batch:
                asked.resolve(list(islice(outcomes, len(asked.items))))
        elif len(items) == 1:
            batch[0].resolve([results])
        else:
            await self._settle_singly(batch)

    async def _settle_singly(self, batch: list[_Asked[T, R]]) -> None:
        """One transaction per item, so that a bad one fails alone; a database that is away is not asked 200 times."""
        away = 0
        for asked in batch:
            outcomes: list[R | BaseException] = []
            for item in asked.items:
                outcome = await self._singly(item) if away < _AWAY_IN_A_ROW else Unavailable(_AWAY)
                away = away + 1 if isinstance(outcome, Unavailable) else 0
                outcomes.append(outcome)
            asked.resolve(outcomes)

    async def _singly(self, item: T) -> R | BaseException:
        results = await self._try([item])
        return results if isinstance(results, BaseException) else results[0]

    async def _try(self, items: list[T]) -> Sequence[R | Refused] | BaseException:
        # What goes wrong belongs to those who wait for these items: it is handed on as a value, not handled here.
        [outcome] = await asyncio.gather(self._write_together(items), return_exceptions=True)
        return outcome

    async def _write_together(self, items: list[T]) -> Sequence[R | Refused]:
        async with self._database.transaction(SYSTEM) as tx:
            results = await self._write(tx, items)
            if len(results) != len(items):
                raise ValueError("write must answer one result per item")
        return results

    def _fail_waiting(self, task: asyncio.Task[None]) -> None:
        for asked in self._waiting:
            asked.fail()
        self._waiting.clear()
        if not task.cancelled() and task.exception() is not None:
            task.get_loop().call_exception_handler({"message": "the coalescer stopped", "task": task})
