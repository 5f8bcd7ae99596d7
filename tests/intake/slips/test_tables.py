"""The table of slips is as the migration makes it, and no agency sees another's."""

from collections.abc import Awaitable, Callable

import pytest

from tests.builders.slips import OTHERS, POLICE, made
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark_intake.slips.tables import metadata

Open = Callable[[str], Awaitable[Database]]


@pytest.mark.parametrize(("agency", "seen"), [("", 0), (OTHERS, 0), (POLICE, 1), (SYSTEM, 1)])
async def test_slips_are_divided_by_agency(open_database: Open, clock: ReplayClock, agency: str, seen: int) -> None:
    database = await open_database("intake")
    await made(database, clock)
    async with database.reader(agency) as reader:
        assert await reader.value("select count(*) from slips") == seen


async def test_columns_are_those_of_the_migration(open_database: Open) -> None:
    database = await open_database("intake")
    async with database.reader() as reader:
        rows = await reader.rows(
            "select column_name, is_nullable from information_schema.columns"
            " where table_schema = 'intake' and table_name = 'slips'"
        )
    (table,) = metadata.tables.values()
    assert {(row.column_name, row.is_nullable == "YES") for row in rows} == {
        (column.name, bool(column.nullable)) for column in table.columns
    }
