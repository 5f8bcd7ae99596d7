"""One look at a service: how far it is, what is set aside, its figures; each part with a time limit of its own.

A part that is not answered in time is None, "not known", and holds up no other. Not here: words and pages.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from waymark import parked
from waymark.bus import Bus, Lag
from waymark.clock import Clock
from waymark.db import SYSTEM, Database, Reader
from waymark.errors import Unavailable
from waymark.figure import Figure
from waymark.parked import Head
from waymark.service import Service
from waymark.status import words
from waymark.status.words import Warned

T = TypeVar("T")
LIMIT_S = 2.0
MOST_HEADS = 100


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of one service at `now`; a part that is None is not known."""

    service: str
    summary: str
    now: datetime
    lags: tuple[Lag, ...] | None
    heads: tuple[Head, ...] | None
    figures: tuple[Figure, ...] | None

    def warnings(self, most_lag_s: float) -> list[Warned]:
        """What somebody should look at, the worst kinds first."""
        found: list[Warned] = []
        if None in {self.lags, self.heads, self.figures}:
            found.append(Warned(self.service, words.NOT_KNOWN_CODE, f"{self.service} did not answer in time"))
        found += words.warnings_of_parked(self.service, self.heads or (), self.now)
        found += words.warnings_of_lags(self.service, self.lags or (), self.now, most_s=most_lag_s)
        found += words.warnings_of_figures(self.service, self.figures or ())
        return found


async def look(service: Service, database: Database, bus: Bus, clock: Clock, *, limit_s: float = LIMIT_S) -> Look:
    """Look at one service; takes at most three times `limit_s`, one connection at a time."""
    told, heard = service.told_topics(), service.heard_topics()

    async def figures(reader: Reader) -> tuple[Figure, ...]:
        return tuple(await service.figures(reader)) if service.figures else ()

    async def lags(reader: Reader) -> tuple[Lag, ...]:
        return tuple(await bus.lags(reader, service.name, heard, told))

    async def heads(reader: Reader) -> tuple[Head, ...]:
        return tuple(await parked.heads(reader, MOST_HEADS))

    return Look(
        service=service.name,
        summary=service.summary,
        lags=await in_time(database, lags, limit_s),
        heads=await in_time(database, heads, limit_s),
        figures=await in_time(database, figures, limit_s),
        now=clock.now(),
    )


async def in_time(database: Database, ask: Callable[[Reader], Awaitable[T]], limit_s: float) -> T | None:
    """What `ask` answers, or None where it does not within `limit_s`."""
    try:
        async with asyncio.timeout(limit_s), database.reader(SYSTEM) as reader:
            return await ask(reader)
    except (Unavailable, TimeoutError, DBAPIError):
        return None
