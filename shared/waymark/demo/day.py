"""The built-in synthetic day of `waymark demo`: about as many crimes as the county has in a day, seeded.

Category shares follow the public figures for Warwickshire, January to April 2024; every pathway gets a minimum.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from waymark.demo.crimes import CrimeRow
from waymark.words import CrimeCategory

T = TypeVar("T")
_SHARES: tuple[tuple[CrimeCategory, int], ...] = (
    (CrimeCategory.VIOLENT_CRIME, 346),
    (CrimeCategory.ASB, 155),
    (CrimeCategory.VEHICLE_CRIME, 89),
    (CrimeCategory.SHOPLIFTING, 80),
    (CrimeCategory.OTHER_THEFT, 69),
    (CrimeCategory.PUBLIC_ORDER, 63),
    (CrimeCategory.CRIMINAL_DAMAGE_ARSON, 62),
    (CrimeCategory.BURGLARY, 47),
    (CrimeCategory.OTHER_CRIME, 29),
    (CrimeCategory.DRUGS, 26),
    (CrimeCategory.WEAPONS, 14),
    (CrimeCategory.ROBBERY, 9),
    (CrimeCategory.BICYCLE_THEFT, 8),
    (CrimeCategory.THEFT_FROM_PERSON, 3),
)
_PLACES: tuple[tuple[str, int], ...] = (
    ("Nuneaton and Bedworth 007A", 45),
    ("Warwick 005B", 36),
    ("Stratford-on-Avon 003C", 30),
    ("Rugby 004A", 26),
    ("North Warwickshire 002D", 18),
    ("Coventry 012A", 3),
    ("", 2),
)
_MINIMUM = 3
DAY = 131


def synthetic_day(now: datetime, seed: str, count: int = DAY) -> list[tuple[datetime, CrimeRow]]:
    """`count` crimes of the 24 hours before `now`, each with its report time, in order."""
    random = Random(f"{seed}/{now.date()}")
    categories = [category for category, _ in _SHARES for _ in range(_MINIMUM)]
    categories += random.choices(*_columns(_SHARES), k=max(0, count - len(categories)))
    random.shuffle(categories)
    times = sorted(now - timedelta(seconds=random.uniform(60, 86_400)) for _ in categories)
    month = now.astimezone(UTC).strftime("%Y-%m-%dT%H%M%S")
    places = random.choices(*_columns(_PLACES), k=len(categories))
    return [
        (at, CrimeRow(number, f"{random.getrandbits(128):032x}", month, category, place))
        for number, (at, category, place) in enumerate(zip(times, categories, places, strict=True), start=2)
    ]


def _columns(pairs: Sequence[tuple[T, int]]) -> tuple[list[T], list[int]]:
    return [value for value, _ in pairs], [weight for _, weight in pairs]
