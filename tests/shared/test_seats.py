"""Connections: kept open between pieces of work, left clean however the work ends, never more than allowed."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.conftest import OpenDatabase
from waymark.db import SYSTEM, Database
from waymark.errors import Unavailable
from waymark.seats import Seats

_PID = "select pg_backend_pid()"


async def pid(database: Database) -> int:
    async with database.reader() as reader:
        return int(await reader.value(_PID))


async def see_it_go(database: Database, left: int) -> None:
    """Wait until the server no longer has that session."""
    async with asyncio.timeout(10), database.looking() as look:
        while await look.value("select count(*) from pg_stat_activity where pid = :pid", {"pid": left}):
            await asyncio.sleep(0.02)


async def test_a_connection_is_used_again(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    assert await pid(database) == await pid(database)


async def test_a_connection_the_server_ended_is_replaced(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    before = await pid(database)
    with pytest.raises(Unavailable):
        async with database.transaction() as tx:
            await tx.run("select pg_terminate_backend(pg_backend_pid())")
    assert await pid(database) != before


async def test_nothing_of_a_failed_piece_of_work_is_left_in_the_session(open_database: OpenDatabase) -> None:
    database = await open_database("notifier")
    with pytest.raises(ZeroDivisionError):
        async with database.transaction(SYSTEM):
            raise ZeroDivisionError
    async with database.reader() as reader:
        assert not await reader.value("select current_setting('waymark.agency', true)")


async def test_work_that_is_cancelled_in_a_statement_gives_its_place_back(open_database: OpenDatabase) -> None:
    database = await open_database("intake")

    async def work() -> None:
        async with database.transaction() as tx:
            await tx.rows("select pg_sleep(5)")

    for _ in range(12):
        task = asyncio.create_task(work())
        await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert await pid(database)


@pytest.mark.parametrize("opened", [Database.reader, Database.transaction], ids=["reader", "transaction"])
async def test_who_is_cancelled_while_it_begins_leaves_nobody_elses_rows_to_the_next(
    open_database: OpenDatabase, opened: Callable[..., AbstractAsyncContextManager[object]]
) -> None:
    database = await open_database("notifier")

    async def work() -> None:
        async with opened(database, SYSTEM):
            await asyncio.sleep(1)

    for turns in range(1, 40):
        task = asyncio.create_task(work())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with database.looking() as reader:
            assert not await reader.value("select current_setting('waymark.agency', true)"), turns


async def test_an_error_that_was_swallowed_does_not_commit_the_rest(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    with pytest.raises(Exception, match="swallowed"):
        async with database.transaction() as tx:
            tx.audit("test.done", about="x", actor="test")
            await tx.flush()
            with pytest.raises(Exception, match="division"):
                await tx.rows("select 1 / 0")
            tx._acts.clear()
    async with database.reader() as reader:
        assert await reader.value("select count(*) from audit") == 0


async def test_an_agency_of_any_spelling_sees_only_its_own(open_database: OpenDatabase) -> None:
    database = await open_database("notifier")
    for agency in ("harbour", "*", "o'hara; drop table x", "a\\'b"):
        async with database.reader(agency) as reader:
            assert await reader.value("select current_setting('waymark.agency', true)") == agency


async def test_statements_are_counted(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    before = database.statements()
    async with database.transaction() as tx:
        await tx.rows("select 1")
        await tx.run("delete from known_keys")
    assert database.statements() - before == 2


async def test_plans_are_made_anew_each_time_twice_as_much_was_run(open_database: OpenDatabase) -> None:
    seats = Seats((await open_database("intake")).engine, 1)
    seen = []
    async with seats.taken() as seat:
        for number in range(500):
            if seat.opening("begin") == "discard plans;begin":
                seen.append(number)
            seat.ran += 1
    await seats.close()
    assert seen == [50, 100, 200, 400]


async def test_work_begins_as_well_where_plans_are_made_anew(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    for number in range(120):
        async with database.transaction(SYSTEM) as tx:
            assert await tx.value("select cast(:number as int)", {"number": number}) == number
            assert await tx.value("select current_setting('waymark.agency')") == SYSTEM


async def test_what_is_in_use_while_the_database_is_closed_is_closed_when_left(open_database: OpenDatabase) -> None:
    database, other = await open_database("intake"), await open_database("intake")
    async with database.looking() as look:
        left = await look.value(_PID)
        await database.close()
    await see_it_go(other, left)


async def test_what_is_cleaned_when_the_database_is_closed_is_closed_first(open_database: OpenDatabase) -> None:
    database, other = await open_database("intake"), await open_database("intake")
    left = await pid(database)

    async def work() -> None:
        async with database.transaction() as tx:
            await tx.rows("select pg_sleep(5)")

    task = asyncio.create_task(work())
    await asyncio.sleep(0.1)
    task.cancel()
    for _ in range(3):  # also whoever cleans is broken off
        await asyncio.sleep(0)
        task.cancel()
    await database.close()
    await see_it_go(other, left)
