"""A draft tried on past referrals before anybody approves it: what it needs, and what of it binds an approver.

Not here: deciding under both versions (`trial`), reading the referrals (`actions/rehearsing.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from waymark.ids import ServiceId
from waymark_router.providers.availability import Availability
from waymark_router.trial.capacity import capacities_of
from waymark_router.trial.comparison import Comparison, compare
from waymark_router.trial.situation import Past
from waymark_router.trial.version import Version

_WEEK = timedelta(days=7)
_MADE_BY_TIME = 7


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Past referrals and the two versions they are decided by; `on` is the day whose limits hold, `available` what is
    known of the room of services at `now`.
    """

    past: Past
    base: Version
    draft: Version
    on: date
    now: datetime
    available: Mapping[ServiceId, Availability] = field(default_factory=dict)

    def compared(self) -> Comparison:
        """What would move from where to where; it takes time and belongs outside any transaction."""
        capacities = capacities_of(self.draft.directory, self.available, weeks=self.weeks(), on=self.on)
        return compare(self.past, self.base, self.draft, on=self.on, capacities=capacities, list_most=200)

    def weeks(self) -> float:
        """How many weeks the referrals came in, at least one: by the time within their ids (UUIDv7)."""
        times = [_made_at(referral_id) for referral_id, _ in self.past.each()]
        known = [at for at in times if at is not None]
        return max((self.now - min(known)) / _WEEK, 1.0) if known else 1.0


@dataclass(frozen=True, slots=True)
class Moved:
    """How many of how many past referrals would move, and whether that is so many that an approver must say why."""

    moved: int
    referrals: int
    needs_reason: bool


NOTHING_TRIED = Moved(0, 0, needs_reason=False)
"""For a draft that nobody asks to approve: approving it is refused for that."""


def moved_of(comparison: Comparison) -> Moved:
    """What of a comparison binds an approver."""
    return Moved(comparison.moved, comparison.referrals, comparison.needs_reason)


def _made_at(referral_id: UUID) -> datetime | None:
    if referral_id.version != _MADE_BY_TIME:
        return None
    return datetime.fromtimestamp((referral_id.int >> 80) / 1000, UTC)
