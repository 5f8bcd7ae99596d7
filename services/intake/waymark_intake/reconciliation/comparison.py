"""A sender's own list of what it sent, compared with what was received: line by line, and what the list left out. Pure.

Not here: reading either (queries.py and the door).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from waymark_intake.working_day import LOCAL


class Found(StrEnum):
    """What became of one line: received, received with another time of report, or not received."""

    RECEIVED = "received"
    OTHER_TIME = "other_time"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Receipted:
    """A referral as it is told in a reconciliation: ids and times only."""

    referral_id: UUID
    version: int
    is_withdrawn: bool
    received_at: datetime
    reported_at: datetime | None


@dataclass(slots=True)
class Tally:
    """The comparison so far: how many lines, what became of them, and which referrals of the day they named."""

    day: date
    lines: int = 0
    unreadable: int = 0
    found: dict[Found, int] = field(default_factory=lambda: dict.fromkeys(Found, 0))
    _named: set[bytes] = field(default_factory=set)

    def count(self, outcome: Found, received: Sequence[Receipted]) -> None:
        """One line more."""
        self.lines += 1
        self.found[outcome] += 1
        start, end = day_in_england(self.day)
        self._named |= {one.referral_id.bytes for one in received if start <= one.received_at < end}

    def refuse(self) -> None:
        """One line more that could not be read."""
        self.lines += 1
        self.unreadable += 1

    def is_extra(self, referral_id: UUID) -> bool:
        """Whether a referral received on the day was named by no line so far."""
        return referral_id.bytes not in self._named


def outcome_of(received: Sequence[Receipted], reported_at: datetime | None) -> Found:
    """What became of a line under whose reference or key these were received; times count to the second."""
    if not received:
        return Found.MISSING
    if reported_at is None:
        return Found.RECEIVED
    wanted = _second(reported_at)
    is_same = any(one.reported_at is not None and _second(one.reported_at) == wanted for one in received)
    return Found.RECEIVED if is_same else Found.OTHER_TIME


def _second(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def day_in_england(day: date) -> tuple[datetime, datetime]:
    """When that day begins in England and when the next one does, in UTC: 23, 24 or 25 hours."""
    start = datetime.combine(day, time(), tzinfo=LOCAL)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=LOCAL)
    return start.astimezone(UTC), end.astimezone(UTC)
