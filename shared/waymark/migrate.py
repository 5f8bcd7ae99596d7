"""Brings a database to the state this release needs: roles, schemas, each service's own Alembic history, and grants.

Works the same on the embedded server and on one given by URL, whose owner role must be able to create roles. What a
service's tables look like is said in its migrations.
"""

import base64
import hashlib
import hmac
import importlib.util
import os
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from waymark.errors import SettingsInvalid, Unavailable
from waymark.service import Fixed, Service

_LOCK = 0x77617966  # any number, the same in every release
_LOCK_WAIT = "30s"
_MOST_CONNECTIONS = 50  # per role; the embedded server allows 100 in all
_SCRAM_ROUNDS = 4096
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_TOPIC = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_HEARD_TABLES = ("log", "epoch")
_APPEND_ONLY = ("audit",)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one service's role may read of another's log: the rows of these topics."""

    hearer: str
    teller: str
    topics: tuple[str, ...]

    @property
    def policy(self) -> str:
        """The policy's name; it changes with the topics, so that a policy in force tells what it allows."""
        return f"{_prefix(self.hearer)}{hashlib.sha256(' '.join(self.topics).encode()).hexdigest()[:8]}"


def _prefix(hearer: str) -> str:
    return f"heard_by_{hearer}_"


def hearings(services: Sequence[Service]) -> list[Hearing]:
    """Who hears whom, for the services given and only between them, sorted."""
    names = {service.name for service in services}
    heard: dict[tuple[str, str], set[str]] = {}
    for service in services:
        for topic in service.heard_topics():
            teller = topic.split(".", 1)[0]
            if teller in names and teller != service.name:
                heard.setdefault((service.name, teller), set()).add(topic)
    return [Hearing(hearer, teller, tuple(sorted(topics))) for (hearer, teller), topics in sorted(heard.items())]


def scram_verifier(password: str, salt: bytes) -> str:
    """What PostgreSQL keeps of a password (RFC 5803), so that the password itself is in no statement and no log."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _SCRAM_ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salted_by, kept, served = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${_SCRAM_ROUNDS}:{salted_by}${kept}:{served}"


def role_sql(name: str, password: str, *, exists: bool, salt: bytes) -> list[str]:
    """Statements for a service's role: it may log in, owns nothing and finds its own schema by itself.

    It is no superuser because it is created as none; saying so again would take a superuser.
    """
    role = _quoted(name)
    options = f"login noinherit connection limit {_MOST_CONNECTIONS} password '{scram_verifier(password, salt)}'"
    return [
        f"{'alter' if exists else 'create'} role {role} with {options}",
        f"alter role {role} set search_path = {role}",
    ]


def database_sql(database: str, names: Iterable[str]) -> list[str]:
    """Statements that close the database to everybody and open it to the services' roles."""
    target = '"' + database.replace('"', '""') + '"'
    return [
        f"revoke all on database {target} from public",
        "revoke all on schema public from public",
        *(f"grant connect on database {target} to {_quoted(name)}" for name in names),
    ]


def grants_sql(
    name: str, tables: Iterable[str], append_only: Sequence[str] = (), fixed: Sequence[Fixed] = ()
) -> list[str]:
    """Statements that let a service's role use its own tables; audit and `append_only` it may add to and read only,
    and of `fixed` ones change no column but those named.

    Raises ValueError where one of them is not among `tables`.
    """
    schema = _quoted(name)
    there = set(tables)
    if missing := {*append_only, *(one.table for one in fixed)} - there:
        raise ValueError(f"{name} has no table {min(missing)} to be append-only")
    kept = [*(table for table in _APPEND_ONLY if table in there), *append_only]
    return [
        f"revoke all on schema {schema} from public",
        f"grant usage on schema {schema} to {schema}",
        f"grant select, insert, update, delete on all tables in schema {schema} to {schema}",
        f"grant usage on all sequences in schema {schema} to {schema}",
        f"revoke insert, update, delete on {schema}.alembic_version from {schema}",
        *(f"revoke update, delete on {schema}.{_quoted(table)} from {schema}" for table in kept),
        *(statement for one in fixed for statement in _fix(schema, one)),
    ]


def _fix(schema: str, one: Fixed) -> Iterator[str]:
    table = f"{schema}.{_quoted(one.table)}"
    yield f"revoke update{'' if one.forgets else ', delete'} on {table} from {schema}"
    if one.but:
        yield f"grant update ({', '.join(map(_quoted, one.but))}) on {table} to {schema}"


def hearing_sql(teller: str, heard: Sequence[Hearing], present: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Statements that bring the policies of a teller's log from those `present` to what is `heard`.

    Hearers outside `known` (services not migrated in this run) keep what they have.
    """
    schema = _quoted(teller)
    there = set(present)
    wanted = {hearing.hearer: hearing for hearing in heard}
    yield f"alter table {schema}.log enable row level security"
    if "own" not in there:
        yield f"create policy own on {schema}.log to {schema} using (true) with check (true)"
    for hearer in sorted(set(known) - {teller}):
        hearing = wanted.get(hearer)
        mine = {policy for policy in there if policy.startswith(_prefix(hearer))}
        for policy in sorted(mine - {hearing.policy if hearing else ""}):
            yield f"drop policy {_quoted(policy)} on {schema}.log"
        yield from _let_hear(hearing, mine) if hearing else _let_hear_no_more(hearer, schema)


def _let_hear(hearing: Hearing, present: Iterable[str]) -> Iterator[str]:
    schema, role = _quoted(hearing.teller), _quoted(hearing.hearer)
    yield f"grant usage on schema {schema} to {role}"
    for table in _HEARD_TABLES:
        yield f"grant select on {schema}.{table} to {role}"
    if hearing.policy not in present:
        topics = ", ".join(_literal(topic) for topic in hearing.topics)
        rows = f"topic = any (array[{topics}])"
        yield f"create policy {_quoted(hearing.policy)} on {schema}.log for select to {role} using ({rows})"


def _let_hear_no_more(hearer: str, schema: str) -> Iterator[str]:
    role = _quoted(hearer)
    for table in _HEARD_TABLES:
        yield f"revoke all on {schema}.{table} from {role}"
    yield f"revoke all on schema {schema} from {role}"


def progress_sql(hearing: Hearing) -> list[str]:
    """Statements that let a teller see how far a hearer is, so that it never forgets what somebody has not heard."""
    teller, hearer = _quoted(hearing.teller), _quoted(hearing.hearer)
    return [
        f"grant usage on schema {hearer} to {teller}",
        f"grant select (hearer, source, position) on {hearer}.offsets to {teller}",
    ]


async def migrate(owner_url: str, services: Sequence[Service], passwords: Mapping[str, str]) -> None:
    """Bring the database at `owner_url` to head for `services`; safe to run again and from many processes at once.

    `passwords` are those of the services' roles, by service. A role has its service's name, and so has its schema.
    Raises Unavailable when the server is away, SettingsInvalid when it refuses the owner's login.
    """
    url = owner_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with _connected(engine) as guard:
            await guard.execution_options(isolation_level="AUTOCOMMIT")
            await guard.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
            await _prepare(engine, services, passwords)
            for service in services:
                await _upgrade(engine, service)
            await _permit(engine, services)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    connection = engine.connect()
    try:
        await connection.start()
    except OSError as error:
        raise Unavailable("the database is not answering") from error
    except DBAPIError as error:
        cause = error.orig.__cause__ if error.orig is not None else None
        if isinstance(cause, asyncpg.InvalidAuthorizationSpecificationError | asyncpg.InvalidCatalogNameError):
            line = "setting WAYMARK_DATABASE_URL: the server refuses this login, or has no such database"
            raise SettingsInvalid(line) from error
        raise
    try:
        yield connection
    finally:
        await connection.close()


async def _prepare(engine: AsyncEngine, services: Sequence[Service], passwords: Mapping[str, str]) -> None:
    names = [service.name for service in services]
    async with engine.begin() as connection:
        database = str((await connection.execute(text("select current_database()"))).scalar_one())
        for name in names:
            exists = await _column(connection, "select 1 from pg_roles where rolname = :name", name=name)
            await _run(connection, role_sql(name, passwords[name], exists=bool(exists), salt=os.urandom(16)))
            await _run(connection, [f"create schema if not exists {_quoted(name)}"])
        await _run(connection, database_sql(database, names))


async def _upgrade(engine: AsyncEngine, service: Service) -> None:
    """Run one service's own history to head, all of it or nothing."""
    async with engine.begin() as connection:
        await _run(
            connection,
            [f"set local search_path = {_quoted(service.name)}", f"set local lock_timeout = '{_LOCK_WAIT}'"],
        )
        await connection.run_sync(_upgrade_in, service)


def _upgrade_in(connection: Connection, service: Service) -> None:
    config = alembic_config(service)
    config.attributes.update(connection=connection, schema=service.name)
    command.upgrade(config, "head")


def alembic_config(service: Service) -> Config:
    """Alembic's settings for one service: our script environment, the revisions of its `migrations` package."""
    config = Config()
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations_env"))
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in _folders(service.migrations)))
    return config


def _folders(package: str) -> list[Path]:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"no package {package} with migrations")
    return [Path(folder) for folder in found.submodule_search_locations]


async def _permit(engine: AsyncEngine, services: Sequence[Service]) -> None:
    names = [service.name for service in services]
    heard = hearings(services)
    async with engine.begin() as connection:
        await _run(connection, [f"set local lock_timeout = '{_LOCK_WAIT}'"])
        for service in services:
            name = service.name
            tables = await _column(connection, "select tablename from pg_tables where schemaname = :name", name=name)
            await _run(connection, grants_sql(name, tables, service.append_only, service.fixed))
            if "log" in tables:
                present = await _column(
                    connection,
                    "select policyname from pg_policies where schemaname = :name and tablename = 'log'",
                    name=name,
                )
                mine = [hearing for hearing in heard if hearing.teller == name]
                await _run(connection, hearing_sql(name, mine, present, names))
        for hearing in heard:
            await _run(connection, progress_sql(hearing))


async def _column(connection: AsyncConnection, sql: str, **values: str) -> list[str]:
    return [str(row[0]) for row in (await connection.execute(text(sql), values)).all()]


async def _run(connection: AsyncConnection, statements: Iterable[str]) -> None:
    for statement in statements:
        await connection.exec_driver_sql(statement)


def _quoted(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a role or schema")
    return f'"{name}"'


def _literal(topic: str) -> str:
    if not _TOPIC.fullmatch(topic):
        raise ValueError(f"{topic!r} is no name for a topic")
    return f"'{topic}'"
