"""The synthetic day: in the past day, in order, with a minimum of every category."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from waymark.demo.day import DAY, synthetic_day
from waymark.words import CrimeCategory

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_a_day_has_as_many_crimes_as_the_county_has() -> None:
    assert len(synthetic_day(NOW, "seed")) == DAY


def test_every_category_occurs_at_least_three_times() -> None:
    counted = Counter(row.category for _, row in synthetic_day(NOW, "seed"))
    assert set(counted) == set(CrimeCategory)
    assert min(counted.values()) >= 3


def test_every_report_lies_in_the_day_before_now() -> None:
    times = [at for at, _ in synthetic_day(NOW, "seed")]
    assert times == sorted(times)
    assert NOW - timedelta(days=1) <= times[0] <= times[-1] < NOW
