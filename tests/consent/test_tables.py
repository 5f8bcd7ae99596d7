"""The tables as the code speaks of them are the tables the migrations made."""

from sqlalchemy import ARRAY, Boolean, Integer, LargeBinary, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from tests.conftest import OpenDatabase
from waymark.clock import ReplayClock
from waymark.db import SYSTEM
from waymark_consent.tables import InsertAll, agencies, agreements, members, metadata

NAMES = {
    Uuid: "uuid",
    Text: "text",
    Integer: "integer",
    Boolean: "boolean",
    LargeBinary: "bytea",
    JSONB: "jsonb",
    TIMESTAMP: "timestamp with time zone",
    ARRAY: "ARRAY",
}


async def test_every_column_is_as_it_was_migrated(open_database: OpenDatabase) -> None:
    database = await open_database("consent")
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows(
            "select table_name, column_name, data_type, is_nullable = 'YES' as open from information_schema.columns"
            " where table_schema = 'consent'"
        )
    made = {(row.table_name, row.column_name): (row.data_type, row.open) for row in rows}
    for table in metadata.sorted_tables:
        for column in table.columns:
            assert made[table.name, column.name] == (NAMES[type(column.type)], column.nullable), column


async def test_history_does_not_change(open_database: OpenDatabase) -> None:
    database = await open_database("consent")
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows(
            "select event_object_table as name from information_schema.triggers where trigger_name = 'history'"
        )
    assert {row.name for row in rows} == {"agreements", "permissions", "decisions", "disclosures"}


async def test_many_rows_are_one_statement_and_lists_arrive_whole(open_database: OpenDatabase) -> None:
    database = await open_database("consent")
    async with database.transaction(SYSTEM) as tx:
        await InsertAll(agencies).run(tx, [{"agency_id": "a", "name": "A", "role": "provider"}])
        people = [
            {"member_id": name, "agency_id": "a", "display_name": name, "roles": roles, "active": True}
            for name, roles in (("one", ("x", "y")), ("two", ()))
        ]
        assert await InsertAll(members).run(tx, people) == 2
        assert await InsertAll(members).run(tx, []) == 0
        rows = await tx.rows("select member_id, roles from members order by member_id")
    assert [(row.member_id, row.roles) for row in rows] == [("one", ["x", "y"]), ("two", [])]


async def test_json_arrives_as_it_was_even_a_list(open_database: OpenDatabase, clock: ReplayClock) -> None:
    database = await open_database("consent")
    terms = [[], [{"a": None}, "\u00e9 {}"], {"b": [1]}, "text"]
    rows = [
        {"agreement_id": "a", "version": number, "terms": one, "recorded_at": clock.now()}
        for number, one in enumerate(terms, 1)
    ]
    async with database.transaction(SYSTEM) as tx:
        await InsertAll(agreements).run(tx, rows)
        found = await tx.rows(select(agreements.c.terms).order_by(agreements.c.version))
    assert [row.terms for row in found] == terms
