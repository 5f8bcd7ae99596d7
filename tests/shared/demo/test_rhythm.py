"""Spreading: every crime gets a time within its month, in order, the same for the same seed."""

from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from waymark.demo.rhythm import spread, steps


@given(st.integers(2019, 2028), st.integers(1, 12), st.integers(0, 60))
def test_times_lie_in_their_month_and_in_order(year: int, month: int, count: int) -> None:
    times = spread(f"{year}-{month:02d}", count, Random(1))
    assert times == sorted(times)
    assert len(times) == count
    assert {(at.astimezone(ZoneInfo("Europe/London")).month) for at in times} <= {month}


def test_the_same_seed_gives_the_same_times() -> None:
    assert spread("2024-03", 50, Random("a")) == spread("2024-03", 50, Random("a"))


def test_steps_keep_every_time_once_and_end_after_it() -> None:
    times = spread("2024-03", 300, Random(2))
    windows = steps(times, timedelta(hours=6))
    assert [index for _, indexes in windows for index in indexes] == list(range(300))
    assert all(times[index] <= end for end, indexes in windows for index in indexes)
