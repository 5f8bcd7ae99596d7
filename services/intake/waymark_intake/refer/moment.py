"""Days and times as people type them into a form: read, or said to be none. Local time of the county; no clock.

Not here: whether such a day is possible for what it is about (partner/, records/subject.py).
"""

import re
from datetime import date, datetime

from waymark_intake.refer.answers import ReferAnswers
from waymark_intake.refer.question import DAY_PARTS
from waymark_intake.working_day import LOCAL

_DIGITS = re.compile(r"[0-9]{1,4}", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", re.ASCII)


class NotRead(ValueError):  # noqa: N818 - reads as what it is
    """What was typed is no day or time; `field` is where, `words` what to do."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(field)
        self.field = field
        self.words = words


def born_about(answers: ReferAnswers, name: str) -> tuple[int, int | None] | None:
    """Year, and month where it was typed, of a day of which no more is known; None for a whole day, or nothing."""
    day, month, year = (answers.one(f"{name}-{part}") for part in DAY_PARTS)
    if day or not (_YEAR.fullmatch(year) and (not month or _DIGITS.fullmatch(month))):
        return None
    return int(year), int(month) if month else None


def day_of(answers: ReferAnswers, name: str) -> date | None:
    """The day typed in three fields, None where all are empty; raises NotRead."""
    parts = [answers.one(f"{name}-{part}") for part in DAY_PARTS]
    if not any(parts):
        return None
    if not all(_DIGITS.fullmatch(part) for part in parts):
        raise NotRead(f"{name}-day", "Enter day, month and year in digits, for example 27 3 1991")
    day, month, year = (int(part) for part in parts)
    try:
        return date(year, month, day)
    except ValueError:
        raise NotRead(f"{name}-day", "Enter a day that is in the calendar, for example 27 3 1991") from None


def moment_of(answers: ReferAnswers, name: str) -> datetime | None:
    """The day and time typed, in the county's time, None where all is empty; raises NotRead."""
    typed = answers.one(f"{name}-time")
    day = day_of(answers, name)
    if day is None and not typed:
        return None
    found = _TIME.fullmatch(typed)
    if day is None or found is None:
        where = f"{name}-day" if day is None else f"{name}-time"
        raise NotRead(where, "Enter the day and the time, for example 27 3 2026 and 14:30")
    return datetime(day.year, day.month, day.day, int(found[1]), int(found[2]), tzinfo=LOCAL)
