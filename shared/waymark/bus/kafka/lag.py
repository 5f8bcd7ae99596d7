"""How far a hearer is behind its topics on the broker: where each partition ends, less where the hearer stands.

Where it stands is what PostgreSQL keeps, never what Kafka remembers. A fresh client asks, as `topics.bounds` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition

from waymark.bus.kafka import headers
from waymark.bus.kafka.link import Link
from waymark.bus.lag import MOST, Lag
from waymark.db import Reader

_PEEK_MS = 300


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a hearer stands on one topic, by partition, and when it last moved there."""

    positions: Mapping[int, int]
    moved_at: datetime | None


async def stands(reader: Reader, hearer: str, topics: Sequence[str]) -> dict[str, Stand]:
    """Where `hearer` stands on each topic, on the cluster and topic its offsets are marked with."""
    rows = await reader.rows(
        "select source, position, moved_at from offsets where hearer = :hearer and source like 'kafka:%'",
        {"hearer": hearer},
    )
    kept = {row.source: row for row in rows}
    found: dict[str, Stand] = {}
    for topic in topics:
        mark = kept.get(f"kafka:{topic}")
        cluster, topic_id, _ = mark.position.rsplit(":", 2) if mark else ("", "", "")
        start = f"kafka:{cluster}:{topic_id}:{topic}:"
        mine = {int(source.removeprefix(start)): row for source, row in kept.items() if source.startswith(start)}
        found[topic] = Stand(
            {partition: int(row.position) for partition, row in mine.items()},
            max((row.moved_at for row in mine.values()), default=None),
        )
    return found


async def lags_on_broker(link: Link, hearer: str, found: Mapping[str, Stand]) -> list[Lag]:
    """How far `hearer` is on each topic; raises AWAY errors where the broker does not answer."""
    at = {
        TopicPartition(topic, partition): position
        for topic, stand in found.items()
        for partition, position in stand.positions.items()
    }
    async with link.reader() as reader:
        ends = await reader.end_offsets(list(at)) if at else {}
        behind = {partition: position for partition, position in at.items() if ends[partition] > position}
        oldest = await _oldest(reader, behind) if behind else {}
    return [
        Lag(
            hearer,
            topic,
            in_words(stand.positions),
            stand.moved_at,
            min(MOST, sum(ends[one] - behind[one] for one in behind if one.topic == topic)),
            min((time for one, time in oldest.items() if one.topic == topic), default=None),
        )
        for topic, stand in found.items()
    ]


def in_words(positions: Mapping[int, int]) -> str:
    """Positions as an operator reads them: 0=12 1=7."""
    return " ".join(f"{partition}={position}" for partition, position in sorted(positions.items()))


async def _oldest(reader: AIOKafkaConsumer, behind: Mapping[TopicPartition, int]) -> dict[TopicPartition, datetime]:
    """When the first waiting event of each partition was told, as far as the broker hands it out in time."""
    reader.assign(list(behind))
    for partition, position in behind.items():
        reader.seek(partition, position)
    found: dict[TopicPartition, datetime] = {}
    batch = await reader.getmany(timeout_ms=_PEEK_MS, max_records=len(behind) * 4)
    for partition, taken in batch.items():
        first = taken[0]
        try:
            found[partition] = headers.time_of(first.headers)
        except headers.Unreadable:
            continue
    return found
