"""Topics on the cluster: made when absent, and held to be the ones our offsets were made on.

A recreated topic or an added partition would lose events or their order in silence; both are refused loudly.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.admin import NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from waymark import offsets
from waymark.bus import BusRefused
from waymark.bus.kafka.link import Link
from waymark.bus.kafka.wire import UNKNOWN_TOPIC, AskTopics, TopicAnswer, read_answer
from waymark.db import SYSTEM, Database
from waymark.errors import Unavailable
from waymark.settings import Settings

_DAY_MS = 86_400_000
_SETTLE_S = 0.1


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's identity: name, the cluster's and its own id, and the number of partitions."""

    name: str
    cluster: str
    id: str
    partitions: int

    def source(self, partition: int) -> str:
        """Where positions of one partition are kept."""
        return f"kafka:{self.cluster}:{self.id}:{self.name}:{partition}"

    def all_partitions(self) -> list[TopicPartition]:
        """Every partition of the topic."""
        return [TopicPartition(self.name, number) for number in range(self.partitions)]

    @property
    def mark(self) -> str:
        """The identity as it is kept beside the positions."""
        return f"{self.cluster}:{self.id}:{self.partitions}"


async def topics_on(link: Link, names: Sequence[str], settings: Settings) -> dict[str, Topic]:
    """The named topics as they are now, made first where absent. Raises KafkaError, TimeoutError, BusRefused."""
    async with link.client() as client, asyncio.timeout(settings.kafka_send_s):
        while True:
            answer = await client.send(client.get_random_node(), AskTopics(names))
            cluster, found = read_answer(answer)
            missing = [topic.name for topic in found if topic.error == UNKNOWN_TOPIC]
            if missing:
                await _make(link, missing, settings)
            elif all(_is_settled(topic) for topic in found):
                return {topic.name: Topic(topic.name, cluster, topic.id, topic.partitions) for topic in found}
            await asyncio.sleep(_SETTLE_S)


async def bounds(link: Link, partitions: Collection[TopicPartition]) -> dict[TopicPartition, tuple[int, int]]:
    """The first offset each partition still has, and the one its next record will get."""
    async with link.reader() as reader:
        first = await reader.beginning_offsets(partitions)
        end = await reader.end_offsets(partitions)
    return {partition: (first[partition], end[partition]) for partition in partitions}


def _is_settled(topic: TopicAnswer) -> bool:
    """Whether every partition is ready; raises what does not pass by itself (no permission, for one)."""
    error = for_code(topic.error)
    if topic.error and not error.retriable:
        raise error(f"topic {topic.name}")
    return topic.error == 0


async def _make(link: Link, names: Sequence[str], settings: Settings) -> None:
    configs = {
        "cleanup.policy": "delete",
        "retention.ms": str(settings.keep_log_days * _DAY_MS),
        "min.insync.replicas": str(max(1, settings.kafka_replication - 1)),
    }
    wanted = [
        NewTopic(
            name,
            settings.kafka_partitions,
            settings.kafka_replication,
            topic_configs=configs,
        )
        for name in names
    ]
    async with link.admin() as admin:
        answer = await admin.create_topics(wanted)
    for name, code, *message in answer.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            if error.retriable:
                raise error(f"topic {name}")
            raise BusRefused(f"Kafka did not make topic {name}: {error.__name__} {' '.join(map(str, message))}")


Starts = Callable[[Topic], Awaitable[Mapping[str, str]]]


async def admit(database: Database, owner: str, topics: Sequence[Topic], starts: Starts) -> None:
    """Hold each topic against the identity kept for `owner`, or keep it if there is none, with where to start.

    `owner` is a hearing service or "relay". Raises BusRefused.
    """
    marks = {topic.name: f"kafka:{topic.name}" for topic in topics}
    async with database.reader(SYSTEM) as reader:
        kept = await offsets.load(reader, owner, list(marks.values()))
    for topic in topics:
        if kept[marks[topic.name]]:
            _compare(topic, kept[marks[topic.name]], owner)
        else:
            await _take_up(database, owner, topic, await starts(topic))


async def _take_up(database: Database, owner: str, topic: Topic, starts: Mapping[str, str]) -> None:
    async with database.transaction(SYSTEM) as tx:
        known = await offsets.load(tx, owner, list(starts))
        new = {source: position for source, position in starts.items() if not known[source]}
        if not await offsets.move(tx, owner, {}, {f"kafka:{topic.name}": topic.mark, **new}):
            # Another member was faster; what it kept is looked at on the next try.
            raise Unavailable(f"topic {topic.name} is being taken up by another member")


def _compare(topic: Topic, kept: str, owner: str) -> None:
    cluster, topic_id, partitions = kept.rsplit(":", 2)
    if cluster != topic.cluster:
        raise BusRefused(
            f"{owner}: topic {topic.name} is on another Kafka cluster than its offsets were made on;"
            f" check WAYMARK_BUS_URL, or, if the move was meant, {_forget(topic.name, owner)}"
        )
    if topic_id != topic.id:
        raise BusRefused(
            f"{owner}: topic {topic.name} was deleted and made anew since its offsets were made;"
            f" what it lacks is still in the teller's log for some days: {_forget(topic.name, owner)}"
        )
    if int(partitions) != topic.partitions:
        raise BusRefused(
            f"{owner}: topic {topic.name} had {partitions} partitions and now has {topic.partitions}; a key may have"
            f" changed its partition, so order is only safe once every hearer has read what was there before:"
            f" stop the relay, let all hearers catch up, then {_forget(topic.name, owner, mark_only=True)}"
        )


def _forget(topic: str, owner: str, *, mark_only: bool = False) -> str:
    """What a person must do to go on with a topic as it is now; events repeated by it are absorbed by their id."""
    schema = topic.split(".", 1)[0] if owner == "relay" else owner
    name = topic.replace(".", r"\.")
    which = f"~ '^kafka:.*{name}(:|$)'"
    if mark_only:
        which = f"= 'kafka:{topic}'"
    elif owner == "relay":
        which = f"~ ':{name}$'"
    return f"run: delete from {schema}.offsets where hearer = '{owner}' and source {which}"  # noqa: S608 - said, not run
