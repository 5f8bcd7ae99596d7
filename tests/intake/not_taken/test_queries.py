"""Reading what became no referral: of the weeks asked for, by week and team, and of one's own agency."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

from waymark.db import SYSTEM, Database
from waymark_intake.not_taken.counts import NotTaken
from waymark_intake.not_taken.queries import read_not_taken
from waymark_intake.not_taken.refusal import sending_of
from waymark_intake.not_taken.store import add_repeats

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
OLD, NEW = date(2026, 11, 16), date(2026, 11, 23)


async def test_only_the_weeks_that_are_asked_for_are_read(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    async with database.transaction(SYSTEM) as tx:
        add_repeats(tx, [sending_of("police", "c", AT - timedelta(days=7 * back)) for back in range(4)])
        await tx.settle()
        add_repeats(tx, [sending_of("neighbour", "c", AT)])
    async with database.reader(SYSTEM) as reader:
        counted, reasons = await read_not_taken(reader, "police", (OLD, NEW))
    assert counted == (NotTaken(OLD, "", 0, 1), NotTaken(NEW, "", 0, 1))
    assert reasons == ()
