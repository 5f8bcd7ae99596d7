"""Facts are kept only as long as configured, and past decisions are decided again by night."""

import dataclasses
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.builders.routing import a_close, told
from tests.builders.screened import a_referral_screened
from tests.builders.web import a_heard
from tests.router.conftest import Meddle
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.ids import uuid7
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.events import on_allocation_closed, on_referral_screened
from waymark_router.jobs import forget_facts, replay_decisions
from waymark_router.replay.queries import find_differing, replay_figures
from waymark_router.settings import RouterSettings

Here = Context[RouterSettings, Shelf]


async def _counts(database: Database) -> list[int]:
    async with database.reader(SYSTEM) as reader:
        return [
            await reader.value(f"select count(*) from {table}") for table in ("referrals", "decisions", "allocations")
        ]


async def test_what_ended_long_ago_is_forgotten_and_what_is_open_is_kept(
    published: Database, context: Here, clock: ReplayClock, meddle: Meddle
) -> None:
    small = dataclasses.replace(context, settings=RouterSettings(forget_batch=1))
    ids = [uuid7(clock.now()) for _ in range(3)]
    async with published.transaction(SYSTEM) as tx:
        screened = [a_heard(a_referral_screened(referral_id=one), tx.now) for one in ids]
        await on_referral_screened(tx, screened, context)
    placed = {routed.referral_id: routed.allocations[0] for routed in await told(published)}
    async with published.transaction(SYSTEM) as tx:
        await on_allocation_closed(tx, [a_close(one, placed[one], tx.now) for one in ids[:2]], context)
    clock.move_to(clock.now() + timedelta(days=400))
    await forget_facts(small)
    assert await _counts(published) == [3, 3, 3]
    clock.move_to(clock.now() + timedelta(seconds=1))
    await forget_facts(small)
    assert await _counts(published) == [1, 1, 1]
    async with published.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from audit where act = 'referral.forgotten'") == 2


async def test_decisions_are_decided_again_by_night_once_and_a_difference_is_found(
    published: Database, context: Here, clock: ReplayClock, meddle: Meddle
) -> None:
    small = dataclasses.replace(context, settings=RouterSettings(replay_page=2))
    async with published.transaction(SYSTEM) as tx:
        several = [a_referral_screened(referral_id=uuid7(clock.now())) for _ in range(5)]
        await on_referral_screened(tx, [a_heard(one, tx.now) for one in several], context)
    await replay_decisions(small)
    await replay_decisions(small)
    assert await _replays(published) == [(5, 0, 0)]
    await _make_differ(published, several[2].referral_id, meddle)
    clock.move_to(datetime(2026, 11, 24, 14, tzinfo=UTC))
    await replay_decisions(small)
    assert len(await _replays(published)) == 1  # it is day
    clock.move_to(datetime(2026, 11, 25, 2, 30, tzinfo=UTC))
    await replay_decisions(small)
    assert await _replays(published) == [(5, 0, 0), (5, 0, 1)]
    async with published.reader(SYSTEM) as reader:
        figures = {one.code: one for one in await replay_figures(reader)}
        [finding] = await find_differing(reader)
    assert finding.referral_id == several[2].referral_id
    assert figures["router_replay_differences"].is_warning
    assert figures["router_replayed"].value == 5


async def test_where_no_replay_ended_for_two_days_it_is_a_warning(
    published: Database, context: Here, clock: ReplayClock
) -> None:
    async with published.transaction(SYSTEM) as tx:
        await on_referral_screened(tx, [a_heard(a_referral_screened(), tx.now)], context)
    clock.move_to(clock.now() + timedelta(days=2, seconds=1))
    async with published.reader(SYSTEM) as reader:
        assert [one.code for one in await replay_figures(reader) if one.is_warning] == ["router_replay_age_s"]
    await replay_decisions(context)
    async with published.reader(SYSTEM) as reader:
        assert [one.code for one in await replay_figures(reader) if one.is_warning] == []


async def test_a_process_that_stops_leaves_the_replay_without_a_result(
    published: Database, context: Here, clock: ReplayClock
) -> None:
    async with published.transaction(SYSTEM) as tx:
        await on_referral_screened(tx, [a_heard(a_referral_screened(), tx.now)], context)
    context.closing.set()
    await replay_decisions(context)
    assert await _replays(published) == []


async def _replays(database: Database) -> list[tuple[int, int, int]]:
    """Runs that ended: decisions decided again, of an earlier engine, and differences."""
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows("select * from replays where ended_at is not null order by replay_id")
        return [(row.replayed, row.earlier, row.differences) for row in rows]


async def _make_differ(database: Database, referral_id: UUID, meddle: Meddle) -> None:
    """Make a record say another service than the rules would choose."""
    async with database.reader(SYSTEM) as reader:
        record = await reader.value("select record from decisions where referral_id = :id", {"id": referral_id})
    other = record.replace(b'"service":"harbour-recovery"', b'"service":"ledger-fraud"')
    assert other != record
    await meddle("update decisions set record = $1 where referral_id = $2", other, referral_id)
