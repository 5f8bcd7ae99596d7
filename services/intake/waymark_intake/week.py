"""Weeks and months as people in England count them: Monday to Sunday, by the local day. Pure."""

from datetime import UTC, date, datetime, time, timedelta

from waymark_intake.working_day import LOCAL, local_date

WEEK = timedelta(days=7)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks_until(now: datetime, count: int) -> tuple[date, ...]:
    """The last `count` weeks by their Mondays, the oldest first; the last one is the week it is now."""
    this = week_of(local_date(now))
    return tuple(this - WEEK * back for back in range(count - 1, -1, -1))


def starts_at(day: date) -> datetime:
    """The instant (UTC) at which a local day begins."""
    return datetime.combine(day, time.min, tzinfo=LOCAL).astimezone(UTC)


def month_of(day: date) -> date:
    """The first of a day's month."""
    return day.replace(day=1)
