"""Age in whole years, and whether somebody is a child: where that is not certain, nobody may assume an adult.

Not here: what follows from being a child; that is decided by consent and router.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from waymark.words import Answer


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Ages that mean something, from `valid_from` on, in whole years."""

    valid_from: date
    adult: int
    surely_adult: int
    hardly_likely: int
    impossible: int
    counted_in_months: int


AGE_LIMITS: tuple[AgeLimits, ...] = (
    AgeLimits(date(1970, 1, 1), adult=18, surely_adult=25, hardly_likely=110, impossible=130, counted_in_months=17),
)
"""Majority at 18: Family Law Reform Act 1969, s.1. The others are ours: an estimate below `surely_adult` may be a
child; above `hardly_likely` it is a typing error or a placeholder date; in the year `counted_in_months` the
children's service and the adults' may both be right (transition, needs assessment A1 and Y1)."""


def limits_on(day: date) -> AgeLimits:
    """The limits in force on `day`."""
    in_force = [limits for limits in AGE_LIMITS if limits.valid_from <= day]
    return in_force[-1] if in_force else AGE_LIMITS[0]


def whole_years(born_on: date, day: date) -> int:
    """Age on `day`. Whoever is born on 29 February has their birthday on 1 March in other years."""
    before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - before_birthday


def months_beyond(born_on: date, day: date) -> int:
    """Whole months on `day` since the last birthday, 0 to 11; a last day a month does not have is the next day."""
    return (day.month - born_on.month - (day.day < born_on.day)) % 12


def is_possible_birth(born_on: date, day: date) -> bool:
    """Whether a living person can have been born then."""
    return 0 <= whole_years(born_on, day) < limits_on(day).impossible


@dataclass(frozen=True, slots=True)
class Age:
    """What is known about an age: years (None = not certain), whether a child, whether the record looks wrong.

    `months` beyond the years only in the year in which they matter, and only from a date of birth.
    """

    years: int | None
    child: Answer
    unlikely: bool = False
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the most whole years somebody may have; None where that end is open."""

    least: int | None
    most: int | None


def span_of_birth(year: int, month: int | None, day: date) -> Span:
    """What a year of birth, and a month where known, says of the age on `day`."""
    first = date(year, month or 1, 1)
    last = date(year, month, monthrange(year, month)[1]) if month else date(year, 12, 31)
    return Span(least=max(0, whole_years(last, day)), most=max(0, whole_years(first, day)))


def age_within(span: Span, day: date) -> Age:
    """The age from a span: years where it leaves none open, or, for who is surely an adult, the least of them.

    Of a child the years stay open where the span has several, since a year decides which service is right.
    """
    limits = limits_on(day)
    if any(years is not None and years >= limits.hardly_likely for years in (span.least, span.most)):
        return Age(None, Answer.NOT_KNOWN, unlikely=True)
    if span.least is not None and span.least >= limits.adult:
        return Age(span.least, Answer.NO)
    years = span.least if span.least == span.most else None
    return Age(years, Answer.YES if span.most is not None and span.most < limits.adult else Answer.NOT_KNOWN)


def age_of(*, born_on: date | None, stated: int | None, is_estimate: bool, day: date) -> Age:
    """The age on `day` from a birth date and from the years the record states, which may be an estimate.

    Where the two contradict each other, or the age is hardly likely (a placeholder such as 1 January 1900), the age
    counts as unknown; then, and where an estimate is near 18, that person may be a child.
    """
    limits = limits_on(day)
    born = whole_years(born_on, day) if born_on else None
    known = [years for years in (born, stated) if years is not None]
    if not known:
        return Age(None, Answer.NOT_KNOWN)
    if max(known) >= limits.hardly_likely:
        return Age(None, Answer.NOT_KNOWN, unlikely=True)
    if max(known) - min(known) > 1 and not is_estimate:
        return Age(None, Answer.NO if min(known) >= limits.adult else Answer.NOT_KNOWN, unlikely=True)
    if born is None and is_estimate:
        return _estimated(known[0], limits)
    months = months_beyond(born_on, day) if born_on and born == limits.counted_in_months else None
    return Age(known[0], Answer.YES if known[0] < limits.adult else Answer.NO, months=months)


def _estimated(years: int, limits: AgeLimits) -> Age:
    if years >= limits.surely_adult:
        return Age(years, Answer.NO)
    return Age(None, Answer.NOT_KNOWN)
