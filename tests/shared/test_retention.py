"""Forgetting: the log after its days, ids of heard events a while later, nothing sooner."""

from datetime import timedelta

from tests.builders.hearing import SOURCE, a_context, a_hearer, log_of, tell_received
from tests.conftest import OpenDatabase
from waymark import offsets
from waymark.clock import ReplayClock
from waymark.db import Database
from waymark.retention import trim
from waymark.settings import Settings


async def counted(database: Database, table: str) -> int:
    async with database.reader() as reader:
        return int(await reader.value(f"select count(*) from {table}"))


async def test_the_log_is_kept_for_its_days_and_until_its_hearers_have_passed_it(
    open_database: OpenDatabase, settings: Settings, clock: ReplayClock
) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    context = a_context(intake, settings, clock, "intake")
    await tell_received(intake, 3)
    await trim(context)
    clock.move_to(clock.now() + timedelta(days=settings.keep_log_days, seconds=1))
    await trim(context)
    assert await counted(intake, "log") == 3
    records = await log_of(consent)
    await a_hearer(a_context(consent, settings, clock)).deliver(records[:2], {SOURCE: ""})
    await trim(context)
    assert [record.event_id for record in await log_of(consent)] == [records[2].event_id]


async def test_what_the_relay_has_not_published_is_kept(
    open_database: OpenDatabase, settings: Settings, clock: ReplayClock
) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    await tell_received(intake, 2)
    records = await log_of(consent)
    async with intake.transaction() as tx:
        await offsets.move(tx, "relay", {}, {SOURCE: records[0].position})
    clock.move_to(clock.now() + timedelta(days=settings.keep_log_days, seconds=1))
    await trim(a_context(intake, settings, clock, "intake"))
    assert [record.event_id for record in await log_of(consent)] == [records[1].event_id]


async def test_ids_of_heard_events_outlive_the_log(
    open_database: OpenDatabase, settings: Settings, clock: ReplayClock
) -> None:
    consent = await open_database("consent")
    context = a_context(consent, settings, clock)
    async with consent.transaction() as tx:
        await tx.run("insert into heard values (gen_random_uuid(), :now)", {"now": tx.now})
    clock.move_to(clock.now() + timedelta(days=settings.keep_log_days + 1))
    await trim(context)
    assert await counted(consent, "heard") == 1
    clock.move_to(clock.now() + timedelta(days=30))
    await trim(context)
    assert await counted(consent, "heard") == 0
