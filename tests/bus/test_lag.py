"""How far a reader is behind a log, and what asking costs."""

from datetime import timedelta

import pytest

from tests.builders.hearing import SOURCE, TOPIC, log_of, tell_received
from tests.conftest import OpenDatabase
from waymark import offsets
from waymark.bus.lag import RELAY, Lag, lag_on_log
from waymark.clock import ReplayClock
from waymark.db import Database


async def lag_of(database: Database, hearer: str = "consent", **over: int) -> Lag:
    async with database.reader() as reader:
        return await lag_on_log(reader, hearer, TOPIC, **over)


async def test_what_was_told_and_not_heard_waits(open_database: OpenDatabase, clock: ReplayClock) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    assert await lag_of(consent) == Lag("consent", TOPIC, "", None, 0, None)
    told_at = clock.now()
    await tell_received(intake, 3)
    clock.move_to(told_at + timedelta(minutes=2))
    await tell_received(intake, 2)
    found = await lag_of(consent)
    assert (found.waiting, found.oldest, found.age_s(clock.now())) == (5, told_at, 120)
    third = (await log_of(consent))[2]
    async with consent.transaction() as tx:
        assert await offsets.move(tx, "consent", {}, {SOURCE: third.position})
    found = await lag_of(consent)
    assert (found.waiting, found.position, found.moved_at) == (2, third.position, clock.now())
    assert found.age_s(clock.now()) == 0


async def test_counting_ends_early(open_database: OpenDatabase) -> None:
    await tell_received(await open_database("intake"), 30)
    assert (await lag_of(await open_database("consent"), most=10)).waiting == 10


async def test_a_tellers_relay_is_one_more_reader(open_database: OpenDatabase) -> None:
    intake = await open_database("intake")
    await tell_received(intake, 2)
    assert (await lag_of(intake, RELAY)).waiting == 2


async def test_it_walks_the_primary_key(open_database: OpenDatabase) -> None:
    intake = await open_database("intake")
    await tell_received(intake, 300)
    (at,) = [record.position for record in (await log_of(intake))[290:291]]
    async with intake.transaction() as tx:
        await offsets.move(tx, RELAY, {}, {SOURCE: at})
        await tx.run("set local enable_seqscan = off")
        await tx.run("set local enable_sort = off")
        await tx.run("set local enable_bitmapscan = off")
        plan = "\n".join(
            row[0]
            for row in await tx.rows(
                "explain select time from log where topic = 'intake.referral' and (epoch, tx, seq) >"
                " (select 1, cast('5' as xid8), cast(7 as bigint)) order by epoch, tx, seq limit 1000"
            )
        )
    condition = plan.partition("Index Scan using log_pkey on log")[2].partition("Index Cond:")[2]
    assert "ROW(epoch, tx, seq) >" in condition.partition("Filter")[0], plan


async def test_a_schema_that_is_none_is_refused(open_database: OpenDatabase) -> None:
    async with (await open_database("consent")).reader() as reader:
        with pytest.raises(ValueError, match="schema"):
            await lag_on_log(reader, "consent", "x;y.referral")
