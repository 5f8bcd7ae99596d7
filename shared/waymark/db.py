"""The database: Reader may read, Transaction may also write and tell; only the edge opens and commits them.

A Transaction gathers told events and audit rows and writes them at its end, in the same commit. SQLAlchemy Core on
asyncpg; no ORM sessions. Unset row security shows nothing: a request sees its agency's rows, the system all.
"""

import random
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Executable, TextClause, bindparam, text
from sqlalchemy.engine import Row
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.types import TypeEngine

from waymark import audit, log
from waymark.clock import Clock
from waymark.contracts.envelope import Event, Heard, Told
from waymark.errors import SettingsInvalid, Unavailable
from waymark.ids import EventId, uuid7
from waymark.settings import Settings
from waymark.telemetry import current_traceparent

SYSTEM = "*"
_TEMPORARY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
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
_texts: dict[str, TextClause] = {}


def typed(sql: str, **types: TypeEngine[Any]) -> TextClause:
    """SQL text whose named values have these types (arrays for `unnest` need it)."""
    return text(sql).bindparams(*(bindparam(name, type_=kind) for name, kind in types.items()))


def statement(sql: Statement) -> Executable:
    """SQL text as a cached statement object; anything else as it is."""
    if not isinstance(sql, str):
        return sql
    if sql not in _texts:
        _texts[sql] = text(sql)
    return _texts[sql]


class Reader:
    """A read-only look at one consistent state. A function that takes a Reader cannot write (mypy says so)."""

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self.now = now

    async def rows(self, sql: Statement, values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """All rows of a statement."""
        return (await self._connection.execute(statement(sql), values)).all()

    async def row(self, sql: Statement, values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        """The first row of a statement, or None."""
        return (await self._connection.execute(statement(sql), values)).first()

    async def value(self, sql: Statement, values: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
        """The first column of the first row, or None."""
        return (await self._connection.execute(statement(sql), values)).scalar()


class Transaction(Reader):
    """A Reader that may write, tell events and leave audit rows; all of it commits together, at the edge.

    `now` is the edge's clock when it opened; `new_id` makes UUIDv7 for that time.
    """

    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        super().__init__(connection, now)
        self.told: list[Told] = []
        self._acts: list[audit.Act] = []

    def new_id(self) -> UUID:
        """A fresh UUIDv7."""
        return uuid7(self.now)

    async def run(self, sql: Statement, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None) -> int:
        """Run a writing statement and answer the number of rows it touched."""
        return int((await self._connection.execute(statement(sql), values)).rowcount)

    def tell(self, event: Event, *, key: UUID, cause: Heard[Event] | None = None) -> None:
        """Append `event` to this service's log when this transaction commits, in order, keyed by `key`."""
        self.told.append(
            Told(
                id=EventId(self.new_id()),
                key=key,
                time=self.now,
                correlation=cause.correlation if cause else key,
                causation=cause.id if cause else None,
                traceparent=cause.traceparent if cause else current_traceparent(),
                data=event,
            )
        )

    def audit(self, act: str, *, about: UUID | str, actor: str, **details: str | int | bool | None) -> None:
        """Leave an audit row: who did what to which thing. Details are codes and ids, never personal data."""
        self._acts.append(audit.Act(act=act, about=str(about), actor=actor, at=self.now, details=details))

    async def flush(self) -> None:
        """Write what was told and audited; the edge calls it just before commit."""
        if self._acts:
            await audit.write(self._connection, self._acts)
        if self.told:
            await log.append(self._connection, self.told)


class Database:
    """One service's database login: opens Readers and Transactions. `on_told` is called after each commit."""

    def __init__(self, engine: AsyncEngine, clock: Clock, *, row_security: bool = True) -> None:
        self.engine = engine
        self._clock = clock
        self._row_security = row_security
        self.on_told: Callable[[set[str]], None] = lambda _: None

    @asynccontextmanager
    async def reader(self, agency: str = "") -> AsyncIterator[Reader]:
        """A read-only transaction that sees the rows of `agency` (SYSTEM: all; empty: none that are divided)."""
        async with _temporary(), self.engine.connect() as connection:
            await connection.execution_options(postgresql_readonly=True)
            await self._scope(connection, agency)
            yield Reader(connection, self._clock.now())

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[AsyncConnection]:
        """A bare connection in autocommit, for the bus's single-statement looks at a log."""
        async with _temporary(), self.engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[Transaction]:
        """A Transaction whose every statement commits by itself, without row security: nothing can be told in it."""
        async with self.looking() as connection:
            yield Transaction(connection, self._clock.now())

    @asynccontextmanager
    async def transaction(self, agency: str = "") -> AsyncIterator[Transaction]:
        """A writing transaction, committed when the block ends well and rolled back otherwise."""
        async with _temporary():
            async with self.engine.begin() as connection:
                await self._scope(connection, agency)
                transaction = Transaction(connection, self._clock.now())
                yield transaction
                await transaction.flush()
            if transaction.told:
                self.on_told({told.data.topic for told in transaction.told})

    async def _scope(self, connection: AsyncConnection, agency: str) -> None:
        if self._row_security and agency:
            await connection.execute(
                statement("select set_config('waymark.agency', :agency, true)"), {"agency": agency}
            )

    async def check(self) -> None:
        """See that the login works and its tables are there; raises SettingsInvalid or Unavailable."""
        try:
            async with self.reader() as reader:
                await reader.row("select 1 from epoch limit 1")
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
        await self.engine.dispose()


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
    except (PoolTimeout, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError) as error:
        raise Unavailable("the database is not answering") from error
    except (asyncpg.CannotConnectNowError, asyncpg.InsufficientResourcesError, FileNotFoundError) as error:
        raise Unavailable("the database is not answering") from error
    except (TimeoutError, socket.gaierror) as error:  # while connecting: no answer, no such host
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
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        pool_size=settings.pool_size,
        max_overflow=2,
        pool_timeout=5,
        hide_parameters=True,  # an error's text ends up in logs
        connect_args={"server_settings": {"application_name": application, "jit": "off", **options}, "timeout": 5},
    )
    listen(engine.sync_engine, "checkout", _renew_where_closed)
    return engine


def _renew_where_closed(connection: DBAPIConnection, *_: object) -> None:
    """Renew the pool where the server hung up: asyncpg has seen it, so no round trips are spent on asking."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


def backoff_s(attempt: int, settings: Settings) -> float:
    """Seconds to wait before try number `attempt` (from 1), doubling with jitter, never above the setting."""
    most = min(settings.retry_most_s, settings.retry_first_s * 2.0 ** min(attempt - 1, 16))
    return most * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
