"""When somebody who leaves prison must have been seen: continuity of care is an appointment within three weeks.

Source: domain.md section 5 (continuity of care). Not here: who sees them (`allocation.py`), other clocks (notifier).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")
_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class SeenWithin:
    """From `valid_from` on (the day of release), within how many days after it somebody must have been seen."""

    valid_from: date
    days: int


SEEN_WITHIN: tuple[SeenWithin, ...] = (SeenWithin(date(2015, 1, 1), 21),)


def appointment_by(release_on: date) -> datetime:
    """23:59:59 Europe/London of the last day, in UTC; a release in the past counts like any other."""
    limits = [row.days for row in SEEN_WITHIN if row.valid_from <= release_on] or [SEEN_WITHIN[0].days]
    last_day = release_on + timedelta(days=limits[-1])
    return datetime.combine(last_day, _END_OF_DAY, tzinfo=_LONDON).astimezone(UTC)
