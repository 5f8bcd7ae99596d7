"""What is counted: refusals that say something of a record, repeats of agencies; nobody who asks for themselves."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

from tests.builders.referral import POLICE, a_submission
from waymark.db import SYSTEM, Database
from waymark.errors import Kind, Refused
from waymark_intake.not_taken.actions import count_refused, count_repeated
from waymark_intake.not_taken.counts import NotTaken
from waymark_intake.not_taken.queries import read_not_taken
from waymark_intake.not_taken.refusal import sending_of
from waymark_intake.referral import RecordKind

WEEK = date(2026, 11, 23)


async def test_repeats_of_agencies_and_refusals_of_records_are_counted_and_nothing_else(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    sending = sending_of(POLICE, "client", datetime(2026, 11, 23, 10, tzinfo=UTC), team="north")
    async with database.transaction(SYSTEM) as tx:
        count_refused(tx, [(Refused(Kind.INVALID, "x"), sending), (Refused(Kind.CONFLICT, "x"), sending)])
        await tx.settle()
        count_repeated(tx, [a_submission(team="north"), a_submission(kind=RecordKind.SELF, team="north")])
    async with database.reader(POLICE) as reader:
        counted, reasons = await read_not_taken(reader, POLICE, (WEEK,))
    assert counted == (NotTaken(WEEK, "north", 1, 1),)
    assert [(one.field, one.code, one.count) for one in reasons] == [("", "invalid", 1)]
