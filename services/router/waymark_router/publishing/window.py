"""How far back the use of rows is counted: dated rows. Not here: the counting (`actions/uses.py`)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class UseWindow:
    """From `valid_from` on, uses of so many days are counted, today among them."""

    valid_from: date
    days: int


# web-and-alerts.md section 4: a quarter, so that a rule nobody needs shows.
USE_WINDOWS: tuple[UseWindow, ...] = (UseWindow(date(2015, 1, 1), 90),)


def days_counted(now: datetime) -> int:
    """How many days the counts are of."""
    today = now.astimezone(UTC).date()
    return [row.days for row in USE_WINDOWS if row.valid_from <= today][-1]


def first_day(now: datetime) -> date:
    """The first day (UTC) whose uses count."""
    return now.astimezone(UTC).date() - timedelta(days=days_counted(now) - 1)
