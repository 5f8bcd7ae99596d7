"""The database: Reader may read, Transaction may also write and tell; only the edge opens and commits them.

A Transaction gathers told events and audit rows and writes them at its end, in the same commit. Text runs on asyncpg
itself, statements built from tables through SQLAlchemy Core on the same connection; no ORM sessions. Unset row
security shows nothing: a request sees its agency's rows, the system all.
"""

import random
import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import asyncpg
from sqlalchemy import Executable, TextClause, bindparam, text
from sqlalchemy.engine import Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeEngine

from waymark import audit, log
from waymark.clock import Clock
from waymark.contracts.envelope import Event, Heard, Told
from waymark.errors import SettingsInvalid, Unavailable
from waymark.ids import EventId, uuid7
from waymark.prepared import Found, Prepared, failure, prepared, rows_touched, together
from waymark.seats import Seat, Seats
from waymark.settings import Settings
from waymark.telemetry import current_traceparent

SYSTEM = "*"
_TEMPORARY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server died in the middle of an answer
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.InsufficientResourcesError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    OSError,
)
_UNPREPARED = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.UndefinedTableError,
)
Statement = Executable | str
Values = Mapping[str, Any]
_OVERFLOW = 2
_READY = 2  # connections opened before the first work
_PLAIN = re.compile(r"[A-Za-z0-9_*-]*", re.ASCII)
_SCOPE = "select set_config('waymark.agency', '{}', true)"
_texts: dict[str, TextClause] = {}
_Waiting = tuple[Prepared, list[Any]]


def typed(sql: str, **types: TypeEngine[Any]) -> TextClause:
    """SQL text whose named values have these types (arrays for `unnest` need it)."""
    return text(sql).bindparams(*(bindparam(name, type_=kind) for name, kind in types.items()))


def statement(sql: Statement) -> Executable:
    """SQL text as a cached statement object; anything else as it is."""
    return _text(sql) if isinstance(sql, str) else sql


def _text(sql: str) -> TextClause:
    if sql not in _texts:
        _texts[sql] = text(sql)
    return _texts[sql]


class Reader:
    """A read-only look at one consistent state. A function that takes a Reader cannot write (mypy says so)."""

    def __init__(self, seat: Seat, now: datetime) -> None:
        self._seat = seat
        self.now = now

    async def rows(self, sql: Statement, values: Values | None = None) -> Sequence[Row[Any]]:
        """All rows of a statement, each read by its columns' names."""
        clause = statement(sql)
        self._seat.ran += 1
        if not isinstance(clause, TextClause):
            return (await self._seat.core.execute(clause, values)).all()
        ready = prepared(clause)
        try:
            found = await self._seat.driver.fetch(ready.sql, *ready.ordered(values), record_class=Found)
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise failure(ready.sql, error) from error
        return cast("Sequence[Row[Any]]", found)

    async def row(self, sql: Statement, values: Values | None = None) -> Row[Any] | None:
        """The first row of a statement, or None."""
        found = await self.rows(sql, values)
        return found[0] if found else None

    async def value(self, sql: Statement, values: Values | None = None) -> Any:  # noqa: ANN401
        """The first column of the first row, or None."""
        found = await self.rows(sql, values)
        return found[0][0] if found else None


class Transaction(Reader):
    """A Reader that may write, tell events and leave audit rows; all of it commits together, at the edge.

    `now` is the edge's clock when it opened; `new_id` makes UUIDv7 for that time.
    """

    def __init__(self, seat: Seat, clock: Clock) -> None:
        super().__init__(seat, clock.now())
        self._clock = clock
        self._latest: tuple[datetime, Exception] | None = None
        self.told: list[Told] = []
        self._unwritten: list[Told] = []
        self._acts: list[audit.Act] = []
        self._waiting: list[_Waiting] = []

    def time(self) -> datetime:
        """What the edge's clock says by now: for what must not be dated from before a wait."""
        return self._clock.now()

    def commit_by(self, latest: datetime, late: Exception) -> None:
        """Raise `late` instead of committing where the edge's clock is past `latest` by then."""
        self._latest = (latest, late)

    def refuse_late(self) -> None:
        """Raise what was given for a late commit, where it is one; the edge calls it last."""
        if self._latest is not None and self._clock.now() > self._latest[0]:
            raise self._latest[1]

    def new_id(self) -> UUID:
        """A fresh UUIDv7."""
        return uuid7(self.now)

    async def rows(self, sql: Statement, values: Values | None = None) -> Sequence[Row[Any]]:
        """All rows of a statement, each read by its columns' names; it sees what waited to be written."""
        await self.settle()
        return await super().rows(sql, values)

    def later(self, sql: str | TextClause, values: Values | None = None) -> None:
        """Have a statement run whose answer nobody needs: with all others that wait, in one round trip.

        That is before whatever is read or run next, and before the commit. What waits together sees nothing of each
        other: never two statements that touch the same row.
        """
        ready = prepared(_text(sql) if isinstance(sql, str) else sql)
        self._waiting.append((ready, ready.ordered(values)))

    async def settle(self) -> None:
        """Run what waits."""
        for several in self._rounds():
            await self._together(several, None)

    async def settle_with(self, sql: TextClause, values: Values) -> Row[Any]:
        """Run what waits, was told and audited, and with it `sql`, a `with` that answers one row: that row."""
        self._queue_told()
        ready = prepared(sql)
        *before, several = self._rounds() or [[]]
        for each in before:
            await self._together(each, None)
        if not several:
            return (await super().rows(sql, values))[0]
        return (await self._together(several, (ready, ready.ordered(values))))[0]

    def _rounds(self) -> list[list[_Waiting]]:
        """What waits, in order, in as few lots as may be: no statement twice in one, which might touch a row twice."""
        waiting, self._waiting = self._waiting, []
        rounds: list[list[_Waiting]] = []
        for one in waiting:
            if not rounds or any(one[0] is other for other, _ in rounds[-1]):
                rounds.append([])
            rounds[-1].append(one)
        return rounds

    async def _together(self, several: Sequence[_Waiting], last: _Waiting | None) -> Sequence[Row[Any]]:
        self._seat.ran += 1
        values = [value for _, own in (*several, *([last] if last else ())) for value in own]
        alone = len(several) == 1 and last is None
        ready = several[0][0].sql if alone else together(tuple(one for one, _ in several), last[0] if last else None)
        try:
            return cast("Sequence[Row[Any]]", await self._seat.driver.fetch(ready, *values, record_class=Found))
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise failure(ready, error) from error

    async def run(self, sql: Statement, values: Values | Sequence[Values] | None = None) -> int:
        """Run a writing statement and answer the number of rows it touched; with several values, how often it ran."""
        await self.settle()
        clause = statement(sql)
        self._seat.ran += 1
        if not isinstance(clause, TextClause):
            return int((await self._seat.core.execute(clause, values)).rowcount)
        ready = prepared(clause)
        driver = self._seat.driver
        try:
            if values is None or isinstance(values, Mapping):
                return rows_touched(await driver.execute(ready.sql, *ready.ordered(values)))
            await driver.executemany(ready.sql, [ready.ordered(each) for each in values])
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise failure(ready.sql, error) from error
        return len(values)

    def tell(
        self, event: Event, *, key: UUID, cause: Heard[Event] | None = None, traceparent: str | None = None
    ) -> None:
        """Append `event` to this service's log when this transaction commits, in order, keyed by `key`.

        Its trace is the cause's, or `traceparent` where that is given, or else the present span's.
        """
        present = current_traceparent() if traceparent is None and cause is None else traceparent
        told = Told(
            id=EventId(self.new_id()),
            key=key,
            time=self.now,
            correlation=cause.correlation if cause else key,
            causation=cause.id if cause else None,
            traceparent=cause.traceparent if cause else present or "",
            data=event,
        )
        self.told.append(told)
        self._unwritten.append(told)

    def audit(self, act: str, *, about: UUID | str, actor: str, **details: str | int | bool | None) -> None:
        """Leave an audit row: who did what to which thing. Details are codes and ids, never personal data."""
        self._acts.append(audit.Act(act=act, about=str(about), actor=actor, at=self.now, details=details))

    def hang_up(self) -> None:
        """End the session itself, with all that it holds."""
        self._seat.driver.terminate()

    async def flush(self) -> None:
        """Write what waits, was told and audited; the edge calls it just before commit."""
        self._queue_told()
        await self.settle()

    def _queue_told(self) -> None:
        if self._acts:
            self.later(audit.WRITE, audit.values_of(self._acts))
            self._acts = []
        if self._unwritten:
            self.later(log.APPEND, log.values_of(self._unwritten))
            self._unwritten = []


class Database:
    """One service's database login: opens Readers and Transactions.

    `on_told` is called after each commit with the types that were told, by topic.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock, *, row_security: bool = True) -> None:
        self.engine = engine
        self._seats = Seats(engine, _most_connections(engine))
        self._clock = clock
        self._row_security = row_security
        self.on_told: Callable[[Mapping[str, Collection[str]]], None] = lambda _: None

    @asynccontextmanager
    async def reader(self, agency: str = "") -> AsyncIterator[Reader]:
        """A read-only transaction that sees the rows of `agency` (SYSTEM: all; empty: none that are divided)."""
        async with _temporary(), self._seats.taken() as seat:
            await self._begin(seat, "begin read only", agency)
            yield Reader(seat, self._clock.now())
            await seat.driver.execute("commit")

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Reader]:
        """A Reader whose every statement stands alone, without row security: for the bus's looks at a log."""
        async with self.at_once() as session:
            yield session

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[Transaction]:
        """A Transaction whose every statement commits by itself, without row security: nothing can be told in it."""
        async with _temporary(), self._seats.taken() as seat:
            transaction = Transaction(seat, self._clock)
            yield transaction
            await transaction.settle()

    @asynccontextmanager
    async def transaction(self, agency: str = "") -> AsyncIterator[Transaction]:
        """A writing transaction, committed when the block ends well and rolled back otherwise."""
        async with _temporary():
            async with self._seats.taken() as seat:
                await self._begin(seat, "begin", agency)
                transaction = Transaction(seat, self._clock)
                yield transaction
                await transaction.flush()
                transaction.refuse_late()
                await _end(seat)
            if transaction.told:
                self.on_told(_types_by_topic(transaction.told))

    async def _begin(self, seat: Seat, words: str, agency: str) -> None:
        """Begin, and say whose rows may be seen, in one round trip where the agency's name needs no quoting."""
        words = seat.opening(words)
        if not self._row_security or not agency:
            await seat.driver.execute(words)
        elif _PLAIN.fullmatch(agency):
            await seat.driver.execute(f"{words};{_SCOPE.format(agency)}")
        else:
            await seat.driver.execute(words)
            await seat.driver.execute(_SCOPE.format("$1").replace("'$1'", "$1"), agency)

    def statements(self) -> int:
        """How many statements this login's open connections have run; begin and commit are not counted."""
        return self._seats.ran()

    async def check(self) -> None:
        """See that the login works and its tables are there; raises SettingsInvalid or Unavailable."""
        try:
            async with self.reader() as reader:
                await reader.row("select 1 from epoch limit 1")
            await self._seats.open_some(_READY)
        except DBAPIError as error:
            if error.orig is None or not isinstance(error.orig.__cause__, _UNPREPARED):
                raise
            role = self.engine.url.username
            raise SettingsInvalid(
                f"the database does not know {role}, its password or its tables: run waymark migrate, "
                "or correct WAYMARK_<SERVICE>_DATABASE_URL"
            ) from error

    async def close(self) -> None:
        """Give all connections back to the server."""
        await self._seats.close()
        await self.engine.dispose()


def _types_by_topic(told: Sequence[Told]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind in {type(one.data) for one in told}:
        found.setdefault(kind.topic, set()).add(kind.type())
    return found


async def _end(seat: Seat) -> None:
    """Commit. A transaction in which a statement failed cannot be: the server would only roll it back and say so."""
    if await seat.driver.execute("commit") != "COMMIT":
        raise asyncpg.InFailedSQLTransactionError("a statement failed and its error was swallowed")


def _most_connections(engine: AsyncEngine) -> int:
    return engine.pool.size() + _OVERFLOW if isinstance(engine.pool, QueuePool) else _OVERFLOW


@asynccontextmanager
async def _temporary() -> AsyncIterator[None]:
    """Turn what passes by itself (server away, lock, timeout) into Unavailable; the rest is a bug and stays one."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig.__cause__ if error.orig is not None else None
        if error.connection_invalidated or isinstance(cause, _TEMPORARY):
            raise Unavailable("the database is not answering") from error
        raise
    except (PoolTimeout, *_TEMPORARY) as error:  # OSError is in it: no answer while connecting, no such host
        raise Unavailable("the database is not answering") from error


def open_engine(url: str, settings: Settings, *, application: str) -> AsyncEngine:
    """An engine on asyncpg with our time limits set on every connection; `url` starts with postgresql://."""
    milliseconds = {
        "statement_timeout": settings.statement_timeout_s,
        "lock_timeout": settings.lock_timeout_s,
        "idle_in_transaction_session_timeout": settings.idle_in_transaction_timeout_s,
        "transaction_timeout": settings.transaction_timeout_s,
    }
    options = {name: str(int(seconds * 1000)) for name, seconds in milliseconds.items()}
    return create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        pool_size=settings.pool_size,
        max_overflow=_OVERFLOW,
        pool_timeout=5,
        isolation_level="AUTOCOMMIT",  # transactions are begun in words: see waymark.seats
        hide_parameters=True,  # an error's text ends up in logs
        connect_args={
            "server_settings": {"application_name": application, "jit": "off", **options},
            "timeout": 5,
            "statement_cache_size": 500,
            "max_cached_statement_lifetime": 0,  # for ever: a statement is one of ours, and there are not many
        },
    )


def backoff_s(attempt: int, settings: Settings) -> float:
    """Seconds to wait before try number `attempt` (from 1), doubling with jitter, never above the setting."""
    most = min(settings.retry_most_s, settings.retry_first_s * 2.0 ** min(attempt - 1, 16))
    return most * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
