"""The database for tests: one embedded PostgreSQL per run, a fresh migrated database per test that asks for one."""

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import asyncpg
import hypothesis
import pytest
from hypothesis import settings as hypothesis_settings

from waymark.clock import ReplayClock
from waymark.db import Database, open_engine
from waymark.embedded import EmbeddedServer, embedded_postgres
from waymark.migrate import migrate
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings

# How long one example may take is no property of the code under test: a busy machine would fail it.
hypothesis.settings.register_profile("waymark", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("waymark")
pytest_plugins = ("tests.browser", "tests.kafka_broker", "tests.processes")
# A slow and busy machine is no defect: what must be fast is measured by `make bench`.
hypothesis.settings.register_profile("any_machine", deadline=None)
hypothesis.settings.load_profile("any_machine")
T = TypeVar("T")
# The same examples in every run, however slow the machine is: what fails for one fails for everybody.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.load_profile("same")
_TEMPLATE = "waymark_template"
_numbers = itertools.count(1)


class Background:
    """An event loop in a thread of its own, for what lives longer than one test."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def wait(self, work: Awaitable[T]) -> T:
        """Do it there and wait for what it gives."""

        async def run() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(90)

    @contextmanager
    def standing(self, manager: AbstractAsyncContextManager[T]) -> Iterator[T]:
        """What a context manager gives, open until the block ends; entered and left by one task, as task groups ask."""
        opened: Future[T] = Future()
        leave = asyncio.Event()

        async def hold() -> None:
            try:
                async with manager as found:
                    opened.set_result(found)
                    await leave.wait()
            except BaseException as error:
                if not opened.done():
                    opened.set_exception(error)
                raise

        holding = asyncio.run_coroutine_threadsafe(hold(), self._loop)
        try:
            yield opened.result(90)
        finally:
            self._loop.call_soon_threadsafe(leave.set)
            if not opened.exception():
                holding.result(90)


@dataclass(frozen=True)
class TestPostgres:
    """The run's server: makes databases from the migrated template."""

    __test__ = False
    server: EmbeddedServer

    def addresses(self, database: str) -> Addresses:
        names = installed_services()
        return Addresses(
            owner=self.server.owner_url(database),
            services={name: self.server.service_url(name, database) for name in names},
        )

    async def create(self, database: str) -> Addresses:
        await self.copy(_TEMPLATE, database)
        return self.addresses(database)

    async def copy(self, original: str, database: str) -> None:
        """A copy of a database nobody is connected to."""
        await self._admin(f"create database {database} template {original} strategy wal_log")

    async def drop(self, database: str) -> None:
        await self._admin(f"drop database if exists {database} with (force)")

    async def _admin(self, sql: str) -> None:
        connection = await asyncpg.connect(self.server.owner_url("postgres"))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    async def prepare(self) -> None:
        # Making a database per test is what takes time here. Durability is tested on servers of their own.
        await self._admin("alter system set fsync = off")
        await self._admin("select pg_reload_conf()")
        await self._admin(f"create database {_TEMPLATE}")
        addresses = self.addresses(_TEMPLATE)
        await migrate(addresses.owner, list(installed_services().values()), addresses.passwords())


@pytest.fixture(scope="session")
def postgres() -> Iterator[TestPostgres]:
    """One server for the whole run, with a template that every service's migrations have run on.

    Not in pytest's own folder: another run closes that to the account the server runs as.
    """
    loop = Background()
    with (
        TemporaryDirectory(prefix="waymark-test-", ignore_cleanup_errors=True) as home,
        loop.standing(embedded_postgres(Path(home))) as server,
    ):
        found = TestPostgres(server)
        loop.wait(found.prepare())
        yield found


@pytest.fixture
def clock() -> ReplayClock:
    """A clock that stands at a Monday morning until a test moves it."""
    return ReplayClock(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))


def short_settings(home: Path) -> Settings:
    """Settings with short times, this home and a free port."""
    return Settings(home=home, port=0, retry_first_s=0.02, retry_most_s=0.2, poll_s=0.2, shutdown_s=5, pool_size=3)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with short times, a home of its own and a free port."""
    return short_settings(tmp_path / "home")


@pytest.fixture
async def county_db(postgres: TestPostgres) -> AsyncIterator[Addresses]:
    """A fresh database with every service's empty tables; `.services[name]` and `.owner` are its URLs."""
    name = f"county_{next(_numbers)}"
    yield await postgres.create(name)
    await postgres.drop(name)


OpenDatabase = Callable[[str], Awaitable[Database]]


@pytest.fixture
async def open_database(county_db: Addresses, clock: ReplayClock, settings: Settings) -> AsyncIterator[OpenDatabase]:
    """`await open_database("router")` gives that service's own login to this test's database."""
    async with AsyncExitStack() as stack:

        async def opened(service: str) -> Database:
            engine = open_engine(county_db.services[service], settings, application=f"test-{service}")
            database = Database(engine, clock)
            stack.push_async_callback(database.close)
            return database

        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that ask for the database are marked so, that the fast ones can be run alone.

    Where tests run side by side, those that share one thing that takes long to start (the broker, a county that
    stands for all journeys) stay with one runner.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "postgres" in fixtures:
            item.add_marker("database")
        if "broker" in fixtures or item.get_closest_marker("kafka"):
            item.add_marker(pytest.mark.xdist_group("broker"))
        elif "place" in fixtures:
            item.add_marker(pytest.mark.xdist_group("journeys"))
