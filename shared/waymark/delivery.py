"""Delivery: a batch of events becomes an effect and a moved offset in one transaction (ADR 0002).

A batch that fails is tried event by event. What passes by itself is retried with backoff; a refusal is recorded and
not retried; anything else is a bug and is parked after a few tries, with later events of its key queued behind it.
Too many parked in a row stop the consumer: then the deploy is bad, not the event.
"""

import asyncio
import logging
import traceback
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from opentelemetry.trace import SpanKind
from pydantic import ValidationError
from sqlalchemy import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUuid

from waymark import metrics, offsets, parked, telemetry
from waymark.bus import Fenced, Record
from waymark.contracts.envelope import Event, Heard
from waymark.db import SYSTEM, Transaction, backoff_s, typed
from waymark.errors import Refused, Unavailable
from waymark.ids import EventId
from waymark.service import Context, Handler, Service

_log = logging.getLogger(__name__)
_NEW = typed(
    "insert into heard(event_id, at) select id, :now from unnest(:ids) as t(id)"
    " on conflict do nothing returning event_id",
    ids=ARRAY(PgUuid),
)
_NEW_AND_FREE = typed(
    "insert into heard(event_id, at) select id, :now from unnest(:ids, :keys) as t(id, key) where not exists"
    " (select from parked where parked.key = t.key and state in ('parked', 'queued'))"
    " on conflict do nothing returning event_id",
    ids=ARRAY(PgUuid),
    keys=ARRAY(PgUuid),
)


class TooManyParked(Exception):  # noqa: N818
    """So many events in a row could not be processed that going on would only park the rest."""


class Delivery:
    """Delivers to one service: the same path for both buses."""

    def __init__(self, service: Service, context: Context[Any, Any]) -> None:
        self._service = service
        self._context = context
        self._settings = context.shared
        self._handlers: dict[str, tuple[type[Event], Handler]] = {
            heard.event.type(): (heard.event, heard.handle) for heard in service.hears
        }
        self._parked_in_a_row = 0

    async def positions(self, sources: Sequence[str]) -> dict[str, str]:
        """Where this service stands on each source."""
        async with self._context.database.reader(SYSTEM) as reader:
            return await offsets.load(reader, self._service.name, sources)

    async def deliver(self, records: Sequence[Record], before: Mapping[str, str]) -> dict[str, str]:
        """Handle `records` and move on; see the module's docstring. Raises Fenced and TooManyParked."""
        try:
            after = await self._patiently(records, before)
        except (Fenced, TooManyParked, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - the event edge: whatever failed is narrowed down one by one
            if len(records) == 1:
                return await self._stubborn(records[0], before, error)
            return await self._one_by_one(records, before)
        self._parked_in_a_row = 0
        return after

    async def _one_by_one(self, records: Sequence[Record], before: Mapping[str, str]) -> dict[str, str]:
        position = dict(before)
        for record in records:
            position.update(await self.deliver([record], position))
        return position

    async def _patiently(self, records: Sequence[Record], before: Mapping[str, str]) -> dict[str, str]:
        attempt = 0
        while True:
            try:
                return await self._once(records, before)
            except Unavailable as error:
                attempt += 1
                _log.warning("%s: trying again: %s", self._service.name, error.title)
                await asyncio.sleep(backoff_s(attempt, self._settings))

    async def _stubborn(self, record: Record, before: Mapping[str, str], error: Exception) -> dict[str, str]:
        """One event that failed: a refusal is final, a bug gets a few more tries and is then parked."""
        for attempt in range(1, self._settings.attempts_before_parking + 1):
            if isinstance(error, Refused | ValidationError) or attempt == self._settings.attempts_before_parking:
                return await self._set_aside(record, before, error, attempts=attempt)
            await asyncio.sleep(backoff_s(attempt, self._settings))
            try:
                after = await self._patiently([record], before)
            except (Fenced, asyncio.CancelledError):
                raise
            except Exception as again:  # noqa: BLE001 - the event edge
                error = again
            else:
                self._parked_in_a_row = 0
                return after
        raise AssertionError("unreachable: the last attempt sets the event aside")

    async def _set_aside(
        self, record: Record, before: Mapping[str, str], error: Exception, *, attempts: int
    ) -> dict[str, str]:
        refused = isinstance(error, Refused)
        after = {record.source: record.position}
        place = _place(error)
        async with self._context.database.transaction(SYSTEM) as tx:
            await self._move(tx, before, after)
            if refused:
                tx.audit("event.refused", about=record.event_id, actor=self._service.name, type=record.type, why=place)
                await tx.rows(_NEW, {"ids": [record.event_id], "now": tx.now})
            else:
                await parked.add(tx, record, state="parked", error=place, attempts=attempts)
        result = "refused" if refused else "parked"
        metrics.events_heard.labels(self._service.name, record.type, result).inc()
        _log.error("%s: %s %s %s: %s", self._service.name, result, record.type, record.event_id, place)
        if not refused:
            self._parked_in_a_row += 1
            if self._parked_in_a_row >= self._settings.parked_in_a_row_limit:
                raise TooManyParked(
                    f"{self._service.name} parked {self._parked_in_a_row} events in a row; look at them"
                )
        return {**before, **after}

    async def _once(self, records: Sequence[Record], before: Mapping[str, str]) -> dict[str, str]:
        after = {record.source: record.position for record in records}
        links = telemetry.links_to([r.traceparent for r in records if telemetry.is_sampled(r.traceparent)])
        with telemetry.span(f"{self._service.name} hear", kind=SpanKind.CONSUMER, links=links):
            if any(record.type in self._handlers for record in records):
                async with self._context.database.transaction(SYSTEM) as tx:
                    await self._move(tx, before, after)
                    await self._handle(tx, await self._fresh(tx, records))
            else:  # the topic's other events: no effect, so nothing that must be committed together
                async with self._context.database.at_once() as tx:
                    await self._move(tx, before, after)
        oldest = min(record.time for record in records)
        metrics.delivery_seconds.labels(self._service.name).observe(
            max(0.0, (self._context.clock.now() - oldest).total_seconds())
        )
        return {**before, **after}

    async def _move(self, tx: Transaction, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        if not await offsets.move(tx, self._service.name, before, after):
            raise Fenced(f"{self._service.name}: another owner has moved on")

    async def _fresh(self, tx: Transaction, records: Sequence[Record]) -> list[Record]:
        """Records with a handler that were not heard before and whose key is not held."""
        ours = [record for record in records if record.type in self._handlers]
        if not ours:
            return []
        ids, keys = [record.event_id for record in ours], [record.key for record in ours]
        new = {row.event_id for row in await tx.rows(_NEW_AND_FREE, {"ids": ids, "keys": keys, "now": tx.now})}
        if len(new) < len(ours):
            held = await parked.held_keys(tx, keys)
            for record in ours:
                if record.key in held:
                    await parked.add(tx, record, state="queued", error="", attempts=0)
        first = {record.event_id: record for record in reversed(ours)}
        return [record for record in ours if record.event_id in new and first[record.event_id] is record]

    async def _handle(self, tx: Transaction, records: Sequence[Record]) -> None:
        """Hand runs of one type to their handler, in order."""
        start = 0
        for end in range(1, len(records) + 1):
            if end == len(records) or records[end].type != records[start].type:
                await self._run(tx, records[start:end])
                start = end

    async def _run(self, tx: Transaction, run: Sequence[Record]) -> None:
        event, handle = self._handlers[run[0].type]
        await handle(tx, [_heard(record, event, self._service.name) for record in run], self._context)
        metrics.events_heard.labels(self._service.name, run[0].type, "handled").inc(len(run))

    async def replay(self, key: UUID, *, by: str) -> int:
        """Handle again what is set aside for `key`, oldest first; answers how many went through.

        Stops at the first that fails again (it stays parked) by raising its error.
        """
        done = 0
        while True:
            async with self._context.database.transaction(SYSTEM) as tx:
                waiting = await parked.next_of_key(tx, key)
                if waiting is None:
                    return done
                new = await tx.rows(_NEW, {"ids": [waiting.record.event_id], "now": tx.now})
                if new:
                    await self._run(tx, [waiting.record])
                await parked.settle(tx, waiting.id, state="replayed", by=by)
                tx.audit("event.replayed", about=waiting.record.event_id, actor=by, type=waiting.record.type)
            done += 1


def _heard(record: Record, event: type[Event], service: str) -> Heard[Event]:
    """Decode a record; a sampled one gets a span of its own in the referral's trace."""
    traceparent = record.traceparent
    if telemetry.is_sampled(traceparent):
        with telemetry.span(f"{service} {record.type}", traceparent=traceparent, kind=SpanKind.CONSUMER) as span:
            traceparent = telemetry.traceparent_of(span)
    return Heard(
        id=EventId(record.event_id),
        key=record.key,
        time=record.time,
        correlation=record.correlation,
        causation=record.causation,
        traceparent=traceparent,
        data=event.model_validate_json(record.body),
    )


def _place(error: Exception) -> str:
    """Class of an error and where it was raised: never its message, which may quote what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/waymark_" in frame.filename] or frames[-1:]
    where = f"{ours[-1].filename.rsplit('/', 1)[-1]}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {where}"
