"""Uses are counted once for each day that is over, and today's as they are."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tests.builders.screened import a_referral_screened
from tests.builders.web import a_heard
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.service import Context
from waymark_router.actions import Shelf, route_referrals
from waymark_router.jobs import count_rule_uses
from waymark_router.publishing import queries
from waymark_router.publishing.actions.uses import count_uses
from waymark_router.publishing.window import first_day
from waymark_router.settings import RouterSettings


async def routed(database: Database, clock: ReplayClock, number: int) -> None:
    async with database.transaction(SYSTEM) as tx:
        screened = a_referral_screened(referral_id=UUID(int=number))
        await route_referrals(tx, [a_heard(screened, clock.now())], Shelf())


async def used(database: Database, clock: ReplayClock) -> dict[str, int]:
    today = datetime.combine(clock.now().date(), datetime.min.time(), UTC)
    async with database.reader(SYSTEM) as reader:
        return dict(await queries.rule_uses(reader, first=first_day(clock.now()), today=today))


async def test_uses_of_days_that_are_over_and_of_today_add_up(
    published: Database, clock: ReplayClock, context: Context[RouterSettings, Shelf]
) -> None:
    await routed(published, clock, 1)
    today = await used(published, clock)
    assert set(today.values()) == {1}
    clock.move_to(clock.now() + timedelta(days=2))
    await routed(published, clock, 2)
    await count_rule_uses(context)
    await count_rule_uses(context)
    assert await used(published, clock) == dict.fromkeys(today, 2)
    async with published.transaction(SYSTEM) as tx:
        assert not await count_uses(tx)


async def test_what_is_older_than_the_window_is_forgotten(published: Database, clock: ReplayClock) -> None:
    await routed(published, clock, 1)
    clock.move_to(clock.now() + timedelta(days=1))
    async with published.transaction(SYSTEM) as tx:
        while await count_uses(tx):
            pass
    assert await used(published, clock)
    clock.move_to(clock.now() + timedelta(days=90))
    async with published.transaction(SYSTEM) as tx:
        await count_uses(tx)
        assert await tx.value("select count(*) from rule_uses") == 0
    assert await used(published, clock) == {}
