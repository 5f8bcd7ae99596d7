"""A teller and a hearer, tiny and with schemas of their own, for the suite that both buses pass."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar
from uuid import UUID

import asyncpg
from pydantic import FiniteFloat
from sqlalchemy import text

from waymark.auth import Known
from waymark.bus import Hearer, Teller, Wake
from waymark.bus.opening import open_bus
from waymark.clock import Clock
from waymark.contracts.envelope import Event, Heard
from waymark.db import SYSTEM, Database, Transaction, open_engine
from waymark.delivery import Delivery
from waymark.errors import Kind, Refused, Unavailable
from waymark.personal import OPERATIONAL
from waymark.release_door import ReleaseDoor
from waymark.service import Context, Hears, Service
from waymark.settings import ServiceSettings, Settings
from waymark.tables import create_foundation

NOTED = "create table noted(place bigint generated always as identity, key uuid, number integer, by text)"
_numbers = itertools.count(1)


class Noted(Event):
    """A number, told under a key. `trouble` says what the hearer runs into: bug, refused, away or slow."""

    name: ClassVar[str] = "number.noted"
    topic: ClassVar[str] = "teller.numbers"
    number: Annotated[int, OPERATIONAL]
    trouble: Annotated[str, OPERATIONAL] = ""
    share: Annotated[FiniteFloat, OPERATIONAL] = 0.0


@dataclass
class Troubles:
    """What goes wrong in the hearer, and how often it was tried."""

    mended: bool = False
    away: int = 0
    tried: int = 0
    slow_s: float = 0.0


def noting(troubles: Troubles, by: str) -> Callable[[Transaction, Sequence[Heard[Noted]], Any], Awaitable[None]]:
    """A door that writes down what it hears, in order, and tells nobody."""

    async def on_noted(tx: Transaction, events: Sequence[Heard[Noted]], context: object) -> None:
        del context
        for heard in events:
            await tx.run(
                "insert into noted(key, number, by) values (:key, :number, :by)",
                {"key": heard.key, "number": heard.data.number, "by": by},
            )
        await asyncio.sleep(troubles.slow_s)
        for heard in events:
            _run_into(heard.data.trouble, troubles)

    return on_noted


def _run_into(trouble: str, troubles: Troubles) -> None:
    if trouble and not troubles.mended:
        troubles.tried += 1
        if trouble == "refused":
            raise Refused(Kind.INVALID, "no")
        if trouble == "bug":
            raise ZeroDivisionError
        if trouble == "away" and troubles.tried <= troubles.away:
            raise Unavailable("not now")


@dataclass
class Pair:
    """Two services on one bus. `member` runs one process of them; several may run at once."""

    url: str
    settings: Settings
    clock: Clock
    number: int = field(default_factory=lambda: next(_numbers))
    troubles: Troubles = field(default_factory=Troubles)

    def __post_init__(self) -> None:
        self.teller, self.hearer = f"teller{self.number}", f"hearer{self.number}"
        topic = f"{self.teller}.numbers"
        self.topic = topic
        self.event: type[Noted] = type("NotedHere", (Noted,), {"topic": topic, "__module__": __name__})

    async def create(self) -> None:
        """Make both schemas with a role each; the hearer may read the teller's log."""
        for schema in (self.teller, self.hearer):
            await self.ask(
                f"create role {schema} login password 'pair'; alter role {schema} set search_path = {schema}"
            )
            await self.ask(f"create schema {schema}")
            await self._lay_foundation(schema)
            await self.ask(
                f"grant usage on schema {schema} to {schema}; grant all on all tables in schema {schema} to {schema}"
            )
        await self.ask(
            f"grant usage on schema {self.teller} to {self.hearer};"
            f"grant select on {self.teller}.log, {self.teller}.epoch to {self.hearer}"
        )

    async def _lay_foundation(self, schema: str) -> None:
        engine = open_engine(self.url, self.settings, application="pair")
        async with engine.connect() as connection:
            await connection.execute(text(f"set search_path = {schema}"))
            await connection.run_sync(create_foundation)
            await connection.execute(text(NOTED))
        await engine.dispose()

    async def drop(self) -> None:
        """Take both away again."""
        for schema in (self.hearer, self.teller):
            await self.ask(f"drop schema {schema} cascade; drop owned by {schema}; drop role {schema}")

    async def ask(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """One statement as the owner; with values, or several statements without."""
        connection = await asyncpg.connect(self.url)
        try:
            if values or sql.lstrip().startswith("select"):
                return await connection.fetch(sql, *values)
            await connection.execute(sql)
            return []
        finally:
            await connection.close()

    def login(self, schema: str) -> str:
        """The URL of one service's own role."""
        _, _, place = self.url.rpartition("@")
        return f"postgresql://{schema}:pair@{place}"

    @asynccontextmanager
    async def database(self, schema: str) -> AsyncIterator[Database]:
        """A service's database, with no bus."""
        database = Database(open_engine(self.login(schema), self.settings, application="pair"), self.clock)
        try:
            yield database
        finally:
            await database.close()

    async def tell(self, *events: tuple[UUID, Noted]) -> None:
        """Tell events in one transaction."""
        async with self.database(self.teller) as database, database.transaction(SYSTEM) as tx:
            for key, event in events:
                tx.tell(event, key=key)

    async def count(self, key: UUID, numbers: Sequence[int]) -> None:
        """Tell these numbers under one key."""
        await self.tell(*[(key, self.event(number=number)) for number in numbers])

    async def heard(self, key: UUID | None = None) -> list[int]:
        """The numbers written down, in the order in which they were."""
        rows = await self.ask(
            f"select number from {self.hearer}.noted where $1::uuid is null or key = $1 order by place", key
        )
        return [row["number"] for row in rows]

    async def parked(self) -> list[tuple[str, str]]:
        """State and error of what is set aside, oldest first."""
        rows = await self.ask(f"select state, error from {self.hearer}.parked where $1 order by id", True)
        return [(row["state"], row["error"]) for row in rows]

    async def sees(self, count: int, *, within_s: float = 20.0) -> list[int]:
        """Wait until so many numbers are written down (and a moment longer, for one too many)."""
        last = time.monotonic() + within_s
        while len(await self.heard()) < count:
            assert time.monotonic() < last, f"{len(await self.heard())} of {count} heard within {within_s} s"
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        return await self.heard()

    @asynccontextmanager
    async def member(self, name: str = "one", *, tells: bool = True, hears: bool = True) -> AsyncIterator["Member"]:
        """A process of the two services, or of one; it ends in order when the block does."""
        async with AsyncExitStack() as stack:
            settings = self.settings.model_copy(update={"kafka_instance": name})
            teller, hearer = [await stack.enter_async_context(self.database(s)) for s in (self.teller, self.hearer)]
            wake = Wake(self.login(self.teller))
            teller.on_told = wake.told
            delivery = self._delivery(hearer, settings, name)
            tasks = open_bus(settings).tasks(
                [Hearer(self.hearer, (self.topic,), delivery, hearer)] if hears else [],
                [Teller(self.teller, (self.topic,), teller)] if tells else [],
                wake,
            )
            member = Member(asyncio.Event(), delivery)
            everything = {"wake": wake.run, **tasks}
            member.running = [asyncio.ensure_future(task(member.closing)) for task in everything.values()]
            try:
                yield member
            finally:
                await member.close()

    def _delivery(self, database: Database, settings: Settings, name: str) -> Delivery:
        service = Service(
            name=self.hearer,
            summary="writes numbers down",
            settings=ServiceSettings,
            migrations="",
            hears=(Hears(self.event, noting(self.troubles, name)),),
        )
        context: Context[Any, Any] = Context(
            service=self.hearer,
            shared=settings,
            settings=ServiceSettings(),
            clock=self.clock,
            database=database,
            known=Known(database, self.clock),
            release_door=ReleaseDoor.at("http://127.0.0.1:9"),
            closing=asyncio.Event(),
            own=None,
        )
        return Delivery(service, context)


class Member:
    """One running process of a pair."""

    def __init__(self, closing: asyncio.Event, delivery: Delivery) -> None:
        self.closing = closing
        self.delivery = delivery
        self.running: list[asyncio.Future[None]] = []

    async def fails(self, *, within_s: float = 15.0) -> BaseException:
        """Wait until a task ends with an error, and answer it."""
        async with asyncio.timeout(within_s):
            done, _ = await asyncio.wait(self.running, return_when=asyncio.FIRST_COMPLETED)
        failed = next(task for task in done)
        self.running.remove(failed)
        error = failed.exception()
        assert error is not None
        return error

    async def die(self) -> None:
        """End as a crash would, as far as one process can show it: nothing is finished or said."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)
        self.running = []

    async def close(self) -> None:
        """End in order; raises what a task raised."""
        self.closing.set()
        if self.running:
            _, late = await asyncio.wait(self.running, timeout=15)
            for task in late:
                task.cancel()
            names = [repr(task) for task in late]
            running, self.running = self.running, []
            await asyncio.gather(*running, return_exceptions=bool(late))
            assert not names, f"did not end by itself: {names}"
