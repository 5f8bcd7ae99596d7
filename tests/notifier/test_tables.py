"""What row security shows, whatever a query forgets to filter: asked in plain SQL, without any `where`."""

from collections.abc import Sequence

import pytest
from asyncpg import InsufficientPrivilegeError
from sqlalchemy.exc import ProgrammingError

from tests.builders.allocation import HARBOUR, LANTERN
from tests.builders.routed import a_referral_routed, a_routed, held, told_again, with_state
from tests.notifier.conftest import hear
from waymark.db import SYSTEM, Database
from waymark.words import AllocationState, Pathway
from waymark_notifier import tables

DIVIDED = ("allocations", "transitions", "alerts")


async def agencies_seen(database: Database, table: str, agency: str) -> set[str]:
    async with database.reader(agency) as reader:
        rows: Sequence[tuple[str]] = await reader.rows(f"select agency from {table}")
        return {row[0] for row in rows}


@pytest.mark.parametrize("table", DIVIDED)
async def test_an_agency_sees_its_own_rows_only_even_without_a_filter(database: Database, table: str) -> None:
    other = a_routed(agency=LANTERN, service="lantern-adult", pathway=Pathway.SAV_ADULT)
    await hear(database, a_referral_routed(a_routed(), other))
    assert await agencies_seen(database, table, HARBOUR) == {HARBOUR}
    assert await agencies_seen(database, table, LANTERN) == {LANTERN}
    assert await agencies_seen(database, table, SYSTEM) == {HARBOUR, LANTERN}
    assert await agencies_seen(database, table, "") == set()


@pytest.mark.parametrize("table", DIVIDED)
async def test_a_held_row_shows_nothing_to_the_agency_it_names(database: Database, table: str) -> None:
    await hear(database, a_referral_routed(held()))
    assert await agencies_seen(database, table, HARBOUR) == set()


async def test_that_it_was_held_before_is_not_told_but_that_it_opened_is(database: Database) -> None:
    waiting = held()
    first = a_referral_routed(waiting)
    await hear(database, first)
    await hear(database, told_again(first, with_state(waiting, AllocationState.OFFERED)))
    async with database.reader(HARBOUR) as reader:
        rows = await reader.rows("select to_state from transitions")
    assert [row.to_state for row in rows] == ["offered"]


async def test_an_agency_cannot_write_into_anothers_queue(database: Database) -> None:
    await hear(database, a_referral_routed(a_routed(agency=LANTERN)))
    async with database.transaction(HARBOUR) as tx:
        assert await tx.run("update allocations set state = 'closed'") == 0
        assert await tx.run("delete from allocations") == 0
    with pytest.raises(ProgrammingError) as refused:
        async with database.transaction(HARBOUR) as tx:
            await tx.run(
                "insert into alerts select gen_random_uuid(), 'lantern-sav', gen_random_uuid(), 'decide',"
                " 'email', null, 'queued', 0, now(), now()"
            )
    assert isinstance(refused.value.orig.__cause__, InsufficientPrivilegeError)  # type: ignore[union-attr]


async def test_the_definitions_are_the_tables_that_are_there(database: Database) -> None:
    async with database.reader() as reader:
        for table in tables.metadata.sorted_tables:
            rows = await reader.rows(
                "select column_name from information_schema.columns"
                " where table_name = :name and table_schema = 'notifier' order by ordinal_position",
                {"name": table.name},
            )
            assert [row.column_name for row in rows] == [column.name for column in table.columns]
