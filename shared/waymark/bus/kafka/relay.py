"""The relay: publishes one teller's log on its topics, in order, and moves its offset once the broker has it.

It is one more reader of the log, under an advisory lock: one relay per teller is active, the others stand by. A repeat
after a crash is absorbed by the hearers' event ids. What a hearer does with a record is not here: see consumer.py.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer

from waymark import log, offsets
from waymark.bus import Teller, Wake
from waymark.bus.kafka import headers
from waymark.bus.kafka.link import AWAY, Link, Reach, stop_producer
from waymark.bus.kafka.topics import Topic, admit, topics_on
from waymark.db import SYSTEM, Transaction, backoff_s, statement
from waymark.record import Record
from waymark.settings import Settings
from waymark.waiting import first_of, pause

_log = logging.getLogger(__name__)
_OWNER = "relay"
# A fresh row can hide behind a concurrent write transaction for a moment (runtime.md 4, kafka.md 4).
_PATIENT_TAIL_S = (0.001,) * 20 + (0.01,) * 100
_LAST_S = 1.0
_LOCK = statement("select pg_try_advisory_lock(hashtext('waymark relay'), hashtext(:service))")


class _Fell(Exception):  # noqa: N818
    """The relay's offset was moved by somebody else: another relay took over."""


class Relay:
    """Publishes what one service tells."""

    def __init__(self, teller: Teller, link: Link, settings: Settings, wake: Wake) -> None:
        self._teller = teller
        self._link = link
        self._settings = settings
        self._woken = [wake.event(topic) for topic in teller.topics]
        self._reach = Reach(f"relay of {teller.service}", link.address)
        self._producer: AIOKafkaProducer | None = None

    async def run(self, closing: asyncio.Event) -> None:
        """Publish until closing; a broker or database that is away is waited for, with backoff."""
        try:
            while not closing.is_set():
                try:
                    async with self._leading() as connection:
                        if connection is None:
                            await pause(self._settings.poll_s, closing)
                        else:
                            await self._lead(connection, closing)
                except _Fell:
                    _log.warning("relay of %s: another one has taken over", self._teller.service)
                    await pause(self._settings.poll_s, closing)
                except AWAY as error:
                    self._reach.away(error)
                    await self._drop_producer()
                    await pause(backoff_s(self._reach.tries, self._settings), closing)
        finally:
            await self._drop_producer()

    @asynccontextmanager
    async def _leading(self) -> AsyncIterator[Transaction | None]:
        """The connection that holds this teller's lock, or None while another process has it.

        The log is read on it, so that a lost connection, which gives the lock back, ends the reading too.
        """
        async with self._teller.database.at_once() as session:
            held = await session.value(_LOCK, {"service": self._teller.service})
            try:
                yield session if held else None
            finally:
                if held:
                    session.hang_up()  # the lock lives as long as the session: nobody else may get it

    async def _lead(self, connection: Transaction, closing: asyncio.Event) -> None:
        positions = await self._positions()
        tail: Iterator[float] = iter(_PATIENT_TAIL_S)
        checked_at = 0.0
        while not closing.is_set():
            if time.monotonic() - checked_at > self._settings.kafka_watchdog_s:
                await self._check()
                checked_at = time.monotonic()
            for woken in self._woken:
                woken.clear()
            found = [await self._publish_next(connection, topic, positions, closing) for topic in self._teller.topics]
            if any(one.records for one in found):
                tail = iter(_PATIENT_TAIL_S)
            if any(len(one.records) == self._settings.batch_size for one in found):
                continue
            wait_s = next(tail, None) if any(one.is_held_back for one in found) else None
            if wait_s is not None:
                await asyncio.sleep(wait_s)
                continue
            # Nothing is read only to see that it is empty: what is told after a reading has set `woken` again.
            await first_of(*self._woken, closing, seconds=self._settings.poll_s)
            tail = iter(_PATIENT_TAIL_S)

    async def _positions(self) -> dict[str, str]:
        sources = [f"postgres:{topic}" for topic in self._teller.topics]
        async with self._teller.database.reader(SYSTEM) as reader:
            return await offsets.load(reader, _OWNER, sources)

    async def _check(self) -> None:
        topics = await topics_on(self._link, self._teller.topics, self._settings)
        await admit(self._teller.database, _OWNER, list(topics.values()), _no_starts)

    async def _publish_next(
        self, connection: Transaction, topic: str, positions: dict[str, str], closing: asyncio.Event
    ) -> log.Found:
        """Publish the next batch of a topic; answers what was there."""
        source = f"postgres:{topic}"
        found = await log.find_after(
            connection, self._teller.service, topic, positions[source], self._settings.batch_size
        )
        if found.records:
            await self._publish(found.records, closing)
            await self._move(positions, source, found.records[-1].position)
        return found

    async def _publish(self, records: Sequence[Record], closing: asyncio.Event) -> None:
        """Send records in order and wait until the broker has them all; raises AWAY errors.

        A process that is closing waits a moment only: what has not arrived is sent again by the next one.
        """
        if self._producer is None:
            self._producer = await self._link.producer()
        sending = asyncio.create_task(_send(self._producer, records))
        waiting = asyncio.create_task(closing.wait())
        try:
            await asyncio.wait(
                {sending, waiting}, timeout=self._settings.kafka_send_s, return_when=asyncio.FIRST_COMPLETED
            )
            if closing.is_set():
                await asyncio.wait({sending}, timeout=_LAST_S)
            if not sending.done():
                raise TimeoutError(f"the broker did not take {len(records)} events in time")
            await sending
        finally:
            sending.cancel()
            waiting.cancel()
        self._reach.back()

    async def _move(self, positions: dict[str, str], source: str, position: str) -> None:
        async with self._teller.database.at_once() as tx:
            if not await offsets.move(tx, _OWNER, positions, {source: position}):
                raise _Fell
        positions[source] = position

    async def _drop_producer(self) -> None:
        """A producer that failed once may never work again (aiokafka issue 1017): the next one is new."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await stop_producer(producer)


async def _send(producer: AIOKafkaProducer, records: Sequence[Record]) -> None:
    waiting = []
    try:
        for record in records:
            key = str(record.key).encode()
            waiting.append(await producer.send(record.topic, value=record.body, key=key, headers=headers.write(record)))
        await asyncio.gather(*waiting)
    finally:
        for sent in waiting:
            sent.cancel()


async def _no_starts(_: Topic) -> Mapping[str, str]:
    return {}
