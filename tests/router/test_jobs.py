"""Facts are kept only as long as configured."""

import dataclasses
from datetime import timedelta

from tests.builders.routing import a_close, told
from tests.builders.screened import a_referral_screened
from tests.builders.web import a_heard
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.ids import uuid7
from waymark.service import Context
from waymark_router.actions import Shelf
from waymark_router.events import on_allocation_closed, on_referral_screened
from waymark_router.jobs import forget_facts
from waymark_router.settings import RouterSettings

Here = Context[RouterSettings, Shelf]


async def _counts(database: Database) -> list[int]:
    async with database.reader(SYSTEM) as reader:
        return [
            await reader.value(f"select count(*) from {table}") for table in ("referrals", "decisions", "allocations")
        ]


async def test_what_ended_long_ago_is_forgotten_and_what_is_open_is_kept(
    published: Database, context: Here, clock: ReplayClock
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
