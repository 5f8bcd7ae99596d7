"""The meter: every few seconds it looks at one service and sets the gauges a monitoring system reads.

One cheap statement per hearer and topic, figures once a minute; a number that cannot be known is NaN, which no alert
takes for well. Not here: the gauges' names (`waymark.metrics`).
"""

import asyncio
import math
import time
from typing import Any

from waymark import metrics, parked
from waymark.bus import Bus, Lag
from waymark.bus.lag import RELAY
from waymark.db import Reader
from waymark.figure import Figure
from waymark.service import Context, Service
from waymark.status.look import LIMIT_S, in_time
from waymark.waiting import pause

_FIGURES_EVERY_S = 60.0  # a service may count rows for them


class Meter:
    """Sets the gauges of one service in this process."""

    def __init__(self, service: Service, context: Context[Any, Any], bus: Bus) -> None:
        self._service = service
        self._context = context
        self._bus = bus
        self._codes: set[str] = set()
        self._figures_due = 0.0

    async def run(self, closing: asyncio.Event) -> None:
        """Look until closing, by the machine's own time whatever clock the county is on."""
        while not closing.is_set():
            await self.look()
            await pause(self._bus.look_every_s, closing)

    async def look(self) -> None:
        """Set every gauge once."""
        database, name = self._context.database, self._service.name
        lags = await in_time(database, self._lags, LIMIT_S)
        ages = {(lag.hearer, lag.topic): self._age_s(lag) for lag in lags or ()}
        for topic in self._service.heard_topics():
            metrics.lag_seconds.labels(name, topic).set(ages.get((name, topic), math.nan))
        for topic in self._service.told_topics() if self._bus.has_relay else ():
            metrics.relay_lag_seconds.labels(name, topic).set(ages.get((RELAY, topic), math.nan))
        count = await in_time(database, parked.count_open, LIMIT_S)
        metrics.parked.labels(name).set(math.nan if count is None else count)
        if time.monotonic() >= self._figures_due:
            self._figures_due = time.monotonic() + _FIGURES_EVERY_S
            await self._set_figures()

    async def _set_figures(self) -> None:
        figures = await in_time(self._context.database, self._figures, LIMIT_S) or ()
        values = {**dict.fromkeys(self._codes, math.nan), **{figure.code: figure.value for figure in figures}}
        self._codes = set(values)
        for code, number in values.items():
            metrics.figure.labels(self._service.name, code).set(number)

    def _age_s(self, lag: Lag) -> float:
        is_known = lag.waiting == 0 or lag.oldest is not None
        return lag.age_s(self._context.clock.now()) if is_known else math.nan

    async def _lags(self, reader: Reader) -> list[Lag]:
        service = self._service
        return await self._bus.lags(reader, service.name, service.heard_topics(), service.told_topics())

    async def _figures(self, reader: Reader) -> tuple[Figure, ...]:
        return tuple(await self._service.figures(reader)) if self._service.figures else ()
