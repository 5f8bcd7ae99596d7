"""The table of deputies says what the migration made."""

from waymark.db import SYSTEM, Database
from waymark_router.deputies.tables import metadata


async def test_every_column_is_in_the_database(database: Database) -> None:
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows(
            "select table_name, column_name, is_nullable from information_schema.columns where table_schema = 'router'"
        )
    made = {(row.table_name, row.column_name, row.is_nullable == "YES") for row in rows}
    said = {(table.name, column.name, column.nullable) for table in metadata.sorted_tables for column in table.columns}
    names = {table.name for table in metadata.sorted_tables}
    assert said == {column for column in made if column[0] in names}
