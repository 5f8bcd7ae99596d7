"""Router and queues tell of a referral over two topics: in whatever order they meet, its sender sees the truth."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import TypeVar
from uuid import UUID

import pytest

from tests.builders.referral import AT, a_submission
from tests.builders.web import a_heard
from waymark.contracts.delivery import AllocationAccepted, AllocationEvent, AllocationWithdrawn
from waymark.contracts.routing import ReferralRouted, RoutedAllocation
from waymark.db import SYSTEM, Database, Transaction
from waymark.ids import AgencyId, ServiceId, uuid7
from waymark.words import AllocationState, Pathway
from waymark_intake import actions
from waymark_intake.store.arrivals import Arrival, add_new

A = AllocationState
T = TypeVar("T")
ALLOCATION = UUID(int=7)
HARBOUR = AgencyId("harbour-victim-care")
Told = Callable[[Transaction, UUID], Awaitable[None]]


def routed(minute: int, state: AllocationState, missing: str = "") -> Told:
    """The router decided, so many minutes after."""

    async def tell(tx: Transaction, referral: UUID) -> None:
        at = AT + timedelta(minutes=minute)
        placed = RoutedAllocation(
            allocation_id=ALLOCATION,
            pathway=Pathway.VICTIM_RECOVERY,
            service=ServiceId("harbour-recovery"),
            agency=HARBOUR,
            needs=(),
            state=state,
            missing=missing,
        )
        answer = ReferralRouted(
            referral_id=referral,
            journey_id=referral,
            decision_id=uuid7(at),
            sender=AgencyId("warwickshire-police"),
            received_at=AT,
            decided_at=at,
            allocations=(placed,),
        )
        await actions.note_routed(tx, [a_heard(answer, at)])

    return tell


def queued(
    kind: type[AllocationEvent], minute: int, state: AllocationState, *, since: int | None = None, **over: str
) -> Told:
    """A queue did something, so many minutes after, following what was decided at minute `since`."""

    async def tell(tx: Transaction, referral: UUID) -> None:
        at = AT + timedelta(minutes=minute)
        event = kind.model_validate(
            {
                "referral_id": referral,
                "allocation_id": ALLOCATION,
                "service": "harbour-recovery",
                "agency": HARBOUR,
                "state": state,
                "changed_at": at,
                **over,
            }
        )
        cause = uuid7(AT + timedelta(minutes=since)) if since is not None else None
        await actions.note_allocations(tx, [replace(a_heard(event, at), causation=cause)])

    return tell


OFFERED_ANEW = (
    [routed(0, A.OFFERED), routed(3, A.OFFERED)],
    [
        queued(AllocationAccepted, 1, A.ACCEPTED),
        queued(AllocationWithdrawn, 4, A.WITHDRAWN, since=2, reason="consent_withdrawn"),
    ],
    ("offered", ""),
)
ASKED_AGAIN = (
    [routed(0, A.OFFERED), routed(3, A.HELD_CONSENT, "explicit_consent")],
    [
        queued(AllocationAccepted, 4, A.ACCEPTED),
        queued(AllocationWithdrawn, 5, A.HELD_CONSENT, since=3, reason="explicit_consent"),
    ],
    ("held_consent", "explicit_consent"),
)
TAKEN_BACK = (
    [routed(0, A.OFFERED), routed(3, A.WITHDRAWN)],
    [
        queued(AllocationAccepted, 4, A.ACCEPTED),
        queued(AllocationWithdrawn, 5, A.WITHDRAWN, since=3, reason="routed_elsewhere"),
    ],
    ("withdrawn", ""),
)
TAKEN_ON_AGAIN = (
    [*OFFERED_ANEW[0]],
    [*OFFERED_ANEW[1], queued(AllocationAccepted, 6, A.ACCEPTED)],
    ("accepted", ""),
)


def interleavings(one: Sequence[T], other: Sequence[T]) -> Iterator[list[T]]:
    """Every order of both in which each keeps its own."""
    length = len(one) + len(other)
    for places in combinations(range(length), len(one)):
        ours, theirs = iter(one), iter(other)
        yield [next(ours) if at in places else next(theirs) for at in range(length)]


@pytest.mark.parametrize("story", [OFFERED_ANEW, ASKED_AGAIN, TAKEN_BACK, TAKEN_ON_AGAIN])
async def test_the_sender_sees_the_truth_in_whatever_order_the_topics_meet(
    story: tuple[list[Told], list[Told], tuple[str, str]], open_database: Callable[[str], Awaitable[Database]]
) -> None:
    database = await open_database("intake")
    by_router, by_queue, expected = story
    for order in interleavings(by_router, by_queue):
        submission = a_submission()
        async with database.transaction(SYSTEM) as tx:
            await tx.run("delete from allocations_seen")
            await tx.run("delete from referrals")
            await tx.run("delete from idempotency")
            await add_new(tx, [Arrival(submission, b"", b"", False, AT)])
            for tell in order:
                await tell(tx, submission.referral_id)
            row = await tx.row("select state, missing from allocations_seen")
        assert row is not None
        assert tuple(row) == expected
