"""Routed answers for tests: one allocation offered to Harbour, unless said otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from waymark.contracts.routing import ReferralRouted, RoutedAllocation
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Answer, Need, Pathway, Priority

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def a_routed(**over: Any) -> RoutedAllocation:
    """Victim recovery, offered to Harbour, to be answered within a day."""
    return RoutedAllocation(
        **{
            "allocation_id": uuid4(),
            "pathway": Pathway.VICTIM_RECOVERY,
            "service": ServiceId("harbour-recovery"),
            "agency": AgencyId("harbour-victim-care"),
            "needs": (Need.EMOTIONAL_SUPPORT,),
            "state": AllocationState.OFFERED,
            "priority": Priority.STANDARD,
            "respond_by": MONDAY + timedelta(days=1),
            **over,
        }
    )


def held(**over: Any) -> RoutedAllocation:
    """The same, held until the person has been asked."""
    return a_routed(
        **{
            "state": AllocationState.HELD_CONSENT,
            "missing": "explicit_consent",
            "ask_of": "officer",
            "respond_by": None,
            **over,
        }
    )


def a_referral_routed(*allocations: RoutedAllocation, **over: Any) -> ReferralRouted:
    """The router's answer for one referral of the police."""
    return ReferralRouted(
        **{
            "referral_id": uuid4(),
            "journey_id": uuid4(),
            "decision_id": uuid4(),
            "sender": AgencyId("warwickshire-police"),
            "received_at": MONDAY - timedelta(minutes=5),
            "decided_at": MONDAY,
            "allocations": allocations or (a_routed(),),
            "child": Answer.NO,
            **over,
        }
    )


def told_again(answer: ReferralRouted, *allocations: RoutedAllocation, later_s: float = 60) -> ReferralRouted:
    """A newer answer for the same referral."""
    return answer.model_copy(
        update={
            "decision_id": uuid4(),
            "decided_at": answer.decided_at + timedelta(seconds=later_s),
            "allocations": allocations,
        }
    )


def with_state(routed: RoutedAllocation, state: AllocationState, **over: Any) -> RoutedAllocation:
    """The same routed allocation in another state."""
    return routed.model_copy(update={"state": state, **over})


def an_id(number: int) -> UUID:
    """A readable id."""
    return UUID(int=number)
