"""One statement decides who uses a slip: of fifty at the same moment one does."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from tests.builders.slips import SAID, made, used
from waymark.clock import ReplayClock
from waymark.db import Database

Open = Callable[[str], Awaitable[Database]]


async def test_of_many_at_the_same_moment_one_submission_uses_it(open_database: Open, clock: ReplayClock) -> None:
    database = await open_database("intake")
    code = await made(database, clock)
    found = await asyncio.gather(*(used(database, code, uuid4()) for _ in range(50)))
    assert [one for one in found if one] == [SAID]


async def test_the_same_submission_uses_it_again(open_database: Open, clock: ReplayClock) -> None:
    database = await open_database("intake")
    code, submission = await made(database, clock), uuid4()
    found = await asyncio.gather(*(used(database, code, submission) for _ in range(5)))
    assert found == [SAID] * 5
