"""The Kafka bus: a relay publishes each teller's log, a consumer group per hearing service reads it.

PostgreSQL stays the truth: what was told is in the log, how far each hearer is in its offsets. aiokafka is imported in
this folder only; its transactions, and its memory of offsets, are not relied on (ADR 0002).
"""

from collections.abc import Sequence

from waymark.bus import Hearer, Task, Teller, Wake
from waymark.bus.kafka.consumer import BusStuck, Consumer
from waymark.bus.kafka.link import Address, Link
from waymark.bus.kafka.relay import Relay
from waymark.bus.kafka.throttle import quieten
from waymark.settings import Settings


class KafkaBus:
    """Carries events over the cluster that `settings.bus_url` names; raises SettingsInvalid if it names none."""

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


__all__ = ["BusStuck", "KafkaBus"]
