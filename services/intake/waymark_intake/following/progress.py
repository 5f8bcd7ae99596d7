"""What the sender may know of a referral: one word for where it stands, and what is asked of whom. Pure projection.

Not here: who works on it. A recipient is named only where the sender must ask the person about somebody definite.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from waymark.words import AllocationState, ReferralState

_A = AllocationState
HELD = frozenset({_A.HELD_CONSENT, _A.HELD_DATA, _A.HELD_SAFETY})
ENDED = frozenset({_A.CLOSED, _A.DECLINED, _A.WITHDRAWN, _A.TRANSFERRED, _A.VOIDED})


class Attendance(StrEnum):
    """Whether the person came, for senders who may know no more than that."""

    AWAITED = "awaited"
    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"


class Standing(StrEnum):
    """Where a referral stands, for its sender."""

    RECEIVED = "received"
    ASKED = "asked"
    BEING_HANDLED = "being_handled"
    UNMET = "unmet"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Seen:
    """One allocation as intake has heard of it: codes only.

    `engaged_at` is when work with the person first began; `attendance` stands where nothing more may be shown.
    """

    allocation_id: UUID
    pathway: str
    agency: str
    state: AllocationState
    missing: str
    ask_of: str
    outcome: str
    changed_at: datetime
    engaged_at: datetime | None = None
    attendance: Attendance | None = None


def standing(state: ReferralState, allocations: Sequence[Seen], *, unmet: bool) -> Standing:
    """One word for the whole referral; a question to the sender comes before everything else that goes on."""
    if state in {ReferralState.WITHDRAWN, ReferralState.VOIDED, ReferralState.MERGED}:
        return Standing.WITHDRAWN
    if any(seen.state in HELD for seen in allocations):
        return Standing.ASKED
    if any(_goes_on(seen) for seen in allocations) or _is_sent_on(allocations):
        return Standing.BEING_HANDLED
    if unmet or any(seen.state is _A.UNMET for seen in allocations):
        return Standing.UNMET
    return Standing.CLOSED if allocations else Standing.RECEIVED


def _goes_on(seen: Seen) -> bool:
    return seen.state not in ENDED | {_A.UNMET, _A.LAPSED}


def _looks_elsewhere(seen: Seen) -> bool:
    """Lapsed, or declined by a provider (no outcome): the router looks for somebody else."""
    return seen.state is _A.LAPSED or (seen.state is _A.DECLINED and not seen.outcome)


def _is_sent_on(allocations: Sequence[Seen]) -> bool:
    """Whether the newest thing heard is that somebody else must be found, and nobody has been yet."""
    return bool(allocations) and _looks_elsewhere(max(allocations, key=lambda seen: seen.changed_at))


def named_agency(seen: Seen) -> str | None:
    """The recipient's id where the person must be asked about it, otherwise None."""
    return seen.agency if seen.state in HELD else None
