"""From when on which limits hold for a trial: what needs another reason, what is too small to show, bands of age.

Not here: who gives the reason (publishing), how small numbers are hidden (`suppression.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class ReasonAbove:
    """From `valid_from` on, moving more than this share of past referrals needs the approver's reason."""

    valid_from: date
    percent: int


@dataclass(frozen=True, slots=True)
class ShownFrom:
    """From `valid_from` on, a count of people below this is held back, and others are told to the nearest `step`."""

    valid_from: date
    people: int
    step: int

    def told(self, number: int) -> int | None:
        """A count as it may be told; None where it is held back."""
        if number < self.people:
            return None
        return max((number + self.step // 2) // self.step * self.step, self.step)


@dataclass(frozen=True, slots=True)
class AgeBands:
    """From `valid_from` on, the first age of each band in years; the first is nought."""

    valid_from: date
    starts: tuple[int, ...]


REASON_ABOVE: tuple[ReasonAbove, ...] = (ReasonAbove(date(2023, 4, 1), 5),)
# The usual threshold of official statistics about people (web-and-alerts.md section 5).
SHOWN_FROM: tuple[ShownFrom, ...] = (ShownFrom(date(2023, 4, 1), 5, 5),)
AGE_BANDS: tuple[AgeBands, ...] = (AgeBands(date(2023, 4, 1), (0, 10, 16, 18, 25, 45, 65)),)

_Dated = TypeVar("_Dated", ReasonAbove, ShownFrom, AgeBands)


def needs_reason(moved: int, referrals: int, on: date) -> bool:
    """Whether a second approver must say why, as more than the set share of past referrals would move."""
    return moved * 100 > in_force(REASON_ABOVE, on).percent * referrals


def in_force(rows: Sequence[_Dated], on: date) -> _Dated:
    """The row in force on that day; the first one before its time."""
    return ([row for row in rows if row.valid_from <= on] or [rows[0]])[-1]


def age_band(age: int | None, on: date) -> str:
    """The band of an age, as "10 to 15", "65 and over" or "not known"."""
    if age is None:
        return "not known"
    starts = in_force(AGE_BANDS, on).starts
    at = max(n for n, start in enumerate(starts) if start <= age)
    return f"{starts[at]} and over" if at == len(starts) - 1 else f"{starts[at]} to {starts[at + 1] - 1}"
