"""What the router told, read back from its log."""

from datetime import datetime
from uuid import UUID

from tests.builders.web import a_heard
from waymark.contracts.delivery import AllocationDeclined, AllocationLapsed
from waymark.contracts.envelope import Heard
from waymark.contracts.routing import ReferralRouted, RoutedAllocation
from waymark.db import SYSTEM, Database
from waymark.words import AllocationState, DeclinedBy, DeclineReason


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
