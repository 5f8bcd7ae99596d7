"""Turns: ahead at once, behind one by one and only while nobody is ahead, the last of all last, never for ever."""

import asyncio
import time

from waymark_intake.api.turns import Lane, Turns

FOR_EVER = 3600.0


async def test_those_behind_go_one_at_a_time() -> None:
    turns, inside, most = Turns(longest_s=FOR_EVER, most_waiting=10), 0, 0

    async def one() -> None:
        nonlocal inside, most
        async with turns.behind() as in_turn:
            assert in_turn
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(10)))
    assert (inside, most) == (0, 1)


async def test_whoever_is_ahead_waits_for_nobody_and_those_behind_wait_for_them() -> None:
    turns, order = Turns(longest_s=FOR_EVER, most_waiting=10), []

    async def behind() -> None:
        async with turns.behind():
            order.append("behind")

    async with turns.ahead():
        waiting = asyncio.create_task(behind())
        await asyncio.sleep(0)
        async with turns.ahead():
            order.append("ahead")
        await asyncio.sleep(0)
        order.append("still ahead")
    await waiting
    assert order == ["ahead", "still ahead", "behind"]


async def test_nobody_waits_for_ever_behind_those_ahead() -> None:
    turns = Turns(longest_s=0.01, most_waiting=10)
    async with turns.ahead(), turns.behind() as in_turn:
        assert in_turn


async def test_where_too_many_wait_the_next_is_told_at_once() -> None:
    turns = Turns(longest_s=FOR_EVER, most_waiting=1)
    async with turns.behind() as first, turns.behind() as second:
        assert (first, second) == (True, False)
    async with turns.behind() as later:
        assert later


async def test_who_came_too_often_waits_for_those_who_begin_and_takes_no_place_of_theirs() -> None:
    turns, order = Turns(longest_s=FOR_EVER, most_waiting=1), []

    async def behind(lane: Lane) -> None:
        async with turns.behind(lane) as in_turn:
            order.append((lane, in_turn))

    async with turns.ahead():
        waiting = [asyncio.create_task(behind(lane)) for lane in (Lane.LAST, Lane.LAST, Lane.NEW)]
        await asyncio.sleep(0)
        assert order == [(Lane.LAST, False)]
    await asyncio.gather(*waiting)
    assert order[1:] == [(Lane.NEW, True), (Lane.LAST, True)]


async def test_after_work_for_those_behind_the_process_is_left_to_others_for_longer() -> None:
    turns, started = Turns(longest_s=FOR_EVER, most_waiting=10), time.monotonic()
    worked = 0.0
    for _ in range(3):
        async with turns.behind():
            before = time.monotonic()
            while time.monotonic() - before < 0.01:
                pass
            worked += time.monotonic() - before
    assert time.monotonic() - started >= worked + 2 * 0.01  # two rests between three turns


async def test_nobody_ahead_waits_for_the_rest_of_those_behind() -> None:
    turns = Turns(longest_s=FOR_EVER, most_waiting=10)
    async with turns.behind():
        before = time.monotonic()
        while time.monotonic() - before < 0.05:
            pass
    async with asyncio.timeout(0.05), turns.ahead():
        pass
