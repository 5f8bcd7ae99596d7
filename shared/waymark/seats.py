"""Seats: a service's open connections, each used by one piece of work at a time and kept open between them.

A seat is SQLAlchemy's connection and the driver's beneath it, in autocommit: who begins a transaction does so in words
(`begin`), so that a transaction costs two round trips beside its statements. Not here: what runs on a seat.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import asyncpg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_WAIT_S = 5.0
# asyncpg asks the server about each kind of array it meets, on each connection anew, for 10 ms and more: all at once.
_KINDS = (
    "select $1::text[], $2::uuid[], $3::timestamptz[], $4::bytea[], $5::bool[], $6::int4[], $7::int8[], $8::date[],"
    " $9::jsonb[], $10::xid8"
)
_END_S = 2.0
_PLANS_KEPT = 50  # statements
_GONE = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


@dataclass(slots=True)
class Seat:
    """One open connection: `driver` for text, `core` for statements built from tables; both are the same session.

    `ran` counts the statements of its work.
    """

    core: AsyncConnection
    driver: "asyncpg.Connection[asyncpg.Record]"
    ran: int = 0
    planned_at: int = _PLANS_KEPT

    def opening(self, words: str) -> str:
        """`words` that begin work; whenever twice as much was run as the last time, all plans are made anew.

        The server keeps the plan of a statement once it has run a few times. One made while the tables were nearly
        empty reads through what an index would find, and otherwise stays until the server looks at them by itself.
        """
        if self.ran < self.planned_at:
            return words
        self.planned_at = 2 * self.ran
        return f"discard plans;{words}"


class Seats:
    """The connections of one login, at most `most`, opened when first needed."""

    def __init__(self, engine: AsyncEngine, most: int) -> None:
        self._engine = engine
        self._free: list[Seat] = []
        self._all: list[Seat] = []
        self._places = asyncio.Semaphore(most)
        self._cleaning: set[asyncio.Task[None]] = set()
        self._is_closed = False

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[Seat]:
        """A seat for one piece of work; raises TimeoutError where none comes free.

        However the block ends, nothing of it is left in the session: what did not commit is rolled back.
        """
        if self._places.locked():
            async with asyncio.timeout(_WAIT_S):
                await self._places.acquire()
        else:
            await self._places.acquire()
        try:
            seat, has_ended = await self._open(), False
            try:
                yield seat
                has_ended = True
            except asyncpg.InternalClientError:  # half an answer: the driver no longer knows where it stands
                seat.driver.terminate()
                raise
            finally:
                await self._leave(seat, has_ended=has_ended)
        finally:
            self._places.release()

    async def _open(self) -> Seat:
        while self._free:
            seat = self._free.pop()
            if not seat.driver.is_closed():
                return seat
            await self._close(seat)
        seat = await self._ready(await self._engine.connect())
        self._all.append(seat)
        return seat

    async def _ready(self, core: AsyncConnection) -> Seat:
        try:
            driver = (await core.get_raw_connection()).driver_connection
            if driver is None:
                raise asyncpg.InterfaceError("connection has no driver")
            await driver.prepare(_KINDS)
        except BaseException:  # cancelled, too: nobody else knows of this connection
            await self._to_the_end(core.close())
            raise
        return Seat(core, driver)

    async def open_some(self, number: int) -> None:
        """Open that many ahead of the first work, which would otherwise wait for it."""
        async with AsyncExitStack() as taken:
            for _ in range(number):
                await taken.enter_async_context(self.taken())

    async def _leave(self, seat: Seat, *, has_ended: bool) -> None:
        if self._is_closed:  # nobody would take it again, nor close it
            seat.driver.terminate()
        if seat.driver.is_closed():
            await self._close(seat)
            return
        # Of work that was broken off the driver may not have heard yet that its `begin` was done: never believe it.
        if has_ended and not seat.driver.is_in_transaction() and not seat.core.in_transaction():
            self._free.append(seat)
            return
        await self._to_the_end(self._clean(seat))

    async def _to_the_end(self, cleaning: Coroutine[object, object, None]) -> None:
        """Do it in a task of its own: whoever used the seat may have been cancelled, and may be cancelled again."""
        task = asyncio.create_task(cleaning)
        self._cleaning.add(task)
        task.add_done_callback(self._cleaning.discard)
        await asyncio.shield(task)

    async def _clean(self, seat: Seat) -> None:
        try:
            async with asyncio.timeout(_END_S):
                await seat.driver.execute("rollback")
                await seat.core.rollback()
        except (*_GONE, SQLAlchemyError, OSError, TimeoutError):
            seat.driver.terminate()
        if seat.driver.is_closed():
            await self._close(seat)
        else:
            self._free.append(seat)

    async def close(self) -> None:
        """Close what is free, also what must be cleaned first; what is in use is closed when it is left."""
        self._is_closed = True
        await asyncio.gather(*self._cleaning)
        free, self._free = self._free, []
        for seat in free:
            await self._close(seat)

    def ran(self) -> int:
        """How many statements the open connections have run."""
        return sum(seat.ran for seat in self._all)

    async def _close(self, seat: Seat) -> None:
        self._all.remove(seat)
        if seat.driver.is_closed():
            with suppress(SQLAlchemyError, *_GONE, OSError):
                await seat.core.invalidate()
        with suppress(SQLAlchemyError, *_GONE, OSError):  # always, or the pool counts it as taken for ever
            await seat.core.close()
