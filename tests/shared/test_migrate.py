"""Roles, schemas, histories and grants, on a real server with two small services."""

import contextlib
import itertools
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import asyncpg
import pytest
import pytest_asyncio

from waymark.contracts.envelope import Event
from waymark.db import Transaction
from waymark.embedded import EmbeddedServer, embedded_postgres
from waymark.migrate import Hearing, grants_sql, hearing_sql, hearings, migrate, role_sql, scram_verifier
from waymark.service import Fixed, Hears, Service
from waymark.settings import ServiceSettings

_REVISION = """
from alembic import op
from waymark.tables import create_foundation

revision = "{name}_0001"
down_revision = None

def upgrade():
    create_foundation(op.get_bind())
    op.execute("create table thing(id integer primary key)")
"""
_LATER = """
from alembic import op

revision = "{name}_0002"
down_revision = "{name}_0001"

def upgrade():
    op.execute("alter table thing add column word text")
"""
_numbers = itertools.count(1)


class Calm(Event):
    """Something calm happened."""

    name: ClassVar[str] = "thing.calm"
    topic: ClassVar[str] = "alpha.calm"


class Loud(Event):
    """Something loud happened."""

    name: ClassVar[str] = "thing.loud"
    topic: ClassVar[str] = "alpha.loud"


async def _ignore(tx: Transaction, events: Any, context: Any) -> None:
    """Hear and do nothing."""


def _service(name: str, *heard: type[Event]) -> Service:
    return Service(
        name=name,
        summary=name,
        settings=ServiceSettings,
        migrations=f"house_{name}_migrations",
        hears=tuple(Hears(event, _ignore) for event in heard),
    )


pytestmark = pytest.mark.database
ALPHA = _service("alpha")
BETA = _service("beta", Calm)
PASSWORDS = {"alpha": "alpha's own", "beta": "beta's own"}


@pytest.fixture(scope="module", autouse=True)
def histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A migrations package for each of the two services."""
    folder = tmp_path_factory.mktemp("histories")
    for name in PASSWORDS:
        package = folder / f"house_{name}_migrations"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "0001_before_start.py").write_text(_REVISION.format(name=name))
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[EmbeddedServer]:
    """A server of this module's own: roles belong to the whole server."""
    with TemporaryDirectory(prefix="waymark-test-", ignore_cleanup_errors=True) as home:
        async with embedded_postgres(Path(home), roles=PASSWORDS) as found:
            yield found


@pytest.fixture
async def database(server: EmbeddedServer) -> AsyncIterator[str]:
    """An empty database's name."""
    name = f"empty_{next(_numbers)}"
    async with _login(server.owner_url("postgres")) as owner:
        await owner.execute(f"create database {name}")
        yield name
        await owner.execute(f"drop database {name} with (force)")


@contextlib.asynccontextmanager
async def _login(url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def _as(server: EmbeddedServer, database: str, role: str) -> contextlib.AbstractAsyncContextManager[Any]:
    host = server.owner_url(database).rpartition("@")[2]
    return _login(f"postgresql://{role}:{PASSWORDS[role].replace(' ', '%20')}@{host}")


async def _tell(connection: Any, topic: str) -> None:
    await connection.execute(
        "insert into log(topic, epoch, event_id, key, type, time, correlation, traceparent, body)"
        " values ($1, 1, gen_random_uuid(), gen_random_uuid(), 't', now(), gen_random_uuid(), '', '')",
        topic,
    )


async def test_each_service_finds_its_own_tables_and_no_others(server: EmbeddedServer, database: str) -> None:
    await migrate(server.owner_url(database), [ALPHA, BETA], PASSWORDS)
    for role, other in (("alpha", "beta"), ("beta", "alpha")):
        async with _as(server, database, role) as connection:
            await connection.execute("insert into thing(id) values (1)")
            assert await connection.fetchval("select count(*) from thing") == 1
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"select * from {other}.thing")


async def test_a_hearer_sees_only_its_topics_in_the_tellers_log(server: EmbeddedServer, database: str) -> None:
    await migrate(server.owner_url(database), [ALPHA, BETA], PASSWORDS)
    async with _as(server, database, "alpha") as alpha:
        for topic in ("alpha.calm", "alpha.loud"):
            await _tell(alpha, topic)
        assert await alpha.fetchval("select count(*) from log") == 2
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await alpha.fetch("select * from beta.log")
    async with _as(server, database, "beta") as beta:
        assert [row["topic"] for row in await beta.fetch("select topic from alpha.log")] == ["alpha.calm"]
        assert await beta.fetchval("select number from alpha.epoch") == 1
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await beta.execute("delete from alpha.log")


async def test_what_a_hearer_sees_follows_what_it_hears(server: EmbeddedServer, database: str) -> None:
    async def seen(*heard: type[Event]) -> list[str]:
        await migrate(server.owner_url(database), [ALPHA, _service("beta", *heard)], PASSWORDS)
        async with _as(server, database, "beta") as beta:
            return [row["topic"] for row in await beta.fetch("select topic from alpha.log order by topic")]

    await migrate(server.owner_url(database), [ALPHA, BETA], PASSWORDS)
    async with _as(server, database, "alpha") as alpha:
        for topic in ("alpha.calm", "alpha.loud"):
            await _tell(alpha, topic)
    assert await seen(Calm, Loud) == ["alpha.calm", "alpha.loud"]
    assert await seen(Loud) == ["alpha.loud"]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await seen()


async def test_a_service_role_makes_no_tables_anywhere(server: EmbeddedServer, database: str) -> None:
    await migrate(server.owner_url(database), [ALPHA, BETA], PASSWORDS)
    async with _as(server, database, "alpha") as alpha:
        for table in ("mine", "public.mine", "beta.mine", "pg_temp.mine"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await alpha.execute(f"create table {table}(id integer)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await alpha.execute("alter table log disable row level security")


async def test_a_service_role_cannot_change_its_audit_rows(server: EmbeddedServer, database: str) -> None:
    await migrate(server.owner_url(database), [ALPHA], PASSWORDS)
    async with _as(server, database, "alpha") as alpha:
        await alpha.execute(
            "insert into audit(act, about, actor, at, details) values ('thing.made', '1', 'me', now(), '{}')"
        )
        for statement in ("update audit set actor = 'you'", "delete from audit", "truncate audit"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await alpha.execute(statement)


async def test_what_a_service_says_is_append_only_its_role_cannot_change_either(
    server: EmbeddedServer, database: str
) -> None:
    await migrate(server.owner_url(database), [ALPHA], PASSWORDS)
    await migrate(server.owner_url(database), [replace(ALPHA, append_only=("thing",))], PASSWORDS)
    async with _as(server, database, "alpha") as alpha:
        await alpha.execute("insert into thing(id) values (1)")
        for statement in ("update thing set id = 2", "delete from thing", "delete from audit"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await alpha.execute(statement)


async def test_of_a_fixed_table_only_the_columns_it_names_change_and_it_forgets_where_it_says_so(
    server: EmbeddedServer, database: str
) -> None:
    for fixed, refused in (
        (Fixed("audit", but=("details",)), ("update audit set actor = 'you'", "delete from audit")),
        (Fixed("thing", forgets=True), ("update thing set id = 2",)),
        (Fixed("thing"), ("update thing set id = 2", "delete from thing")),
    ):
        await migrate(server.owner_url(database), [replace(ALPHA, fixed=(fixed,))], PASSWORDS)
        async with _as(server, database, "alpha") as alpha:
            await alpha.execute("insert into thing(id) values (1)")
            for statement in refused:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await alpha.execute(statement)
            if fixed.but:
                await alpha.execute("update audit set details = '{}'")
            if fixed.forgets or fixed.table == "audit":
                await alpha.execute("delete from thing")


def test_an_append_only_or_fixed_table_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no table thing"):
        grants_sql("alpha", ["audit"], ["thing"])
    with pytest.raises(ValueError, match="no table thing"):
        grants_sql("alpha", ["audit"], fixed=[Fixed("thing")])


async def test_running_it_again_changes_nothing_and_a_new_revision_is_applied(
    server: EmbeddedServer, database: str, histories: Path
) -> None:
    for _ in range(2):
        await migrate(server.owner_url(database), [ALPHA, BETA], PASSWORDS)
    later = histories / "house_alpha_migrations" / "0002_after_word.py"
    later.write_text(_LATER.format(name="alpha"))
    try:
        await migrate(server.owner_url(database), [ALPHA, BETA], PASSWORDS)
    finally:
        later.unlink()
    async with _as(server, database, "alpha") as alpha:
        assert await alpha.fetchval("select version_num from alembic_version") == "alpha_0002"
        await alpha.execute("insert into thing(id, word) values (1, 'one')")
    async with _as(server, database, "beta") as beta:
        assert await beta.fetchval("select version_num from alembic_version") == "beta_0001"


async def test_a_failing_revision_leaves_the_schema_as_it_was(
    server: EmbeddedServer, database: str, histories: Path
) -> None:
    await migrate(server.owner_url(database), [ALPHA], PASSWORDS)
    broken = histories / "house_alpha_migrations" / "0002_after_broken.py"
    broken.write_text(_LATER.format(name="alpha") + '    op.execute("no sql")\n')
    try:
        with pytest.raises(Exception, match="syntax error"):
            await migrate(server.owner_url(database), [ALPHA], PASSWORDS)
    finally:
        broken.unlink()
    await migrate(server.owner_url(database), [ALPHA], PASSWORDS)
    async with _as(server, database, "alpha") as alpha:
        with pytest.raises(asyncpg.UndefinedColumnError):
            await alpha.fetch("select word from thing")


async def test_a_new_password_replaces_the_old_one(server: EmbeddedServer, database: str) -> None:
    await migrate(server.owner_url(database), [ALPHA], PASSWORDS | {"alpha": "another"})
    with pytest.raises(asyncpg.InvalidPasswordError):
        async with _as(server, database, "alpha"):
            pass
    await migrate(server.owner_url(database), [ALPHA], PASSWORDS)
    async with _as(server, database, "alpha") as alpha:
        assert await alpha.fetchval("select current_schema()") == "alpha"


async def test_an_owner_who_is_no_superuser_is_enough(server: EmbeddedServer) -> None:
    async with _login(server.owner_url("postgres")) as owner:
        await owner.execute("create role plain login createrole password 'plain'")
        await owner.execute("create database plain owner plain")
    plain = [_service("gamma"), _service("delta", Calm)]
    for service in plain:
        _link_history(service, "alpha")
    host = server.owner_url("plain").rpartition("@")[2]
    for _ in range(2):
        await migrate(f"postgresql://plain:plain@{host}", plain, {"gamma": "g", "delta": "d"})
    async with _login(f"postgresql://gamma:g@{host}") as gamma:
        await _tell(gamma, "gamma.calm")
        assert await gamma.fetchval("select count(*) from log") == 1


def _link_history(service: Service, like: str) -> None:
    folder = next(Path(path) for path in sys.path if (Path(path) / f"house_{like}_migrations").is_dir())
    package = folder / service.migrations
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "0001_before_start.py").write_text(_REVISION.format(name=service.name))


def test_only_others_who_are_migrated_too_are_heard() -> None:
    assert hearings([ALPHA, BETA]) == [Hearing("beta", "alpha", ("alpha.calm",))]
    assert hearings([BETA]) == []
    assert hearings([_service("alpha", Calm)]) == []


def test_policies_of_hearers_not_migrated_now_are_left_alone() -> None:
    there = ["own", Hearing("beta", "alpha", ("alpha.calm",)).policy]
    statements = list(hearing_sql("alpha", [], there, ["alpha"]))
    assert statements == ['alter table "alpha".log enable row level security']


def test_the_verifier_is_the_one_of_the_standard() -> None:
    # RFC 7677 section 3: user "user", password "pencil"; checked against its client proof by PostgreSQL above
    verifier = scram_verifier("pencil", b"salt")
    assert verifier.startswith("SCRAM-SHA-256$4096:c2FsdA==$")
    assert scram_verifier("pencil", b"salt") == verifier != scram_verifier("pencil", b"tlas")


def test_no_statement_has_the_password_in_it() -> None:
    assert not [line for line in role_sql("alpha", "pencil", exists=False, salt=b"salt") if "pencil" in line]


@pytest.mark.parametrize("name", ["", "Alpha", 'a"; drop', "a-b", "x" * 60])
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        grants_sql(name, [])


def test_topics_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="topic"):
        list(hearing_sql("alpha", [Hearing("beta", "alpha", ("'; drop",))], [], ["alpha", "beta"]))
