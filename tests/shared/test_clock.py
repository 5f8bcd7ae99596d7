"""Clocks: aware times only, and a replay clock that never goes back."""

import asyncio
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


async def test_whoever_was_at_work_while_a_replay_clock_jumped_does_not_wait_for_the_next_jump() -> None:
    clock, stop = ReplayClock(START), asyncio.Event()
    began = clock.now()
    clock.move_to(START + timedelta(days=200))
    await asyncio.wait_for(clock.wait(60, stop, since=began), timeout=5)


async def test_who_has_seen_the_new_time_waits_for_the_next_jump() -> None:
    clock, stop = ReplayClock(START), asyncio.Event()
    waits = asyncio.ensure_future(clock.wait(60, stop, since=clock.now()))
    clock.move_to(START + timedelta(seconds=59))
    assert not (await asyncio.wait({waits}, timeout=0.1))[0]
    clock.move_to(START + timedelta(seconds=60))
    await asyncio.wait_for(waits, timeout=5)
