"""The log: order, the safe cursor, and a new epoch after a restore."""

import asyncio
from uuid import UUID

from tests.builders.hearing import RECEIVED, log_of, tell_received
from tests.conftest import OpenDatabase
from waymark.db import Database
from waymark.ids import uuid7
from waymark.log import raise_epoch_if_restored


async def test_what_was_told_is_read_in_the_order_it_was_told(open_database: OpenDatabase) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    told = await tell_received(intake, 3) + await tell_received(intake, 2)
    records = await log_of(consent)
    assert [record.key for record in records] == [event.referral_id for event in told]
    assert await log_of(consent, records[2].position) == records[3:]


async def test_nothing_is_told_when_the_transaction_fails(open_database: OpenDatabase) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    try:
        async with intake.transaction() as tx:
            tx.tell(RECEIVED, key=RECEIVED.referral_id)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert await log_of(consent) == []


async def test_a_row_of_an_older_open_transaction_is_never_passed_by(open_database: OpenDatabase) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    opened, may_end = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with intake.transaction() as tx:
            await tx.run("select pg_current_xact_id()")
            opened.set()
            await may_end.wait()
            tx.tell(RECEIVED, key=RECEIVED.referral_id)

    writing = asyncio.create_task(slow())
    await opened.wait()
    await tell_received(intake)
    assert await log_of(consent) == []
    may_end.set()
    await writing
    assert (await log_of(consent))[0].key == RECEIVED.referral_id


async def test_no_row_is_lost_under_many_writers(open_database: OpenDatabase) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    seen: list[UUID] = []
    done = asyncio.Event()

    async def write() -> None:
        for _ in range(40):
            await tell_received(intake, 2)

    async def read() -> None:
        position = ""
        while True:
            finished = done.is_set()
            records = await log_of(consent, position)
            seen.extend(record.event_id for record in records)
            position = records[-1].position if records else position
            if finished and not records:
                return

    reading = asyncio.create_task(read())
    await asyncio.gather(*(write() for _ in range(5)))
    done.set()
    await reading
    assert len(seen) == len(set(seen)) == 400


async def test_a_restored_log_goes_on_in_a_new_epoch(open_database: OpenDatabase) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    await tell_received(intake)
    async with intake.transaction() as tx:
        assert not await raise_epoch_if_restored(tx)
        await tx.run("update log set tx = '900000000000'::xid8")
    async with intake.transaction() as tx:
        assert await raise_epoch_if_restored(tx)
    old = await log_of(consent)
    await tell_received(intake)
    new = await log_of(consent, old[-1].position)
    assert [record.position.split(":")[0] for record in (*old, *new)] == ["1", "2"]


async def test_a_hearer_sees_only_the_topics_it_hears(open_database: OpenDatabase) -> None:
    intake, router = await open_database("intake"), await open_database("router")
    await tell_received(intake)
    async with router.looking() as connection:
        assert await connection.value("select has_table_privilege('intake.log', 'select')") is False


async def keys_in(database: Database) -> int:
    async with database.reader() as reader:
        return int(await reader.value("select count(*) from log") or 0)


async def test_ids_of_events_are_made_by_the_edges_clock(open_database: OpenDatabase) -> None:
    intake = await open_database("intake")
    await tell_received(intake)
    async with intake.reader() as reader:
        event_id = await reader.value("select event_id from log")
    assert str(event_id)[:8] == str(uuid7(reader.now))[:8]
    assert await keys_in(intake) == 1
