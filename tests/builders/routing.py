"""What the router told, read back from its log."""

from datetime import datetime
from uuid import UUID

from tests.builders.web import a_heard
from waymark.contracts.delivery import (
    AllocationAccepted,
    AllocationClosed,
    AllocationDeclined,
    AllocationLapsed,
    AllocationWithdrawn,
)
from waymark.contracts.envelope import Heard
from waymark.contracts.routing import ReferralRouted, RoutedAllocation
from waymark.db import SYSTEM, Database
from waymark.words import AllocationState, CloseOutcome, DeclinedBy, DeclineReason


async def told(database: Database) -> list[ReferralRouted]:
    """Every routed answer in the router's log, in order."""
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows("select body from log where topic = 'router.referral' order by epoch, tx, seq")
    return [ReferralRouted.model_validate_json(row.body) for row in rows]


def a_decline(
    referral_id: UUID, placed: RoutedAllocation, at: datetime, *, by: DeclinedBy = DeclinedBy.PROVIDER
) -> Heard[AllocationDeclined]:
    """Somebody said no to an allocation."""
    reason = DeclineReason.PERSON_DECLINED if by is DeclinedBy.PERSON else DeclineReason.NO_CAPACITY
    declined = AllocationDeclined(
        referral_id=referral_id,
        allocation_id=placed.allocation_id,
        service=placed.service,
        agency=placed.agency,
        state=AllocationState.DECLINED,
        changed_at=at,
        declined_by=by,
        reason=reason,
    )
    return a_heard(declined, at)


def a_lapse(referral_id: UUID, placed: RoutedAllocation, at: datetime) -> Heard[AllocationLapsed]:
    """Nobody answered an allocation in time."""
    lapsed = AllocationLapsed(
        referral_id=referral_id,
        allocation_id=placed.allocation_id,
        service=placed.service,
        agency=placed.agency,
        state=AllocationState.LAPSED,
        changed_at=at,
    )
    return a_heard(lapsed, at)


def an_acceptance(referral_id: UUID, placed: RoutedAllocation, at: datetime) -> Heard[AllocationAccepted]:
    """A provider took an allocation on."""
    accepted = AllocationAccepted(
        referral_id=referral_id,
        allocation_id=placed.allocation_id,
        service=placed.service,
        agency=placed.agency,
        state=AllocationState.ACCEPTED,
        changed_at=at,
    )
    return a_heard(accepted, at)


def a_close(referral_id: UUID, placed: RoutedAllocation, at: datetime) -> Heard[AllocationClosed]:
    """The work on an allocation came to its end."""
    closed = AllocationClosed(
        referral_id=referral_id,
        allocation_id=placed.allocation_id,
        service=placed.service,
        agency=placed.agency,
        state=AllocationState.CLOSED,
        changed_at=at,
        outcome=CloseOutcome.COMPLETED,
    )
    return a_heard(closed, at)


def a_withdrawal(referral_id: UUID, placed: RoutedAllocation, at: datetime) -> Heard[AllocationWithdrawn]:
    """A queue took an allocation back."""
    withdrawn = AllocationWithdrawn(
        referral_id=referral_id,
        allocation_id=placed.allocation_id,
        service=placed.service,
        agency=placed.agency,
        state=AllocationState.WITHDRAWN,
        changed_at=at,
        reason="release_no_longer_permitted",
    )
    return a_heard(withdrawn, at)
