"""The tables as queries read them are those of the database."""

from collections.abc import Awaitable, Callable

from waymark.db import SYSTEM, Database
from waymark_intake.repeat.tables import metadata


async def test_every_column_is_there(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    async with database.reader(SYSTEM) as reader:
        for table in metadata.sorted_tables:
            sql = "select column_name from information_schema.columns where table_name = :t"
            rows = await reader.rows(sql, {"t": table.name})
            assert {row.column_name for row in rows} == set(table.columns.keys())
