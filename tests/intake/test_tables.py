"""Tables as queries know them and as the migration makes them are the same, and no agency sees another's rows."""

from collections.abc import Awaitable, Callable

import pytest

from tests.builders.referral import a_submission
from waymark.db import SYSTEM, Database
from waymark_intake import actions
from waymark_intake.tables import metadata

OWN = ("referrals", "idempotency", "allocations_seen")


async def test_columns_are_those_of_the_migration(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    async with database.reader() as reader:
        rows = await reader.rows(
            "select table_name, column_name, is_nullable from information_schema.columns where table_schema = 'intake'"
        )
    made = {(row.table_name, row.column_name, row.is_nullable == "YES") for row in rows if row.table_name in OWN}
    known = {(t.name, c.name, bool(c.nullable)) for t in metadata.tables.values() for c in t.columns}
    assert made == known


@pytest.mark.parametrize("table", OWN[:2])
async def test_rows_are_divided_by_agency(open_database: Callable[[str], Awaitable[Database]], table: str) -> None:
    database = await open_database("intake")
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [a_submission(), a_submission(sender="neighbour-police")])
    seen = {}
    for agency in ("", "neighbour-police", "harbour-victim-care", SYSTEM):
        async with database.reader(agency) as reader:
            seen[agency] = await reader.value(f"select count(*) from {table}")
    assert seen == {"": 0, "neighbour-police": 1, "harbour-victim-care": 0, SYSTEM: 2}


async def test_every_own_table_forces_row_security(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    async with database.reader() as reader:
        rows = await reader.rows(
            "select relname from pg_class where relnamespace = 'intake'::regnamespace"
            " and relrowsecurity and relforcerowsecurity"
        )
    assert {row.relname for row in rows} >= set(OWN)
