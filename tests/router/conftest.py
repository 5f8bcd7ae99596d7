"""The router for tests: its database with the demo county published, and where its doors stand."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from tests.builders.router_office import Office, an_office
from tests.builders.rulebook import the_county
from tests.builders.web import a_context
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.opening import Addresses
from waymark.service import Context
from waymark.settings import Settings
from waymark_router.actions import Shelf, publish_county
from waymark_router.settings import RouterSettings


@pytest.fixture
async def database(open_database: Callable[[str], Any]) -> Database:
    """The router's own login, with nothing published."""
    found: Database = await open_database("router")
    return found


@pytest.fixture
async def published(database: Database) -> Database:
    """The same, with the demo county's rulebook and directory in force."""
    async with database.transaction(SYSTEM) as tx:
        await publish_county(tx, the_county(), actor="test")
    return database


@pytest.fixture
def context(database: Database, clock: ReplayClock, settings: Settings) -> Context[RouterSettings, Shelf]:
    """Where the router's doors stand."""
    usual = a_context(database, clock, settings, name="router")
    return dataclasses.replace(usual, settings=RouterSettings(), own=Shelf())


Meddle = Callable[..., Awaitable[None]]


@pytest.fixture
def meddle(county_db: Addresses) -> Meddle:
    """`await meddle(sql, *values)` changes the router's rows as only the database's owner may."""

    async def run(sql: str, *values: object) -> None:
        connection = await asyncpg.connect(county_db.owner, server_settings={"search_path": "router"})
        try:
            await connection.execute(sql, *values)
        finally:
            await connection.close()

    return run


@pytest.fixture
async def office(published: Database, context: Context[RouterSettings, Shelf], county_db: Addresses) -> Office:
    """The router's app with the demo county in force and people of several agencies known to it."""
    assert context.database is published
    return await an_office(context, county_db.owner)
