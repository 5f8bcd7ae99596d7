"""Waiting ends with the first event, with the time, and leaves no task behind."""

import asyncio

from waymark.waiting import first_of, pause


async def test_the_first_event_ends_the_wait() -> None:
    slow, quick = asyncio.Event(), asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, quick.set)
    await asyncio.wait_for(first_of(slow, quick), 5)
    assert len(asyncio.all_tasks()) == 1


async def test_the_time_ends_the_wait() -> None:
    await asyncio.wait_for(pause(0.01, asyncio.Event()), 5)


async def test_an_event_that_is_set_already_is_not_waited_for() -> None:
    done = asyncio.Event()
    done.set()
    await asyncio.wait_for(pause(1000, done), 5)
