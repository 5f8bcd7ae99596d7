"""Allocations and workers for tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.builders.routed import MONDAY
from waymark.contracts.referral import Correction
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, Group, Pathway, Priority
from waymark_notifier.allocation import Allocation, Worker
from waymark_notifier.answer import StepRequest

HARBOUR = AgencyId("harbour-victim-care")
LANTERN = AgencyId("lantern-sav")
SAM = Worker("sam.harbour", "Sam", HARBOUR)
LEE = Worker("lee.harbour", "Lee", HARBOUR, leads=True)
KIM = Worker("kim.harbour", "Kim", HARBOUR)
NOOR = Worker("noor.lantern", "Noor", LANTERN)


def an_allocation(**over: Any) -> Allocation:
    """Offered to Harbour on a Monday morning, to be answered by noon on Tuesday."""
    return Allocation(
        **{
            "id": uuid4(),
            "agency": HARBOUR,
            "referral_id": uuid4(),
            "journey_id": uuid4(),
            "pathway": Pathway.VICTIM_RECOVERY,
            "service": ServiceId("harbour-recovery"),
            "needs": ("emotional_support",),
            "state": AllocationState.OFFERED,
            "version": 1,
            "priority": Priority.STANDARD,
            "decision_id": uuid4(),
            "decided_at": MONDAY,
            "sender": AgencyId("warwickshire-police"),
            "received_at": MONDAY,
            "changed_at": MONDAY,
            "respond_by": MONDAY + timedelta(hours=26),
            **over,
        }
    )


def said(version: int = 1, **answer: Any) -> StepRequest:
    """What a worker says with a step."""
    return StepRequest(version=version, **answer)


def a_correction(version: int = 2, *groups: Group, at: datetime = MONDAY) -> Correction:
    """The sender's correction that made `version`: contact details and safe contact, unless said otherwise."""
    return Correction(version=version, at=at, groups=groups or (Group.CONTACT, Group.SAFE_CONTACT))
