"""The table of what became no referral is as the migration makes it, and keeps apart whose it is."""

from collections.abc import Awaitable, Callable

from waymark.db import Database
from waymark_intake.not_taken.tables import metadata


async def test_columns_are_those_of_the_migration(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    async with database.reader() as reader:
        rows = await reader.rows(
            "select column_name, is_nullable from information_schema.columns"
            " where table_schema = 'intake' and table_name = 'not_taken'"
        )
        forced = await reader.value(
            "select relrowsecurity and relforcerowsecurity from pg_class where oid = 'intake.not_taken'::regclass"
        )
    (table,) = metadata.tables.values()
    made = {(row.column_name, row.is_nullable == "YES") for row in rows}
    assert made == {(column.name, bool(column.nullable)) for column in table.columns}
    assert forced is True
