"""The Kafka bus: a relay publishes each teller's log, a consumer group per hearing service reads it.

PostgreSQL stays the truth: what was told is in the log, how far each hearer is in its offsets. aiokafka is imported in
this folder only; its transactions, and its memory of offsets, are not relied on (ADR 0002).
"""

import asyncio
from collections.abc import Sequence

from waymark.bus import Hearer, Lag, Task, Teller, Wake
from waymark.bus.kafka.consumer import BusStuck, Consumer
from waymark.bus.kafka.lag import in_words, lags_on_broker, stands
from waymark.bus.kafka.link import AWAY, Address, Link
from waymark.bus.kafka.relay import Relay
from waymark.bus.kafka.throttle import quieten
from waymark.bus.lag import RELAY, lag_on_log
from waymark.db import Reader
from waymark.settings import Settings

_ASK_S = 1.5  # an operator waits for the answer


class KafkaBus:
    """Carries events over the cluster that `settings.bus_url` names; raises SettingsInvalid if it names none."""

    has_relay = True
    look_every_s = 15.0

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._link = Link(Address.of(settings.bus_url), settings)

    def tasks(self, hearers: Sequence[Hearer], tellers: Sequence[Teller], wake: Wake) -> dict[str, Task]:
        """One relay per teller, one consumer per hearer."""
        quieten()
        tasks: dict[str, Task] = {
            f"{teller.service} relay": Relay(teller, self._link, self._settings, wake).run for teller in tellers
        }
        for hearer in hearers:
            tasks[f"{hearer.service} hears"] = Consumer(hearer, self._link, self._settings).run
        return tasks

    async def lags(self, reader: Reader, service: str, heard: Sequence[str], told: Sequence[str]) -> list[Lag]:
        """How far the relay is on the service's log, and the service on each topic it hears.

        While the broker is away it is not known how many wait for the service; what the relay holds back is.
        """
        found = [await lag_on_log(reader, RELAY, topic) for topic in told]
        kept = await stands(reader, service, heard)
        try:
            async with asyncio.timeout(_ASK_S):
                return [*found, *(await lags_on_broker(self._link, service, kept))]
        except AWAY:
            unknown = [
                Lag(service, topic, in_words(stand.positions), stand.moved_at, None, None)
                for topic, stand in kept.items()
            ]
            return [*found, *unknown]


__all__ = ["BusStuck", "KafkaBus"]
