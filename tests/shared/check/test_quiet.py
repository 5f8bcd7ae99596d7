"""Quiet is when everything told has been heard and nothing new was told for a moment."""

import asyncio

import pytest

from tests.shared.check.conftest import Pair
from waymark.check.quiet import NotQuiet, until_quiet


async def test_a_quiet_county_is_quiet_after_the_moment(pair: Pair) -> None:
    assert await until_quiet(pair.services, pair.databases, within_s=5, still_s=0.3) < 1


async def test_an_event_on_its_way_is_waited_for_and_named(pair: Pair) -> None:
    await pair.tell(1, heard=False)
    with pytest.raises(NotQuiet, match=r"1 events on their way \(intake -> consent\)"):
        await until_quiet(pair.services, pair.databases, within_s=1, still_s=0.3)


async def test_it_becomes_quiet_when_the_last_one_is_heard(pair: Pair) -> None:
    await pair.tell(1, heard=False)
    waiting = asyncio.create_task(until_quiet(pair.services, pair.databases, within_s=10, still_s=0.3))
    await asyncio.sleep(0.6)
    assert not waiting.done()
    await pair.hear()
    assert await waiting >= 0.5


async def test_a_county_that_goes_on_telling_is_not_quiet(pair: Pair) -> None:
    async def go_on() -> None:
        while True:
            await pair.tell(1)
            await asyncio.sleep(0.05)

    telling = asyncio.create_task(go_on())
    try:
        with pytest.raises(NotQuiet):
            await until_quiet(pair.services, pair.databases, within_s=2, still_s=1)
    finally:
        telling.cancel()
