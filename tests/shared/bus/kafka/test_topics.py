from dataclasses import replace

import pytest

from tests.conftest import OpenDatabase
from waymark import offsets
from waymark.bus import BusRefused
from waymark.bus.kafka.link import Address, Link
from waymark.bus.kafka.topics import Topic, admit, bounds, topics_on
from waymark.db import SYSTEM, Database
from waymark.dev_kafka import DevKafka
from waymark.settings import Settings

TOPIC = Topic("consent.referral", "cluster-a", "0123", 3)


async def from_the_start(topic: Topic) -> dict[str, str]:
    return {topic.source(number): "0" for number in range(topic.partitions)}


async def stored(database: Database, topic: Topic) -> dict[str, str]:
    async with database.reader(SYSTEM) as reader:
        return await offsets.load(reader, "router", [topic.source(number) for number in range(topic.partitions)])


async def test_the_first_sight_of_a_topic_keeps_what_it_is_and_where_to_start(open_database: OpenDatabase) -> None:
    database = await open_database("router")
    await admit(database, "router", [TOPIC], from_the_start)
    await admit(database, "router", [TOPIC], from_the_start)
    assert await stored(database, TOPIC) == await from_the_start(TOPIC)


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        (replace(TOPIC, cluster="cluster-b"), "on another Kafka cluster"),
        (replace(TOPIC, id="4567"), "deleted and made anew"),
        (replace(TOPIC, partitions=4), "had 3 partitions and now has 4"),
    ],
)
async def test_another_topic_of_the_same_name_is_refused(
    open_database: OpenDatabase, other: Topic, complaint: str
) -> None:
    database = await open_database("router")
    await admit(database, "router", [TOPIC], from_the_start)
    with pytest.raises(BusRefused, match=f"router: topic consent.referral .*{complaint}.* run: delete from router."):
        await admit(database, "router", [other], from_the_start)


async def test_hearers_and_the_relay_of_one_schema_keep_apart(open_database: OpenDatabase) -> None:
    database = await open_database("router")
    await admit(database, "router", [TOPIC], from_the_start)
    await admit(database, "relay", [replace(TOPIC, id="4567")], _nothing)


async def _nothing(_: Topic) -> dict[str, str]:
    return {}


async def test_topics_are_made_when_absent_and_begin_empty(broker: DevKafka, settings: Settings) -> None:
    link = Link(Address.of(broker.url), settings)
    made = await topics_on(link, ["topics.made", "topics.too"], settings)
    assert made == await topics_on(link, ["topics.made", "topics.too"], settings)
    assert len({topic.id for topic in made.values()}) == 2
    found = await bounds(link, made["topics.made"].all_partitions())
    assert list(found.values()) == [(0, 0)] * settings.kafka_partitions


async def test_a_topic_kafka_will_not_make_is_refused_with_its_reason(broker: DevKafka, settings: Settings) -> None:
    impossible = settings.model_copy(update={"kafka_replication": 3})
    with pytest.raises(BusRefused, match=r"Kafka did not make topic topics\.impossible: InvalidReplicationFactorError"):
        await topics_on(Link(Address.of(broker.url), impossible), ["topics.impossible"], impossible)
