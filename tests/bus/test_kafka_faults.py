"""Brokers that die, members that come and go, and records that are none of ours; Kafka only."""

import asyncio
import time
from uuid import UUID, uuid4

from aiokafka import TopicPartition

from tests.bus.pair import Pair
from tests.bus.test_kafka_topics import link_of
from waymark.dev_kafka import DevKafka


async def who_heard(pair: Pair) -> set[str]:
    rows = await pair.ask(f"select distinct by from {pair.hearer}.noted where $1", True)
    return {row["by"] for row in rows}


async def keep_telling(pair: Pair, keys: list[UUID], start: int, count: int) -> None:
    for number in range(start, start + count):
        for key in keys:
            await pair.count(key, [number])
        await asyncio.sleep(0.02)


async def test_a_second_member_takes_its_share_and_nothing_is_lost_or_doubled(kafka_pair: Pair) -> None:
    keys = [uuid4() for _ in range(12)]
    async with kafka_pair.member("one"):
        await keep_telling(kafka_pair, keys, 0, 5)
        await kafka_pair.sees(60)
        async with kafka_pair.member("two"):
            number = 5
            last = time.monotonic() + 20
            while await who_heard(kafka_pair) != {"one", "two"}:
                assert time.monotonic() < last, "the second member got no share"
                await keep_telling(kafka_pair, keys, number, 1)
                number += 1
            await keep_telling(kafka_pair, keys, number, 5)
            await kafka_pair.sees(12 * (number + 5))
    for key in keys:
        assert await kafka_pair.heard(key) == list(range(number + 5))


async def test_what_a_dead_member_had_is_taken_over(kafka_pair: Pair) -> None:
    keys = [uuid4() for _ in range(12)]
    async with kafka_pair.member("one"):
        async with kafka_pair.member("two") as two:
            number = 0
            while await who_heard(kafka_pair) != {"one", "two"}:
                await keep_telling(kafka_pair, keys, number, 1)
                number += 1
            await two.die()
        await keep_telling(kafka_pair, keys, number, 5)
        await kafka_pair.sees(12 * (number + 5), within_s=30)
    for key in keys:
        assert await kafka_pair.heard(key) == list(range(number + 5))


async def test_a_relay_that_dies_is_taken_over_by_the_one_standing_by(kafka_pair: Pair) -> None:
    async def leaders() -> int:
        rows = await kafka_pair.ask(
            "select count(*) as n from pg_locks join pg_stat_activity using (pid)"
            " where locktype = 'advisory' and granted and usename = $1",
            kafka_pair.teller,
        )
        return int(rows[0]["n"])

    key = uuid4()
    async with kafka_pair.member("one", hears=False) as one, kafka_pair.member("two") as two:
        await kafka_pair.count(key, range(5))
        await kafka_pair.sees(5)
        assert await leaders() == 1
        await one.die()
        await kafka_pair.count(key, range(5, 10))
        assert await kafka_pair.sees(10) == list(range(10))
        assert await leaders() == 1
        assert not two.closing.is_set()


async def test_a_broker_killed_and_started_again_loses_and_doubles_nothing(kafka_pair: Pair, broker: DevKafka) -> None:
    keys = [uuid4() for _ in range(6)]
    async with kafka_pair.member() as member:
        await keep_telling(kafka_pair, keys, 0, 5)
        await kafka_pair.sees(30)
        telling = asyncio.create_task(keep_telling(kafka_pair, keys, 5, 40))
        await asyncio.sleep(0.2)
        await broker.kill()
        await telling
        assert all(not task.done() for task in member.running)
        await broker.start()
        await kafka_pair.sees(6 * 45, within_s=40)
    for key in keys:
        assert await kafka_pair.heard(key) == list(range(45))


async def test_a_broker_away_for_longer_than_a_send_may_take_is_waited_for(kafka_pair: Pair, broker: DevKafka) -> None:
    kafka_pair.settings = kafka_pair.settings.model_copy(update={"kafka_send_s": 1.0})
    key = uuid4()
    async with kafka_pair.member() as member:
        await kafka_pair.count(key, range(3))
        await kafka_pair.sees(3)
        await broker.kill()
        await kafka_pair.count(key, range(3, 6))
        await asyncio.sleep(4)
        assert all(not task.done() for task in member.running)
        await broker.start()
        assert await kafka_pair.sees(6, within_s=40) == list(range(6))


async def test_a_process_that_starts_before_the_broker_waits_for_it(kafka_pair: Pair, broker: DevKafka) -> None:
    await broker.kill()
    key = uuid4()
    async with kafka_pair.member() as member:
        await kafka_pair.count(key, range(3))
        await asyncio.sleep(1)
        assert all(not task.done() for task in member.running)
        await broker.start()
        assert await kafka_pair.sees(3, within_s=40) == list(range(3))


async def test_shutdown_ends_in_time_while_the_broker_is_away(kafka_pair: Pair, broker: DevKafka) -> None:
    async with kafka_pair.member() as member:
        await kafka_pair.count(uuid4(), range(3))
        await kafka_pair.sees(3)
        await broker.kill()
        await kafka_pair.count(uuid4(), range(3))
        await asyncio.sleep(0.5)
        started = time.monotonic()
        await member.close()
        assert time.monotonic() - started < 15
    await broker.start()


async def test_a_record_that_is_no_event_of_ours_is_set_aside(kafka_pair: Pair) -> None:
    key = uuid4()
    async with kafka_pair.member():
        await kafka_pair.count(key, [1])
        await kafka_pair.sees(1)
        producer = await link_of(kafka_pair).producer()
        for partition in range(3):
            await producer.send_and_wait(kafka_pair.topic, value=b"{}", partition=partition)
        await producer.stop()
        await kafka_pair.count(key, [2])
        assert await kafka_pair.sees(2) == [1, 2]
        async with asyncio.timeout(10):
            while len(await kafka_pair.parked()) < 3:
                await asyncio.sleep(0.05)
    assert set(await kafka_pair.parked()) == {("parked", "Unreadable: header ce_subject is missing")}


async def test_where_we_stand_is_told_to_kafka_for_its_lag_tools(kafka_pair: Pair) -> None:
    await kafka_pair.count(uuid4(), range(7))
    async with kafka_pair.member():
        await kafka_pair.sees(7)
    async with link_of(kafka_pair).admin() as admin:
        told = await admin.list_consumer_group_offsets(f"waymark.{kafka_pair.hearer}")
    assert sum(where.offset for part, where in told.items() if part.topic == kafka_pair.topic) == 7
    assert TopicPartition(kafka_pair.topic, 0) in told
