"""The clocks of an allocation: when an answer, a first contact attempt or a review is due, and how to say it.

All limits are dated rows, looked up by the day a clock starts. Not here: which state runs which clock (allocation.py).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from waymark.words import Priority

LONDON = ZoneInfo("Europe/London")
_END_OF_DAY = time(17, 0)


class Timer(StrEnum):
    """Which clock runs: the service's answer, the first safe contact attempt, or a date to look again."""

    SERVICE = "service"
    CONTACT = "contact"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many hours from the start of a clock, for one priority, from a day on."""

    timer: Timer
    priority: Priority
    hours: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class AttemptsPolicy:
    """So many contact attempts must be on record before "could not be reached" may close an allocation."""

    least: int
    valid_from: date


_START = date(2021, 4, 1)

LIMITS: tuple[Limit, ...] = (
    Limit(Timer.SERVICE, Priority.URGENT, 4, _START),
    Limit(Timer.SERVICE, Priority.HIGH, 24, _START),
    Limit(Timer.SERVICE, Priority.STANDARD, 48, _START),
    Limit(Timer.CONTACT, Priority.URGENT, 24, _START),
    Limit(Timer.CONTACT, Priority.HIGH, 48, _START),
    Limit(Timer.CONTACT, Priority.STANDARD, 48, _START),
    Limit(Timer.REVIEW, Priority.URGENT, 24, _START),
    Limit(Timer.REVIEW, Priority.HIGH, 72, _START),
    Limit(Timer.REVIEW, Priority.STANDARD, 336, _START),
)

ATTEMPTS: tuple[AttemptsPolicy, ...] = (AttemptsPolicy(3, _START),)


def due(timer: Timer, priority: Priority, started_at: datetime) -> datetime:
    """When a clock that starts at `started_at` (aware, UTC) runs out, by the limit in force on that day."""
    day = started_at.astimezone(LONDON).date()
    rows = [row for row in LIMITS if row.timer is timer and row.priority is priority]
    newest = max((row for row in rows if row.valid_from <= day), key=lambda row: row.valid_from, default=rows[0])
    return started_at + timedelta(hours=newest.hours)


def attempts_needed(at: datetime) -> int:
    """How many contact attempts must be on record on the day of `at`."""
    day = at.astimezone(LONDON).date()
    valid = [row for row in ATTEMPTS if row.valid_from <= day]
    return max(valid or ATTEMPTS[:1], key=lambda row: row.valid_from).least


def end_of_day(day: date) -> datetime:
    """The end of office hours of a day in England, in UTC: when a review date is due."""
    return datetime.combine(day, _END_OF_DAY, LONDON).astimezone(UTC)


def day_of(at: datetime) -> date:
    """The calendar day in England."""
    return at.astimezone(LONDON).date()


def is_overdue(due_at: datetime | None, now: datetime) -> bool:
    """Whether a clock has run out."""
    return due_at is not None and due_at < now


def clock_time(at: datetime) -> str:
    """The time of day in England, as 17:30."""
    return at.astimezone(LONDON).strftime("%H:%M")


def moment(at: datetime, now: datetime) -> str:
    """An instant in words, as seen from `now`: "17:30 today", "09:00 tomorrow", "12:15 on Mon 30 Nov"."""
    days = (day_of(at) - day_of(now)).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if days in near:
        return f"{clock_time(at)} {near[days]}"
    local = at.astimezone(LONDON)
    year = "" if local.year == now.astimezone(LONDON).year else f" {local.year}"
    return f"{clock_time(at)} on {local:%a} {local.day} {local:%b}{year}"


_ASKS = {Timer.SERVICE: "Decide by", Timer.CONTACT: "Contact by", Timer.REVIEW: "Review by"}
_MISSED = {
    Timer.SERVICE: "Decision overdue since",
    Timer.CONTACT: "Contact overdue since",
    Timer.REVIEW: "Review overdue since",
}


def in_words(timer: Timer, due_at: datetime, now: datetime) -> str:
    """What is due and when: "Decide by 17:30 today", "Contact overdue since 09:00 yesterday"."""
    words = _MISSED if is_overdue(due_at, now) else _ASKS
    return f"{words[timer]} {moment(due_at, now)}"
