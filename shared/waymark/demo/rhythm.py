"""Spreads a month's crimes over its days and hours: the public file says the month only. Pure and seeded.

Weights are an assumption for a lively replay (more reports on working days and in the daytime), not statistics.
"""

import calendar
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")
_BY_WEEKDAY = (16, 15, 15, 14, 15, 13, 12)
_BY_HOUR = (2, 1, 1, 1, 1, 1, 2, 4, 7, 9, 9, 8, 8, 8, 8, 8, 8, 8, 7, 6, 5, 5, 4, 3)


def spread(month: str, count: int, random: Random) -> list[datetime]:
    """`count` report times within `month` ("2024-03"), in order, in UTC."""
    year, number = int(month[:4]), int(month[5:])
    days = range(1, calendar.monthrange(year, number)[1] + 1)
    weights = [_BY_WEEKDAY[calendar.weekday(year, number, day)] for day in days]
    times = [
        _at(year, number, day, hour, random)
        for day, hour in zip(
            random.choices(days, weights, k=count), random.choices(range(24), _BY_HOUR, k=count), strict=True
        )
    ]
    return sorted(times)


def _at(year: int, month: int, day: int, hour: int, random: Random) -> datetime:
    local = datetime(year, month, day, hour, random.randrange(60), random.randrange(60), tzinfo=_LONDON)
    return local.astimezone(UTC)


def steps(times: Sequence[datetime], every: timedelta) -> list[tuple[datetime, list[int]]]:
    """Indexes of `times` (in order) grouped into windows of `every`, each with the window's end."""
    grouped: list[tuple[datetime, list[int]]] = []
    for index, at in enumerate(times):
        if not grouped or at > grouped[-1][0]:
            grouped.append((at + every, []))
        grouped[-1][1].append(index)
    return grouped
