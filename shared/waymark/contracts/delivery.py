"""What the notifier tells: what became of an allocation, in codes, so that the loop closes."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from waymark.contracts.envelope import ReferralEvent
from waymark.ids import AgencyId, ServiceId
from waymark.personal import OPERATIONAL, SPECIAL_FACT
from waymark.words import AllocationState, CloseOutcome, DeclinedBy, DeclineReason, Need


class AllocationEvent(ReferralEvent):
    """What every event about an allocation carries."""

    topic: ClassVar[str] = "notifier.allocation"

    allocation_id: Annotated[UUID, OPERATIONAL]
    service: Annotated[ServiceId, OPERATIONAL]
    agency: Annotated[AgencyId, OPERATIONAL]
    state: Annotated[AllocationState, OPERATIONAL]
    changed_at: Annotated[datetime, OPERATIONAL]


class AllocationAccepted(AllocationEvent):
    """The provider took it on."""

    name: ClassVar[str] = "allocation.accepted"


class AllocationDeclined(AllocationEvent):
    """Somebody said no: who, and why."""

    name: ClassVar[str] = "allocation.declined"

    declined_by: Annotated[DeclinedBy, OPERATIONAL]
    reason: Annotated[DeclineReason, OPERATIONAL]


class AllocationLapsed(AllocationEvent):
    """Nobody answered in time."""

    name: ClassVar[str] = "allocation.lapsed"


class AllocationProgressed(AllocationEvent):
    """Waiting, contacting or engaged: the work goes on."""

    name: ClassVar[str] = "allocation.progressed"


class AllocationClosed(AllocationEvent):
    """The work ended, with its outcome.

    `needs` and `unmet` are what the row stood for when it was closed: what was added at that moment is not answered.
    """

    name: ClassVar[str] = "allocation.closed"

    outcome: Annotated[CloseOutcome, OPERATIONAL]
    needs: Annotated[tuple[Need, ...] | None, SPECIAL_FACT] = None
    unmet: Annotated[tuple[str, ...], SPECIAL_FACT] = ()


class AllocationWithdrawn(AllocationEvent):
    """It was taken back: consent withdrawn, or the router's answer changed."""

    name: ClassVar[str] = "allocation.withdrawn"

    reason: Annotated[str, OPERATIONAL]
