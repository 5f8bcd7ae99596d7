"""The consumer: one hearing service's member of its group, which hands batches to delivery.

Where it stands is kept in PostgreSQL, moved in the effect's transaction, and seeked to on every assignment; offsets
are committed to Kafka for lag tools only. Handling, retrying and parking are delivery's, for both buses alike.
"""

import asyncio
import hashlib
import logging
import socket
import time
from collections.abc import Iterable, Mapping, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.structs import ConsumerRecord

from waymark import offsets, parked
from waymark.bus import BusRefused, Fenced, Hearer
from waymark.bus.kafka import headers
from waymark.bus.kafka.link import AWAY, Link, Reach
from waymark.bus.kafka.topics import Topic, admit, bounds, topics_on
from waymark.db import SYSTEM, backoff_s
from waymark.record import Record
from waymark.settings import Settings
from waymark.waiting import pause

_log = logging.getLogger(__name__)
_LOOK_S = 0.25
_REPORT_S = 5.0
_COMMIT_S = 1.0
_GAPS = 3


class BusStuck(Exception):  # noqa: N818
    """Kafka has events for us and answers, but even a new client does not hand them out."""


class _Stalled(Exception):  # noqa: N818
    """No progress although there is something to read."""


class _Listener(ConsumerRebalanceListener):
    """Notes that partitions come and go; tiny, because aiokafka only logs what goes wrong in it."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer
        self.assigned: set[TopicPartition] | None = None
        self.placed = False

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Partitions are about to move: what is in hand is decided by the offset's compare-and-set."""
        del revoked
        self.assigned, self.placed = None, False

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Partitions are ours from now on, and wait until where we stand is loaded."""
        self.assigned, self.placed = set(assigned), False
        self._consumer.pause(*self.assigned)


class Consumer:
    """Hears topics over Kafka for one service."""

    def __init__(self, hearer: Hearer, link: Link, settings: Settings) -> None:
        self._hearer = hearer
        self._link = link
        self._settings = settings
        self._reach = Reach(f"{hearer.service} hears", link.address)
        self._stalls = 0

    async def run(self, closing: asyncio.Event) -> None:
        """Hear until closing. A broker or database that is away is waited for; a client that stalls is rebuilt once.

        Raises BusRefused when the topics are not those our offsets were made on, BusStuck when rebuilding is no help.
        """
        group = f"waymark.{self._hearer.service}"
        while not closing.is_set():
            try:
                topics = await topics_on(self._link, self._hearer.topics, self._settings)
                async with self._link.consumer(group, self._instance(topics)) as consumer:
                    member = _Member(self._hearer, self._settings, self._link, consumer, topics)
                    try:
                        await member.listen(closing, self._reach)
                    finally:
                        self._stalls = 0 if member.progressed else self._stalls
            except _Stalled as stalled:
                self._stalls += 1
                if self._stalls > 1:
                    raise BusStuck(f"{self._hearer.service} {stalled}, again with a new client") from None
                _log.warning("%s %s; rebuilding the client", self._hearer.service, stalled)
            except AWAY as error:
                self._reach.away(error)
                await pause(backoff_s(self._reach.tries, self._settings), closing)

    def _instance(self, topics: Mapping[str, Topic]) -> str:
        """The member's fixed name, another one when the topics are others.

        A broker gives a member that comes back under its old name its old partitions, without any added since.
        """
        marks = " ".join(topics[name].mark for name in sorted(topics))
        name = self._settings.kafka_instance or socket.gethostname()
        return f"{name}.{self._hearer.service}.{hashlib.sha256(marks.encode()).hexdigest()[:8]}"


class _Member:
    """One life of a consumer in its group."""

    def __init__(
        self,
        hearer: Hearer,
        settings: Settings,
        link: Link,
        consumer: AIOKafkaConsumer,
        topics: Mapping[str, Topic],
    ) -> None:
        self._hearer = hearer
        self._settings = settings
        self._link = link
        self._consumer = consumer
        self._topics = topics
        self._listener = _Listener(consumer)
        self._positions: dict[str, str] = {}
        self._moved_at = self._checked_at = self._reported_at = time.monotonic()
        self._gaps = 0
        self.progressed = False

    async def listen(self, closing: asyncio.Event, reach: Reach) -> None:
        """Take batches and hand them over until closing."""
        self._consumer.subscribe(list(self._hearer.topics), listener=self._listener)
        while not closing.is_set():
            await self._check(reach)
            batch = await self._take()
            if batch:
                await self._hand_over(batch)
            await self._report()
            if batch:
                reach.back()
        await self._report(last=True)

    async def _take(self) -> Mapping[TopicPartition, Sequence[ConsumerRecord]]:
        """The next batch from where we stand; empty when there is none, or partitions moved meanwhile."""
        if self._listener.assigned and not self._listener.placed:
            await self._place()
        async with asyncio.timeout(self._settings.kafka_watchdog_s + _LOOK_S):
            if not self._listener.assigned:
                await asyncio.sleep(_LOOK_S)
            batch = await self._consumer.getmany(timeout_ms=int(_LOOK_S * 1000))
        return batch if self._listener.placed else {}

    async def _place(self) -> None:
        """Load where we stand on what is now ours, make sure that it is there, and seek to it."""
        mine = self._listener.assigned or set()
        self._topics = await topics_on(self._link, self._hearer.topics, self._settings)
        await admit(
            self._hearer.database,
            self._hearer.service,
            list(self._topics.values()),
            self._starts,
        )
        sources = {partition: self._source(partition) for partition in mine}
        positions = await self._hearer.deliver.positions(list(sources.values()))
        for partition, (first, end) in (await bounds(self._link, mine)).items():
            source = sources[partition]
            positions[source] = positions[source] or str(first)
            self._inspect(partition, int(positions[source]), first, end)
        if self._listener.assigned != mine:
            return
        for partition, source in sources.items():
            self._consumer.seek(partition, int(positions[source]))
        self._consumer.resume(*mine)
        self._positions = positions
        self._listener.placed = True
        self._moved_at = time.monotonic()

    async def _starts(self, topic: Topic) -> dict[str, str]:
        """Where a service that never heard this topic begins: with the oldest there is."""
        found = await bounds(self._link, topic.all_partitions())
        return {topic.source(partition.partition): str(first) for partition, (first, _) in found.items()}

    def _inspect(self, partition: TopicPartition, position: int, first: int, end: int) -> None:
        service, source = self._hearer.service, self._source(partition)
        where = f"hearer = '{service}' and source = '{source}'"
        go_on = f"run: update {service}.offsets set position = '{first}' where {where}"  # noqa: S608 - said, not run
        if position > end:
            raise BusRefused(
                f"{service}: stands at {position} of {partition.topic} partition {partition.partition}, which ends at"
                f" {end}: the broker lost its tail. Let the relay publish it again, then {go_on}"
            )
        if position < first:
            raise BusRefused(
                f"{service}: stands at {position} of {partition.topic} partition {partition.partition}, which now"
                f" begins at {first}: {first - position} events were deleted before they were heard. Read them from the"
                f" teller's log; to go on without them {go_on}"
            )

    def _source(self, partition: TopicPartition) -> str:
        return self._topics[partition.topic].source(partition.partition)

    async def _hand_over(self, batch: Mapping[TopicPartition, Sequence[ConsumerRecord]]) -> None:
        if not self._follows_on(batch):
            return
        readable: list[Record] = []
        try:
            for partition, taken in batch.items():
                for one in taken:
                    source, position = self._source(partition), str(one.offset + 1)
                    try:
                        readable.append(
                            headers.read(
                                one.headers,
                                one.value or b"",
                                source=source,
                                position=position,
                            )
                        )
                    except headers.Unreadable as error:
                        await self._deliver(readable)
                        readable = []
                        await self._set_aside(one, source, position, error)
            await self._deliver(readable)
        except Fenced:
            _log.info(
                "%s: another owner has moved on; loading positions again",
                self._hearer.service,
            )
            self._listener.placed = False
            await asyncio.sleep(_LOOK_S)

    def _follows_on(self, batch: Mapping[TopicPartition, Sequence[ConsumerRecord]]) -> bool:
        """Whether every partition goes on just where we stand: a jump would be a silent loss."""
        for partition, taken in batch.items():
            expected = int(self._positions[self._source(partition)])
            if taken[0].offset != expected:
                self._gaps += 1
                self._listener.placed = False
                if self._gaps >= _GAPS:
                    raise BusRefused(
                        f"{self._hearer.service}: {partition.topic} partition {partition.partition} answers offset"
                        f" {taken[0].offset} where {expected} was asked for"
                    )
                return False
        self._gaps = 0
        return True

    async def _deliver(self, records: Sequence[Record]) -> None:
        if records:
            self._positions = await self._hearer.deliver.deliver(records, self._positions)
            self._note_progress()

    async def _set_aside(self, one: ConsumerRecord, source: str, position: str, error: headers.Unreadable) -> None:
        """What is no event of ours cannot be handled by anybody: it waits for a person, and blocks nothing."""
        _log.error(
            "%s: set aside an unreadable record of %s: %s",
            self._hearer.service,
            one.topic,
            error,
        )
        async with self._hearer.database.transaction(SYSTEM) as tx:
            if not await offsets.move(tx, self._hearer.service, self._positions, {source: position}):
                raise Fenced
            record = headers.stand_in(one.value or b"", source=source, position=position, at=tx.now)
            await parked.add(tx, record, state="parked", error=f"Unreadable: {error}", attempts=1)
        self._positions = {**self._positions, source: position}
        self._note_progress()

    def _note_progress(self) -> None:
        self._moved_at = time.monotonic()
        self.progressed = True

    async def _check(self, reach: Reach) -> None:
        """Ask every `kafka_watchdog_s` whether these are still our topics, and why nothing moved if nothing did.

        A broker that does not answer is no reason to give the client up: it carries on by itself.
        """
        now = time.monotonic()
        if now - self._checked_at < self._settings.kafka_watchdog_s:
            return
        try:
            topics = await topics_on(self._link, self._hearer.topics, self._settings)
            await admit(self._hearer.database, self._hearer.service, list(topics.values()), self._starts)
            await self._watch(idle_s=now - self._moved_at)
        except AWAY as error:
            reach.away(error)
            self._moved_at = time.monotonic()
        self._checked_at = time.monotonic()

    async def _watch(self, *, idle_s: float) -> None:
        """Raise _Stalled where nothing moved for `kafka_watchdog_s` although there is something to read."""
        if idle_s < self._settings.kafka_watchdog_s:
            return
        if self._listener.assigned is None:
            raise _Stalled("has waited too long for its partitions")
        if self._listener.placed:
            found = await bounds(self._link, self._listener.assigned)
            behind = [p for p, (_, end) in found.items() if end > int(self._positions[self._source(p)])]
            if behind:
                raise _Stalled(f"gets nothing from {behind[0].topic} partition {behind[0].partition}")

    async def _report(self, *, last: bool = False) -> None:
        """Tell Kafka where we stand, for its lag tools; nothing of ours relies on it."""
        due = last or time.monotonic() - self._reported_at > _REPORT_S
        if not due or not self._listener.placed or not self._listener.assigned:
            return
        self._reported_at = time.monotonic()
        stand = {partition: int(self._positions[self._source(partition)]) for partition in self._listener.assigned}
        try:
            async with asyncio.timeout(_COMMIT_S):
                await self._consumer.commit(stand)
        except AWAY as error:
            _log.debug(
                "%s: offsets not reported to Kafka: %s",
                self._hearer.service,
                type(error).__name__,
            )
