"""The PostgreSQL bus: hearers read the tellers' logs directly, woken in process or by one NOTIFY per batch.

One task per hearing service and topic, so that a slow or fenced hearer holds up nobody else. The only read across
schemas in the house, granted per topic. What it cannot do: spread one topic over several databases (Kafka does).
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from waymark import log
from waymark.bus import Fenced, Hearer, Task, Teller
from waymark.bus.lag import Lag, lag_on_log
from waymark.bus.wake import Wake
from waymark.db import Reader, backoff_s
from waymark.errors import Unavailable
from waymark.settings import Settings
from waymark.waiting import first_of, pause

_log = logging.getLogger(__name__)
# A fresh row can hide behind a concurrent write transaction for a moment (runtime.md 4, kafka.md 4).
_PATIENT_TAIL_S = (0.001,) * 20 + (0.01,) * 100


class PostgresBus:
    """Reads logs in order and hands batches to delivery."""

    has_relay = False
    look_every_s = 5.0

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def tasks(self, hearers: Sequence[Hearer], tellers: Sequence[Teller], wake: Wake) -> dict[str, Task]:
        """One task per hearer and topic; tellers need none, their log is the bus."""
        del tellers
        return {
            f"{hearer.service} hears {topic}": partial(self._hear, hearer, topic, wake)
            for hearer in hearers
            for topic in hearer.topics
        }

    async def lags(self, reader: Reader, service: str, heard: Sequence[str], told: Sequence[str]) -> list[Lag]:
        """How far `service` is on each topic it hears."""
        del told
        return [await lag_on_log(reader, service, topic) for topic in heard]

    async def _hear(self, hearer: Hearer, topic: str, wake: Wake, closing: asyncio.Event) -> None:
        source = f"postgres:{topic}"
        woken = wake.event(topic, hearer.types)
        position: dict[str, str] | None = None
        attempt = 0
        while not closing.is_set():
            try:
                if position is None:
                    position = await hearer.deliver.positions([source])
                position = await self._drain(hearer, topic, position, woken, closing)
                attempt = 0
                await first_of(woken, closing, seconds=self._settings.poll_s)
                if linger_s := hearer.linger_s.get(topic, 0.0):
                    await pause(linger_s, closing)
            except Fenced:
                _log.info("%s: another owner hears %s; loading its position", hearer.service, topic)
                position = None
                await pause(self._settings.poll_s, closing)
            except Unavailable as error:
                attempt += 1
                position = None
                _log.warning("%s waits to hear %s: %s", hearer.service, topic, error.title)
                await pause(backoff_s(attempt, self._settings), closing)

    async def _drain(
        self, hearer: Hearer, topic: str, position: dict[str, str], woken: asyncio.Event, closing: asyncio.Event
    ) -> dict[str, str]:
        """Deliver what is there; look again for a while where rows are still held back.

        Nothing is read only to see that it is empty: what is told after a reading sets `woken` again.
        """
        pauses = iter(_PATIENT_TAIL_S)
        while not closing.is_set():
            woken.clear()
            found = await self._find(hearer, topic, position)
            if found.records:
                position = await hearer.deliver.deliver(found.records, position)
                pauses = iter(_PATIENT_TAIL_S)
            if len(found.records) == self._settings.batch_size:
                continue
            wait_s = next(pauses, None) if found.is_held_back else None
            if wait_s is None:
                break
            await asyncio.sleep(wait_s)
        return position

    async def _find(self, hearer: Hearer, topic: str, position: dict[str, str]) -> log.Found:
        schema = topic.split(".", 1)[0]
        async with hearer.database.looking() as reader:
            return await log.find_after(reader, schema, topic, position[f"postgres:{topic}"], self._settings.batch_size)
