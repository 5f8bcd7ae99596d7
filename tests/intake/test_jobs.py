"""Forgetting keys by time: not too early, and then for good."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from tests.builders.referral import a_submission
from tests.builders.web import a_context
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.settings import Settings
from waymark_intake import actions
from waymark_intake.jobs import forget_keys
from waymark_intake.settings import IntakeSettings


async def test_a_key_is_remembered_as_long_as_the_setting_says(
    open_database: Callable[[str], Awaitable[Database]], clock: ReplayClock, settings: Settings
) -> None:
    database = await open_database("intake")
    context = replace(a_context(database, clock, settings), settings=IntakeSettings(keep_keys_days=2))
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [a_submission()])
    for days, left in ((1, 1), (3, 0)):
        clock.move_to(clock.now() + timedelta(days=days))
        await forget_keys(context)
        async with database.reader(SYSTEM) as reader:
            assert await reader.value("select count(*) from idempotency") == left
