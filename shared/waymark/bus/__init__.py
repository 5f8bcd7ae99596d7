"""The port between tellers' logs and hearers: what a bus gives and asks; `opening.py` picks one by URL.

Two buses carry the same events with one code path for effects: `postgres` reads the tellers' logs itself,
`kafka` carries them over a broker. Neither loses, both may repeat; `waymark.delivery` makes the effect exactly once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from waymark.bus.lag import Lag
from waymark.bus.wake import Wake
from waymark.db import Database, Reader
from waymark.errors import SettingsInvalid
from waymark.record import Record


class Fenced(Exception):  # noqa: N818
    """An offset was moved by another owner: drop the batch, load positions again, go on from there."""


class BusRefused(SettingsInvalid):
    """The bus is not what the offsets were made on (recreated topic, offset past the end): a person must look."""


class Deliver(Protocol):
    """Handles batches for one hearing service; made by `waymark.delivery`."""

    async def positions(self, sources: Sequence[str]) -> dict[str, str]:
        """Where the service stands on each source; "" where it has not begun."""
        ...

    async def deliver(self, records: Sequence[Record], before: Mapping[str, str]) -> dict[str, str]:
        """Handle records and move offsets from `before` in the effect's own transaction; answers the new ones.

        Raises Fenced when another owner has moved an offset. Retries what passes by itself, parks what does not.
        """
        ...


@dataclass(frozen=True, slots=True)
class Hearer:
    """A service that hears, and the topics it hears.

    `types` are the events it does something with: what else is told on its topics need not wake it. `linger_s` is by
    topic how long it may wait for more, where nobody waits for what follows.
    """

    service: str
    topics: tuple[str, ...]
    deliver: Deliver
    database: Database
    types: frozenset[str] = frozenset()
    linger_s: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Teller:
    """A service that tells, and the database whose log a relay may have to publish."""

    service: str
    topics: tuple[str, ...]
    database: Database


Task = Callable[[asyncio.Event], Awaitable[None]]


class Bus(Protocol):
    """Carries events from logs to hearers.

    `has_relay` says whether a teller's log has a reader of its own; `look_every_s` how often asking for lags is cheap.
    """

    has_relay: bool
    look_every_s: float

    def tasks(self, hearers: Sequence[Hearer], tellers: Sequence[Teller], wake: Wake) -> dict[str, Task]:
        """Long-running tasks by name. Each gets the closing event, finishes its batch when it is set, and returns;
        an exception takes the process down.
        """
        ...

    async def lags(self, reader: Reader, service: str, heard: Sequence[str], told: Sequence[str]) -> list[Lag]:
        """How far `service` is behind the topics it hears, and its relay, if there is one, behind what it tells.

        `reader` is of the service's own database. Raises Unavailable where nothing at all can be known.
        """
        ...


__all__ = ["Bus", "BusRefused", "Deliver", "Fenced", "Hearer", "Lag", "Record", "Task", "Teller", "Wake"]
