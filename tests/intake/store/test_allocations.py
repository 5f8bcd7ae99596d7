"""What was heard of allocations: kept once per allocation; when work began is never forgotten."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tests.builders.referral import AT, a_submission
from waymark.db import SYSTEM, Database
from waymark.words import AllocationState
from waymark_intake.following.progress import Seen
from waymark_intake.store import allocations
from waymark_intake.store.arrivals import Arrival, add_new
from waymark_intake.store.referrals import Routed

A = AllocationState


def _of(
    referral: UUID, allocation: UUID, state: AllocationState, minute: int, engaged_at: datetime | None = None
) -> allocations.SeenOf:
    changed_at = AT + timedelta(minutes=minute)
    seen = Seen(allocation, "substance_adult", "meridian-recovery", state, "", "", "", changed_at, engaged_at)
    return allocations.SeenOf(referral, seen, by_provider=True)


async def test_the_first_time_of_engagement_stays_whatever_is_heard_in_whatever_order(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database, submission, allocation = await open_database("intake"), a_submission(), uuid4()
    news = [
        _of(submission.referral_id, allocation, A.CLOSED, 9),
        _of(submission.referral_id, allocation, A.ENGAGED, 5, AT + timedelta(minutes=5)),
        _of(submission.referral_id, allocation, A.ENGAGED, 3, AT + timedelta(minutes=3)),
        _of(submission.referral_id, allocation, A.CONTACTING, 2),
    ]
    async with database.transaction(SYSTEM) as tx:
        await add_new(tx, [Arrival(submission, b"", b"", False, AT)])
        for one in news:
            await allocations.save_allocations(tx, [one])
        row = await tx.row("select state, engaged_at from allocations_seen")
    assert row is not None
    assert tuple(row) == ("closed", AT + timedelta(minutes=3))


async def test_what_is_heard_of_an_unknown_referral_is_left_out(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    async with database.transaction(SYSTEM) as tx:
        await allocations.save_allocations(tx, [_of(uuid4(), uuid4(), A.ACCEPTED, 1)])
        assert await tx.value("select count(*) from allocations_seen") == 0


async def test_a_no_heard_after_the_answer_it_caused_is_still_a_no(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    """The router's topic may be faster: it no longer names what was declined, before the decline itself is heard."""
    database, submission, allocation = await open_database("intake"), a_submission(), uuid4()
    referral = submission.referral_id
    offered = replace(_of(referral, allocation, A.OFFERED, 1), by_provider=False)
    answer = Routed(referral_id=referral, decision_id=uuid4(), decided_at=AT + timedelta(minutes=9), unmet=[])
    async with database.transaction(SYSTEM) as tx:
        await add_new(tx, [Arrival(submission, b"", b"", False, AT)])
        await allocations.save_allocations(tx, [offered])
        await allocations.drop_unnamed(tx, [answer], [])
        assert await tx.value("select state from allocations_seen") == "withdrawn"
        await allocations.save_allocations(tx, [_of(referral, allocation, A.ACCEPTED, 3)])
        assert await tx.value("select state from allocations_seen") == "withdrawn"
        await allocations.save_allocations(tx, [_of(referral, allocation, A.DECLINED, 5)])
        assert await tx.value("select state from allocations_seen") == "declined"
