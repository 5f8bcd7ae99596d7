"""Using and forgetting slips: not after their time, and not for ever."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

from tests.builders.slips import made, used
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark_intake.slips import actions
from waymark_intake.slips.slip import Context

Open = Callable[[str], Awaitable[Database]]


async def test_what_is_out_of_date_or_was_never_there_is_not_used(open_database: Open, clock: ReplayClock) -> None:
    database = await open_database("intake")
    code = await made(database, clock, context=Context())
    assert await used(database, b"nothing", uuid4()) is None
    clock.move_to(clock.now() + timedelta(days=28))
    assert await used(database, code, uuid4()) is None


async def test_slips_are_forgotten_some_time_after_their_end(open_database: Open, clock: ReplayClock) -> None:
    database = await open_database("intake")
    await made(database, clock)
    for days, left in ((28, 1), (29, 0)):
        async with database.transaction(SYSTEM) as tx:
            await actions.forget_slips(tx, ended_before=clock.now() + timedelta(days=days))
            assert await tx.value("select count(*) from slips") == left
