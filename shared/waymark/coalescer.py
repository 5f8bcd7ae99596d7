"""Group commit in the application: what waits at the same moment is written in one transaction (runtime.md 2).

Nobody lingers: at low load a batch is one item. Not here: what is written, which the service's `write` knows.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Generic, Self, TypeVar

from waymark.db import SYSTEM, Database, Transaction
from waymark.errors import Refused, Unavailable

T = TypeVar("T")
R = TypeVar("R")
Write = Callable[[Transaction, Sequence[T]], Awaitable[Sequence[R | Refused]]]
_MOST_AT_ONCE = 200
_AWAY_IN_A_ROW = 2


class Coalescer(Generic[T, R]):
    """Takes items from many requests, writes what waits together, answers each one after the commit.

    `write` gets the transaction and up to `most_at_once` items and answers one result per item, in order; a Refused
    among them is raised for its item alone. It must be idempotent: when a batch fails, its items are tried again one
    by one, also where nobody knows whether the batch was committed. It runs outside the requests' own context: to
    tell events within a request's trace, an item carries its traceparent (`telemetry.span`).
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
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
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
        if self._task is None or self._task.done() or self._ending or len(self._waiting) >= self._most_waiting:
            raise Unavailable("too much is waiting to be written", retry_after=1)
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
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
                    _fail([answer for _, answer in batch])

    def _take(self) -> list[tuple[T, asyncio.Future[R]]]:
        return list(self._wanted())

    def _wanted(self) -> Iterator[tuple[T, asyncio.Future[R]]]:
        taken = 0
        while self._waiting and taken < self._most_at_once:
            item, answer = self._waiting.popleft()
            if not answer.done():
                taken += 1
                yield item, answer

    async def _settle(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        results = await self._try([item for item, _ in batch])
        if not isinstance(results, BaseException):
            for (_, answer), result in zip(batch, results, strict=True):
                _resolve(answer, result)
        elif len(batch) == 1:
            _resolve(batch[0][1], results)
        else:
            await self._settle_singly(batch)

    async def _settle_singly(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        """One transaction per item, so that a bad one fails alone; a database that is away is not asked 200 times."""
        away = 0
        for item, answer in batch:
            if away >= _AWAY_IN_A_ROW:
                _resolve(answer, Unavailable("the database is not answering"))
                continue
            results = await self._try([item])
            result = results if isinstance(results, BaseException) else results[0]
            away = away + 1 if isinstance(result, Unavailable) else 0
            _resolve(answer, result)

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
        _fail([answer for _, answer in self._waiting])
        self._waiting.clear()
        if not task.cancelled() and task.exception() is not None:
            task.get_loop().call_exception_handler({"message": "the coalescer stopped", "task": task})


def _resolve(answer: "asyncio.Future[R]", result: R | BaseException) -> None:
    if answer.done():
        return
    if isinstance(result, BaseException):
        answer.set_exception(result)
    else:
        answer.set_result(result)


def _fail(answers: "Sequence[asyncio.Future[R]]") -> None:
    for answer in answers:
        _resolve(answer, Unavailable("what was sent was not written"))
