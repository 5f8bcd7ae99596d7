"""What both buses promise: one suite, run on each."""

import asyncio
from uuid import uuid4

import pytest

from tests.bus.pair import Pair
from waymark.delivery import TooManyParked


async def test_what_is_told_is_heard_once_and_in_order(pair: Pair) -> None:
    key, other = uuid4(), uuid4()
    async with pair.member():
        await pair.count(key, range(50))
        await pair.count(other, range(100, 150))
        await pair.count(key, range(50, 100))
        await pair.sees(150)
    assert await pair.heard(key) == list(range(100))
    assert await pair.heard(other) == list(range(100, 150))


async def test_what_was_told_while_nobody_heard_is_heard_later(pair: Pair) -> None:
    key = uuid4()
    await pair.count(key, range(10))
    async with pair.member():
        assert await pair.sees(10) == list(range(10))


async def test_a_restart_goes_on_where_it_stood(pair: Pair) -> None:
    key = uuid4()
    for start in (0, 10, 20):
        await pair.count(key, range(start, start + 10))
        async with pair.member():
            await pair.sees(start + 10)
    assert await pair.heard() == list(range(30))


async def test_a_crash_in_the_middle_loses_and_doubles_nothing(pair: Pair) -> None:
    keys = [uuid4() for _ in range(5)]
    pair.troubles.slow_s = 0.05
    pair.settings = pair.settings.model_copy(update={"batch_size": 10})
    for round_ in range(4):
        async with pair.member() as member:
            for key in keys:
                await pair.count(key, range(round_ * 8, round_ * 8 + 8))
            await asyncio.sleep(0.25)
            await member.die()
    pair.troubles.slow_s = 0.0
    async with pair.member():
        await pair.sees(160)
    for key in keys:
        assert await pair.heard(key) == list(range(32))


async def test_an_event_told_twice_has_one_effect(pair: Pair) -> None:
    key = uuid4()
    await pair.count(key, [1, 2])
    await pair.ask(
        f"insert into {pair.teller}.log(topic, epoch, event_id, key, type, time, correlation, traceparent, body)"
        f" select topic, epoch, event_id, key, type, time, correlation, traceparent, body from {pair.teller}.log"
    )
    await pair.count(key, [3])
    async with pair.member():
        assert await pair.sees(3) == [1, 2, 3]


async def test_a_poison_event_is_parked_and_only_its_key_is_held(pair: Pair) -> None:
    sick, well = uuid4(), uuid4()
    async with pair.member():
        await pair.tell((sick, pair.event(number=1)), (sick, pair.event(number=2, trouble="bug")))
        await pair.count(well, [10, 11])
        await pair.sees(3)
        await pair.count(sick, [3, 4])
        await pair.count(well, [12])
        await pair.sees(4)
    assert await pair.heard(sick) == [1]
    assert await pair.heard(well) == [10, 11, 12]
    states = await pair.parked()
    assert [state for state, _ in states] == ["parked", "queued", "queued"]
    assert states[0][1].startswith("ZeroDivisionError at ")


async def test_parked_events_are_replayed_in_order(pair: Pair) -> None:
    key = uuid4()
    async with pair.member() as member:
        await pair.tell((key, pair.event(number=1, trouble="bug")), (key, pair.event(number=2)))
        await pair.count(key, [3])
        while len(await pair.parked()) < 3:
            await asyncio.sleep(0.02)
        pair.troubles.mended = True
        assert await member.delivery.replay(key, by="olu.operator") == 3
        await pair.count(key, [4])
        assert await pair.sees(4) == [1, 2, 3, 4]


async def test_a_refusal_is_recorded_and_holds_nothing_up(pair: Pair) -> None:
    key = uuid4()
    async with pair.member():
        await pair.tell((key, pair.event(number=1, trouble="refused")), (key, pair.event(number=2)))
        assert await pair.sees(1) == [2]
    assert pair.troubles.tried == 2
    assert await pair.parked() == []
    acts = await pair.ask(f"select act from {pair.hearer}.audit where $1", True)
    assert [row["act"] for row in acts] == ["event.refused"]


async def test_what_passes_by_itself_is_tried_until_it_does(pair: Pair) -> None:
    pair.troubles.away = 5
    key = uuid4()
    async with pair.member():
        await pair.tell((key, pair.event(number=1, trouble="away")))
        assert await pair.sees(1) == [1]
    assert pair.troubles.tried == 6


@pytest.mark.parametrize("body", [b'{"number": 1, "share": NaN}', b'{"number": 1, "number"', b"\xff\xfe", b"[]"])
async def test_a_body_that_is_no_event_is_parked(pair: Pair, body: bytes) -> None:
    sick, well = uuid4(), uuid4()
    await pair.count(sick, [1])
    await pair.ask(f"update {pair.teller}.log set body = $1 where key = $2", body, sick)
    await pair.count(well, [2])
    async with pair.member():
        assert await pair.sees(1) == [2]
    assert await pair.parked() == [("parked", (await pair.parked())[0][1])]


async def test_too_many_parked_in_a_row_stop_the_hearer(pair: Pair) -> None:
    pair.settings = pair.settings.model_copy(update={"parked_in_a_row_limit": 3, "attempts_before_parking": 1})
    await pair.tell(*[(uuid4(), pair.event(number=n, trouble="bug")) for n in range(5)])
    async with pair.member() as member:
        assert isinstance(await member.fails(), TooManyParked)
    assert len(await pair.parked()) == 3


async def test_shutdown_finishes_the_batch_in_hand(pair: Pair) -> None:
    pair.troubles.slow_s = 0.5
    await pair.count(uuid4(), range(5))
    in_hand = (
        "select 1 from pg_stat_activity where usename = $1 and state like 'idle in%' and query like '%into noted%'"
    )
    async with pair.member() as member, asyncio.timeout(15):
        while not await pair.ask(in_hand, pair.hearer):
            await asyncio.sleep(0.01)
        await member.close()
        assert await pair.heard() == list(range(5))


async def test_two_owners_never_double_an_effect(pair: Pair) -> None:
    keys = [uuid4() for _ in range(6)]
    pair.troubles.slow_s = 0.01
    pair.settings = pair.settings.model_copy(update={"batch_size": 5})
    async with pair.member("one"), pair.member("two"):
        for start in range(0, 60, 10):
            for key in keys:
                await pair.count(key, range(start, start + 10))
        await pair.sees(360, within_s=40)
    for key in keys:
        assert await pair.heard(key) == list(range(60))
