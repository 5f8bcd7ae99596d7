"""The unmet register: how many needs nobody could take, by need, area, reason, age band and signpost, as counts.

Small numbers are left out like noughts, the others rounded, and only whole months that are over are counted, so that
neither two figures nor two days' looks tell of one person. Not here: which decisions are counted (queries.py).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class SuppressFrom:
    """From `valid_from` on: counts under `least` are not said, the others to the nearest `step`."""

    valid_from: date
    least: int
    step: int


# The Office for National Statistics' usual threshold for such counts; rounding keeps sums from giving it away.
SUPPRESS: tuple[SuppressFrom, ...] = (SuppressFrom(date(2023, 4, 1), 5, 5),)


@dataclass(frozen=True, slots=True)
class AgeBands:
    """From `valid_from` on, the bands of age by the greatest whole years, youngest first; the last has no end."""

    valid_from: date
    limits: tuple[tuple[int, str], ...]
    rest: str


AGE_BANDS: tuple[AgeBands, ...] = (
    AgeBands(date(2023, 4, 1), ((12, "under 13"), (17, "13 to 17"), (24, "18 to 24"), (59, "25 to 59")), "60 or over"),
)
NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class UnmetRow:
    """One need of one referral that nobody could take, in coded facts. `district` and `age_years` may be missing."""

    need: str
    pathway: str
    reason: str
    district: str | None
    age_years: int | None
    signposts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `count` is None where it is too small to be said."""

    about: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Register:
    """All figures of the register, each kind by itself and never crossed; what is too small is not there."""

    total: Figure
    least: int
    step: int
    by: Mapping[str, tuple[Figure, ...]]


def whole_months(since: date | None, until: date | None, *, today: date) -> tuple[date, date] | None:
    """First and last day of the months from that of `since` to that of `until`, without the one that is not over.

    None where none is left; without `since` the twelve that end with the last.
    """
    this = today.replace(day=1)
    after = min(_next_month(until), this) if until is not None else this
    first = since.replace(day=1) if since is not None else after.replace(year=after.year - 1)
    return (first, after - timedelta(days=1)) if first < after else None


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def age_band(years: int | None, on: date) -> str:
    """The band of an age, by the bands in force on that day."""
    bands = [row for row in AGE_BANDS if row.valid_from <= on] or [AGE_BANDS[0]]
    if years is None:
        return NOT_KNOWN
    return next((name for most, name in bands[-1].limits if years <= most), bands[-1].rest)


def register_of(rows: Iterable[UnmetRow], on: date) -> Register:
    """The figures of these rows, by the rules in force on that day."""
    counted = list(rows)
    rule = ([row for row in SUPPRESS if row.valid_from <= on] or [SUPPRESS[0]])[-1]
    kinds = {
        "need": Counter(row.need for row in counted),
        "pathway": Counter(row.pathway for row in counted),
        "reason": Counter(row.reason for row in counted),
        "area": Counter(row.district or NOT_KNOWN for row in counted),
        "age": Counter(age_band(row.age_years, on) for row in counted),
        "signpost": Counter(one for row in counted for one in row.signposts or ("none",)),
    }
    by = {
        kind: tuple(_figure(about, count, rule) for about, count in sorted(of.items()) if count >= rule.least)
        for kind, of in kinds.items()
    }
    return Register(_figure("all", len(counted), rule), rule.least, rule.step, by)


def _figure(about: str, count: int, rule: SuppressFrom) -> Figure:
    if count < rule.least:
        return Figure(about, None)
    return Figure(about, (count + rule.step // 2) // rule.step * rule.step)
