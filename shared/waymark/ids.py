"""Identifiers: what each one names, and UUIDv7 so that they sort by the time they were made (RFC 9562)."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import NewType
from uuid import UUID

ReferralId = NewType("ReferralId", UUID)
JourneyId = NewType("JourneyId", UUID)
AllocationId = NewType("AllocationId", UUID)
DecisionId = NewType("DecisionId", UUID)
EventId = NewType("EventId", UUID)
AgencyId = NewType("AgencyId", str)
ServiceId = NewType("ServiceId", str)
MemberId = NewType("MemberId", str)
ClientId = NewType("ClientId", str)

NewId = Callable[[], UUID]


def uuid7(at: datetime) -> UUID:
    """A UUIDv7 for the time `at` (timezone-aware), random in its other 74 bits."""
    milliseconds = int(at.timestamp() * 1000)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)
