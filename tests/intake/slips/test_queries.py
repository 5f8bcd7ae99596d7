"""What an agency may ask of its slips: numbers, and of use only what tells of nobody."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

from tests.builders.slips import OTHERS, POLICE, made, used
from waymark.clock import ReplayClock
from waymark.db import Database
from waymark_intake.slips.queries import count_slips

Open = Callable[[str], Awaitable[Database]]


async def test_an_agency_counts_its_own_and_learns_of_use_only_where_it_may(
    open_database: Open, clock: ReplayClock
) -> None:
    database = await open_database("intake")
    codes = [await made(database, clock) for _ in range(12)]
    await made(database, clock, OTHERS)
    for number, code in enumerate(codes[:4]):
        await used(database, code, uuid4(), told=number == 0)
    async with database.reader(POLICE) as reader:
        early = await count_slips(reader, POLICE)
    assert (early.made, early.told, early.over, early.used) == (12, 1, 0, None)
    clock.move_to(clock.now() + timedelta(days=29))
    async with database.reader(POLICE) as reader:
        late = await count_slips(reader, POLICE)
    assert (late.over, late.used) == (12, 4)
