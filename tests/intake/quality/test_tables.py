"""Tables of figures and digests as queries know them and as the migrations make them are the same, each divided."""

from collections.abc import Awaitable, Callable

from waymark.db import Database
from waymark_intake.quality.tables import metadata


async def test_columns_are_those_of_the_migrations(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    async with database.reader() as reader:
        rows = await reader.rows(
            "select table_name, column_name, is_nullable from information_schema.columns where table_schema = 'intake'"
        )
    made = {(r.table_name, r.column_name, r.is_nullable == "YES") for r in rows if r.table_name in metadata.tables}
    assert made == {(t.name, c.name, bool(c.nullable)) for t in metadata.tables.values() for c in t.columns}


async def test_every_one_forces_row_security(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    async with database.reader() as reader:
        rows = await reader.rows(
            "select relname from pg_class where relnamespace = 'intake'::regnamespace"
            " and relrowsecurity and relforcerowsecurity"
        )
    assert {row.relname for row in rows} >= set(metadata.tables)
