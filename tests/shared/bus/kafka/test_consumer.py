import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer

from tests.conftest import OpenDatabase
from waymark.bus import Hearer
from waymark.bus.kafka.consumer import BusStuck, Consumer
from waymark.bus.kafka.link import Address, Link
from waymark.bus.kafka.topics import Topic, topics_on
from waymark.dev_kafka import DevKafka
from waymark.record import Record
from waymark.settings import Settings


class Nowhere:
    """Stands at the beginning of everything and is never handed anything."""

    async def positions(self, sources: Sequence[str]) -> dict[str, str]:
        return dict.fromkeys(sources, "")

    async def deliver(self, records: Sequence[Record], before: Mapping[str, str]) -> dict[str, str]:
        raise AssertionError(f"{len(records)} records from nowhere, before {before}")


class Deaf(Link):
    """A link whose consumers join and then hand nothing out, as a client that has locked up."""

    made = 0

    @asynccontextmanager
    async def consumer(self, group: str, instance: str) -> AsyncIterator[AIOKafkaConsumer]:
        self.made += 1
        async with super().consumer(group, instance) as consumer:
            consumer.getmany = self._nothing
            yield consumer

    async def _nothing(self, **_: Any) -> dict[Any, Any]:
        await asyncio.sleep(0.05)
        return {}


async def test_a_client_that_locks_up_is_rebuilt_once_and_then_ends_the_process(
    broker: DevKafka, open_database: OpenDatabase, settings: Settings
) -> None:
    settings = settings.model_copy(update={"kafka_watchdog_s": 0.5, "kafka_session_s": 1.0})
    link = Deaf(Address.of(broker.url), settings)
    await topics_on(link, ["deaf.numbers"], settings)
    producer = await link.producer()
    await producer.send_and_wait("deaf.numbers", value=b"{}", partition=1)
    await producer.stop()
    consumer = Consumer(Hearer("router", ("deaf.numbers",), Nowhere(), await open_database("router")), link, settings)
    with pytest.raises(BusStuck, match="gets nothing from deaf.numbers partition 1, again with a new client"):
        async with asyncio.timeout(20):
            await consumer.run(asyncio.Event())
    assert link.made == 2


async def test_a_consumer_waits_for_a_broker_that_is_away(open_database: OpenDatabase, settings: Settings) -> None:
    link = Link(Address.of("kafka://127.0.0.1:1"), settings)
    consumer = Consumer(Hearer("router", ("a.b",), Nowhere(), await open_database("router")), link, settings)
    closing = asyncio.Event()
    running = asyncio.create_task(consumer.run(closing))
    await asyncio.sleep(0.3)
    assert not running.done()
    closing.set()
    async with asyncio.timeout(2):
        await running


async def test_a_member_gets_another_name_when_its_topics_are_others(
    open_database: OpenDatabase, settings: Settings
) -> None:
    settings = settings.model_copy(update={"kafka_instance": "one"})
    link = Link(Address.of("kafka://127.0.0.1:1"), settings)
    consumer = Consumer(Hearer("router", ("a.b",), Nowhere(), await open_database("router")), link, settings)
    before = consumer._instance({"a.b": Topic("a.b", "cluster", "id", 3)})
    after = consumer._instance({"a.b": Topic("a.b", "cluster", "id", 4)})
    assert before.startswith("one.router.")
    assert before != after
