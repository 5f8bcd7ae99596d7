"""The clocks of an allocation: when an answer, a first contact attempt or a review is due, and how to say it.

All limits are dated rows, looked up by the day a clock starts. Not here: which state runs which clock (allocation.py).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from holidays import country_holidays

from waymark.words import Priority

LONDON = ZoneInfo("Europe/London")
_END_OF_DAY = time(17, 0)
_SATURDAY = 5


class Timer(StrEnum):
    """Which clock runs: the service's answer, the first safe contact attempt, or a date to look again.

    `task` is the contact clock where no contact is needed, `appointment` the law's for whoever leaves prison, `stop`
    the answer to having been taken back.
    """

    SERVICE = "service"
    CONTACT = "contact"
    REVIEW = "review"
    TASK = "task"
    APPOINTMENT = "appointment"
    STOP = "stop"


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


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """After this share of its time an offer nobody answered is brought to the team's lead."""

    share: float
    valid_from: date


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """What is overdue and never lapses is brought to lead and desk again after so many hours."""

    again_hours: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class StopPolicy:
    """Within so many working days a recipient confirms that it has stopped (ADR 0016)."""

    working_days: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class BreachPolicy:
    """A clock that runs out within so many hours is counted as near breach."""

    hours: int
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
REMINDERS: tuple[ReminderPolicy, ...] = (ReminderPolicy(0.75, _START),)
ESCALATIONS: tuple[EscalationPolicy, ...] = (EscalationPolicy(24, _START),)
BREACHES: tuple[BreachPolicy, ...] = (BreachPolicy(4, _START),)
STOPS: tuple[StopPolicy, ...] = (StopPolicy(2, _START),)

_DAYS_OFF = country_holidays("GB", subdiv="ENG", observed=True)


class _Dated(Protocol):
    @property
    def valid_from(self) -> date: ...


_Row = TypeVar("_Row", bound=_Dated)


def _in_force(rows: tuple[_Row, ...], at: datetime) -> _Row:
    """The row in force on the day of `at`; before all of them, the first."""
    day = at.astimezone(LONDON).date()
    valid = [row for row in rows if row.valid_from <= day]
    return max(valid or rows[:1], key=lambda row: row.valid_from)


def due(timer: Timer, priority: Priority, started_at: datetime) -> datetime:
    """When a clock that starts at `started_at` (aware, UTC) runs out, by the limit in force on that day."""
    rows = tuple(row for row in LIMITS if row.timer is timer and row.priority is priority)
    return started_at + timedelta(hours=_in_force(rows, started_at).hours)


def attempts_needed(at: datetime) -> int:
    """How many contact attempts must be on record on the day of `at`."""
    return _in_force(ATTEMPTS, at).least


def remind_at(started_at: datetime, due_at: datetime) -> datetime:
    """When the lead is reminded of an offer that was made at `started_at` and is to be answered by `due_at`."""
    return started_at + (due_at - started_at) * _in_force(REMINDERS, started_at).share


def escalated_before(now: datetime) -> datetime:
    """What was brought to lead and desk before this instant is brought there again."""
    return now - timedelta(hours=_in_force(ESCALATIONS, now).again_hours)


def near_breach(now: datetime) -> timedelta:
    """How long before it runs out a clock is near breach."""
    return timedelta(hours=_in_force(BREACHES, now).hours)


def confirm_by(stopped_at: datetime) -> datetime:
    """By when a recipient confirms that it has stopped: the end of the last working day it has; day 0 is today."""
    day, left = day_of(stopped_at), _in_force(STOPS, stopped_at).working_days
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY and day not in _DAYS_OFF
    return end_of_day(day)


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


_ASKS = {
    Timer.SERVICE: "Decide by",
    Timer.CONTACT: "Contact by",
    Timer.REVIEW: "Review by",
    Timer.TASK: "Send by",
    Timer.APPOINTMENT: "First appointment by",
    Timer.STOP: "Confirm by",
}
_MISSED = {
    Timer.SERVICE: "Decision overdue since",
    Timer.CONTACT: "Contact overdue since",
    Timer.REVIEW: "Review overdue since",
    Timer.TASK: "Sending overdue since",
    Timer.APPOINTMENT: "First appointment overdue since",
    Timer.STOP: "Confirmation overdue since",
}


def in_words(timer: Timer, due_at: datetime, now: datetime) -> str:
    """What is due and when: "Decide by 17:30 today", "Contact overdue since 09:00 yesterday"."""
    words = _MISSED if is_overdue(due_at, now) else _ASKS
    return f"{words[timer]} {moment(due_at, now)}"
