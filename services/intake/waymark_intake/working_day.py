"""Working days of England and Wales and the police clock that counts them. Not here: clocks of providers.

The report's own local day is day 0; Saturdays, Sundays and bank holidays do not count (domain.md 0.1, convention
ours). The limit itself is dated configuration: the Victims' Code may change it.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

LOCAL = ZoneInfo("Europe/London")
_SATURDAY = 5
_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many working days, from that day on."""

    valid_from: date
    working_days: int


POLICE_LIMITS: tuple[Limit, ...] = (Limit(valid_from=date(2021, 4, 1), working_days=2),)
"""Report to referral: two working days (Victims' Code in force from 1 April 2021, right 4)."""


class BankHolidays:
    """Bank holidays of England and Wales with their substitute days, of any year; each year is looked up once."""

    def __init__(self) -> None:
        self._years: dict[int, frozenset[date]] = {}

    def __contains__(self, day: object) -> bool:
        """Whether nobody works that day."""
        if not isinstance(day, date):
            return False
        if day.year not in self._years:
            known = country_holidays("GB", subdiv="ENG", observed=True, years=day.year)
            self._years[day.year] = frozenset(known)
        return day in self._years[day.year]


def bank_holidays() -> Container[date]:
    """Bank holidays of England and Wales with their substitute days, of any year."""
    return BankHolidays()


def local_date(instant: datetime) -> date:
    """The calendar day it is in England at `instant` (timezone-aware)."""
    return instant.astimezone(LOCAL).date()


def add_working_days(start: date, count: int, days_off: Container[date]) -> date:
    """The `count`-th working day after `start`, which is itself day 0."""
    day = start
    left = count
    while left:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in days_off:
            left -= 1
    return day


def limit_on(day: date, limits: tuple[Limit, ...] = POLICE_LIMITS) -> Limit:
    """The limit in force on `day`; the earliest one where the day lies before all of them."""
    ordered = sorted(limits, key=lambda limit: limit.valid_from)
    in_force = [limit for limit in ordered if limit.valid_from <= day]
    return in_force[-1] if in_force else ordered[0]


def police_due_at(reported_at: datetime, days_off: Container[date]) -> datetime:
    """When the police must have referred: 23:59:59 Europe/London of the last permitted day, given in UTC."""
    reported_on = local_date(reported_at)
    due_on = add_working_days(reported_on, limit_on(reported_on).working_days, days_off)
    return datetime.combine(due_on, _END_OF_DAY, tzinfo=LOCAL).astimezone(UTC)


def working_days_left(due_at: datetime, days_off: Container[date], *, at: datetime) -> int:
    """The working days until `due_at`, today at `at` among them where it is one; 0 once it has passed (both aware)."""
    if at > due_at:
        return 0
    first, last = local_date(at), local_date(due_at)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(day.weekday() < _SATURDAY and day not in days_off for day in days)
