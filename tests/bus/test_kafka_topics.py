"""Topics that are no longer what offsets were made on are refused, with what to do; Kafka only."""

import asyncio
import re
from uuid import uuid4

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import NewPartitions
from aiokafka.admin.records_to_delete import RecordsToDelete

from tests.bus.pair import Member, Pair
from waymark.bus import BusRefused
from waymark.bus.kafka.link import Address, Link
from waymark.bus.kafka.topics import topics_on


def link_of(pair: Pair) -> Link:
    return Link(Address.of(pair.settings.bus_url), pair.settings)


async def recreate(pair: Pair) -> None:
    async with link_of(pair).admin() as admin:
        await admin.delete_topics([pair.topic])
    await topics_on(link_of(pair), [pair.topic], pair.settings)


async def told_and_heard(pair: Pair, count: int) -> None:
    for number in range(count):
        await pair.count(uuid4(), [number])
    async with pair.member():
        await pair.sees(count)


async def refusal(member: Member) -> str:
    error = await member.fails()
    assert isinstance(error, BusRefused)
    return str(error)


async def do_as_told(pair: Pair, message: str) -> None:
    sql = re.search(r"run: (.*)", message)
    assert sql
    await pair.ask(sql[1])


async def test_a_topic_is_made_with_our_partitions_and_retention(kafka_pair: Pair) -> None:
    found = await topics_on(link_of(kafka_pair), [kafka_pair.topic], kafka_pair.settings)
    again = await topics_on(link_of(kafka_pair), [kafka_pair.topic], kafka_pair.settings)
    assert found == again
    assert found[kafka_pair.topic].partitions == 3
    assert len(found[kafka_pair.topic].id) == 32


async def test_a_recreated_topic_is_refused_by_hearer_and_relay(kafka_pair: Pair) -> None:
    await told_and_heard(kafka_pair, 3)
    await recreate(kafka_pair)
    async with kafka_pair.member(tells=False) as member:
        heard = await refusal(member)
    async with kafka_pair.member(hears=False) as member:
        told = await refusal(member)
    assert f"{kafka_pair.hearer}: topic {kafka_pair.topic} was deleted and made anew" in heard
    assert f"relay: topic {kafka_pair.topic} was deleted and made anew" in told


async def test_a_recreated_topic_is_noticed_while_running(kafka_pair: Pair) -> None:
    async with kafka_pair.member() as member:
        await kafka_pair.count(uuid4(), range(3))
        await kafka_pair.sees(3)
        await recreate(kafka_pair)
        assert "made anew" in await refusal(member)
        await member.die()


async def test_a_lost_topic_is_filled_again_from_the_log_with_nothing_lost_or_doubled(kafka_pair: Pair) -> None:
    key = uuid4()
    await kafka_pair.count(key, range(5))
    async with kafka_pair.member():
        await kafka_pair.sees(5)
    await kafka_pair.count(key, range(5, 8))
    async with kafka_pair.member(hears=False):
        await relayed(kafka_pair)
    await recreate(kafka_pair)
    for tells in (False, True):
        async with kafka_pair.member(tells=tells, hears=not tells) as member:
            message = await refusal(member)
        await do_as_told(kafka_pair, message)
    async with kafka_pair.member():
        assert await kafka_pair.sees(8) == list(range(8))


async def relayed(pair: Pair) -> None:
    """Wait until the relay has published everything."""
    while True:
        rows = await pair.ask(
            f"select 1 from {pair.teller}.offsets where hearer = 'relay' and position = (select epoch || ':' || tx ||"
            f" ':' || seq from {pair.teller}.log order by epoch desc, tx desc, seq desc limit 1)"
        )
        if rows:
            return
        await asyncio.sleep(0.02)


async def test_an_offset_past_the_end_is_refused(kafka_pair: Pair) -> None:
    await told_and_heard(kafka_pair, 3)
    await kafka_pair.ask(
        f"update {kafka_pair.hearer}.offsets set position = '99' where source like '%{kafka_pair.topic}:1'"
    )
    async with kafka_pair.member(tells=False) as member:
        message = await refusal(member)
    assert f"stands at 99 of {kafka_pair.topic} partition 1" in message
    await do_as_told(kafka_pair, message)
    await kafka_pair.count(uuid4(), [3])
    async with kafka_pair.member():
        assert sorted(await kafka_pair.sees(4)) == [0, 1, 2, 3]


async def test_records_deleted_before_they_were_heard_are_refused(kafka_pair: Pair) -> None:
    key = uuid4()
    await kafka_pair.count(key, range(3))
    async with kafka_pair.member():
        await kafka_pair.sees(3)
    await kafka_pair.count(key, range(3, 6))
    async with kafka_pair.member(hears=False):
        await relayed(kafka_pair)
    where = await kafka_pair.ask(f"select source from {kafka_pair.hearer}.offsets where position = $1", "3")
    partition = int(where[0]["source"].rsplit(":", 1)[1])
    async with link_of(kafka_pair).admin() as admin:
        await admin.delete_records({TopicPartition(kafka_pair.topic, partition): RecordsToDelete(5)})
    async with kafka_pair.member(tells=False) as member:
        message = await refusal(member)
    assert "now begins at 5: 2 events were deleted before they were heard" in message
    await do_as_told(kafka_pair, message)
    async with kafka_pair.member():
        assert await kafka_pair.sees(4) == [0, 1, 2, 5]


@pytest.mark.parametrize("running", [True, False])
async def test_added_partitions_are_refused(kafka_pair: Pair, *, running: bool) -> None:
    await told_and_heard(kafka_pair, 3)

    async def add() -> None:
        async with link_of(kafka_pair).admin() as admin:
            await admin.create_partitions({kafka_pair.topic: NewPartitions(5)})

    if not running:
        await add()
    async with kafka_pair.member(tells=False) as member:
        if running:
            await add()
        message = await refusal(member)
    assert "had 3 partitions and now has 5" in message
    await do_as_told(kafka_pair, message)
    async with kafka_pair.member(hears=False) as member:
        await do_as_told(kafka_pair, await refusal(member))
    for number in range(3, 12):
        await kafka_pair.count(uuid4(), [number])
    async with kafka_pair.member():
        assert sorted(await kafka_pair.sees(12)) == list(range(12))
