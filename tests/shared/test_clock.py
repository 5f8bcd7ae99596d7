"""Clocks: aware times only, and a replay clock that never goes back."""

from datetime import UTC, datetime, timedelta

import pytest

from waymark.clock import ReplayClock, SystemClock

START = datetime(2024, 3, 1, tzinfo=UTC)


def test_the_system_clock_knows_its_time_zone() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_replay_clock_stands_still_until_it_is_moved() -> None:
    clock = ReplayClock(START)
    assert clock.now() == clock.now() == START


def test_a_replay_clock_never_goes_back() -> None:
    clock = ReplayClock(START)
    clock.move_to(START + timedelta(days=1))
    clock.move_to(START)
    assert clock.now() == START + timedelta(days=1)


def test_a_replay_clock_refuses_a_start_without_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ReplayClock(datetime(2024, 3, 1))  # noqa: DTZ001 - that is the point
