"""Runs of the replay: one at a time, kept with what came of them."""

from datetime import timedelta
from uuid import UUID

from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark_router.replay.actions import begin_replay, end_replay
from waymark_router.replay.queries import find_differing, find_page, replay_figures
from waymark_router.replay.tables import metadata
from waymark_router.replay.tally import Tally

_A_DAY_S = 86_400.0


async def test_a_run_begins_only_where_none_began_lately(database: Database, clock: ReplayClock) -> None:
    async with database.transaction(SYSTEM) as tx:
        first = await begin_replay(tx, every_s=_A_DAY_S)
    async with database.transaction(SYSTEM) as tx:
        assert await begin_replay(tx, every_s=_A_DAY_S) is None
    clock.move_to(clock.now() + timedelta(days=1))
    async with database.transaction(SYSTEM) as tx:
        second = await begin_replay(tx, every_s=_A_DAY_S)
    assert first is not None
    assert second is not None
    assert second > first


async def test_of_two_processes_that_begin_at_once_one_does(database: Database) -> None:
    async with database.transaction(SYSTEM) as one, database.transaction(SYSTEM) as other:
        begun = [await begin_replay(tx, every_s=_A_DAY_S) for tx in (one, other)]
    assert [run is None for run in begun] == [False, True]


async def test_what_came_of_the_last_run_that_ended_is_told_and_audited(database: Database, clock: ReplayClock) -> None:
    async with database.transaction(SYSTEM) as tx:
        run = await begin_replay(tx, every_s=_A_DAY_S)
        assert run is not None
        await end_replay(tx, run, Tally(10, 2, 1, (UUID(int=3),)))
    clock.move_to(clock.now() + timedelta(hours=25))
    async with database.transaction(SYSTEM) as tx:
        await begin_replay(tx, every_s=_A_DAY_S)
    async with database.reader(SYSTEM) as reader:
        assert [one.value for one in await replay_figures(reader)] == [1.0, 10.0, 25 * 3600.0]
        assert await find_differing(reader) == []  # decision 3 was forgotten meanwhile
        assert await find_page(reader, before=None, most=5) == []
        acts = await reader.rows("select about, details from audit where act = 'decisions.replayed'")
    assert [row.about for row in acts] == [str(run)]


async def test_every_column_is_in_the_database(database: Database) -> None:
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows(
            "select column_name, is_nullable from information_schema.columns where table_name = 'replays'"
        )
    [table] = metadata.sorted_tables
    made = {(row.column_name, row.is_nullable == "YES") for row in rows}
    assert made == {(column.name, column.nullable) for column in table.columns}
