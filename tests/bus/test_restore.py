"""A real dump restored into another server: its transaction ids start again, and no hearer misses what comes next."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from tests.builders.hearing import SOURCE, a_context, a_hearer, handled, log_of, tell_received
from tests.conftest import OpenDatabase, TestPostgres
from waymark.clock import ReplayClock
from waymark.db import Database, open_engine
from waymark.embedded import EmbeddedServer, embedded_postgres
from waymark.embedded.process import binaries
from waymark.log import raise_epoch_if_restored
from waymark.migrate import migrate
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings


async def run_tool(name: str, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(str(binaries() / name), *arguments, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()


async def ask_owner(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def other_server() -> AsyncIterator[EmbeddedServer]:
    """A second, younger server with the same roles."""
    with TemporaryDirectory(prefix="waymark-test-", ignore_cleanup_errors=True) as home:
        async with embedded_postgres(Path(home)) as server:
            await ask_owner(server.owner_url("postgres"), "create database roles_only", "create database restored")
            services = list(installed_services().values())
            await migrate(server.owner_url("roles_only"), services, server.passwords)
            yield server


async def test_hearing_goes_on_after_a_restore_into_a_younger_server(
    postgres: TestPostgres,
    county_db: Addresses,
    other_server: EmbeddedServer,
    open_database: OpenDatabase,
    settings: Settings,
    clock: ReplayClock,
    tmp_path: Path,
) -> None:
    del postgres
    await ask_owner(county_db.owner, *["select pg_current_xact_id()"] * 5000)
    old_intake, old_consent = await open_database("intake"), await open_database("consent")
    before = await tell_received(old_intake, 2)
    records = await log_of(old_consent)
    await a_hearer(a_context(old_consent, settings, clock)).deliver(records, {SOURCE: ""})
    await run_tool("pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}", county_db.owner)
    restored = other_server.owner_url("restored")
    await run_tool("pg_restore", "--no-owner", f"--dbname={restored}", str(tmp_path / "dump"))

    intake, consent = [
        Database(open_engine(other_server.service_url(name, "restored"), settings, application="t"), clock)
        for name in ("intake", "consent")
    ]
    async with intake.transaction() as tx:
        assert await raise_epoch_if_restored(tx), "the younger server's transaction ids must lie below the log's"
    after = await tell_received(intake, 2)
    hearer = a_hearer(a_context(consent, settings, clock))
    position = await hearer.positions([SOURCE])
    await hearer.deliver(await log_of(consent, position[SOURCE]), position)
    assert await handled(consent) == [str(event.referral_id) for event in (*before, *after)]
    await intake.close()
    await consent.close()
