"""Turns: ahead at once, behind one by one and only while nobody is ahead, never for ever."""

import asyncio

from waymark_intake.api.turns import Turns

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
