"""Delivery: a batch of events becomes an effect and a moved offset in one transaction (ADR 0002).

A batch that fails is tried event by event. What passes by itself is retried with backoff; a refusal is recorded and
not retried; anything else is a bug and is parked after a few tries, with later events of its key queued behind it.
Too many parked in a row stop the consumer: then the deploy is bad, not the event.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from opentelemetry.trace import SpanKind
from pydantic import ValidationError
from sqlalchemy import ARRAY, Text
from sqlalchemy.dialects.postgresql import UUID as PgUuid

from waymark import metrics, offsets, parked, telemetry
from waymark.bus import Fenced, Record
from waymark.contracts.envelope import Event, Heard
from waymark.db import SYSTEM, Transaction, backoff_s, typed
from waymark.errors import Refused, Unavailable
from waymark.ids import EventId
from waymark.place import place_of
from waymark.service import Context, Handler, Service

_log = logging.getLogger(__name__)
_KINDS = {
    "ids": ARRAY(PgUuid),
    "keys": ARRAY(PgUuid),
    "sources": ARRAY(Text),
    "befores": ARRAY(Text),
    "afters": ARRAY(Text),
}
_NEW = typed(
    "insert into heard(event_id, at) select id, :now from unnest(:ids) as t(id)"
    " on conflict do nothing returning event_id",
    ids=ARRAY(PgUuid),
)
# Moves offsets and takes what is new in one statement: all of the sources move, or nothing is taken.
_TAKE = typed(
    "with moved as (update offsets set position = t.after, moved_at = :now"
    " from unnest(:sources, :befores, :afters) as t(source, before, after)"
    " where hearer = :hearer and offsets.source = t.source and position = t.before returning 1),"
    " taken as (insert into heard(event_id, at) select id, :now from unnest(:ids, :keys) as t(id, key)"
    " where (select count(*) from moved) = cardinality(:sources) and not exists"
    " (select from parked where parked.key = t.key and state in ('parked', 'queued'))"
    " on conflict do nothing returning event_id)"
    " select (select count(*) from moved) as moved, array(select event_id from taken) as taken",
    **_KINDS,
)


# The same at the end of an effect that took everything for new. One whose key was ever set aside is not taken here.
_TAKE_AT_THE_END = typed(
    "with moved as (update offsets set position = t.after, moved_at = :now"
    " from unnest(:sources, :befores, :afters) as t(source, before, after)"
    " where hearer = :hearer and offsets.source = t.source and position = t.before returning 1),"
    " taken as (insert into heard(event_id, at) select id, :now from unnest(:ids, :keys) as t(id, key)"
    " where not exists (select from parked where parked.key = t.key) on conflict do nothing returning event_id)"
    " select (select count(*) from moved) as moved, (select count(*) from taken) as taken",
    **_KINDS,
)
_IS_AS_THOUGHT = typed(
    "select (select count(*) from offsets join unnest(:sources, :befores) as t(source, before)"
    " on offsets.source = t.source and position = t.before where hearer = :hearer) = cardinality(:sources)"
    " and not exists (select from heard where event_id = any(:ids))"
    " and not exists (select from parked where key = any(:keys))",
    **{name: kind for name, kind in _KINDS.items() if name != "afters"},
)


class _NotAsThought(Exception):  # noqa: N818
    """Something of a batch was heard before, or its key is set aside: it must be looked at first."""


class TooManyParked(Exception):  # noqa: N818
    """So many events in a row could not be processed that going on would only park the rest."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many events went through, and the class and place of the error that stopped the next one ("" if none)."""

    done: int
    error: str


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
        place = place_of(error)
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
            ours = [record for record in records if record.type in self._handlers]
            if ours:
                handled = await self._effect(ours, before, after)
                for record in handled:
                    metrics.events_heard.labels(self._service.name, record.type, "handled").inc()
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

    async def _effect(
        self, ours: Sequence[Record], before: Mapping[str, str], after: Mapping[str, str]
    ) -> Sequence[Record]:
        """Handle what is new of `ours` and move on, in one transaction; answers what was handled.

        Nearly always all is new: so it is handled first, and offset and inbox are written and looked at together with
        what the handlers wrote. Where that turns out wrong nothing has happened, and the inbox is asked first.
        """
        if all(before.get(source) for source in after) and len({record.event_id for record in ours}) == len(ours):
            with suppress(_NotAsThought):
                await self._all_new(ours, before, after)
                return ours
        async with self._context.database.transaction(SYSTEM) as tx:
            fresh = await self._fresh(tx, ours, before, after)
            await self._handle(tx, fresh)
        return fresh

    async def _all_new(self, ours: Sequence[Record], before: Mapping[str, str], after: Mapping[str, str]) -> None:
        try:
            async with self._context.database.transaction(SYSTEM) as tx:
                await self._handle(tx, ours)
                row = await tx.settle_with(_TAKE_AT_THE_END, self._values(tx, ours, before, after))
                if row.moved != len(after) or row.taken != len(ours):
                    raise _NotAsThought
        except (_NotAsThought, Unavailable, asyncio.CancelledError):
            raise
        except Exception as error:  # what was heard before may well fail the second time
            if await self._is_as_thought(ours, before, after):
                raise
            raise _NotAsThought from error

    async def _is_as_thought(self, ours: Sequence[Record], before: Mapping[str, str], after: Mapping[str, str]) -> bool:
        async with self._context.database.at_once() as tx:
            values = self._values(tx, ours, before, after)
            return bool(await tx.value(_IS_AS_THOUGHT, values))

    def _values(
        self, tx: Transaction, ours: Sequence[Record], before: Mapping[str, str], after: Mapping[str, str]
    ) -> dict[str, object]:
        sources = sorted(after)
        return {
            "hearer": self._service.name,
            "sources": sources,
            "befores": [before[source] for source in sources],
            "afters": [after[source] for source in sources],
            "ids": [record.event_id for record in ours],
            "keys": [record.key for record in ours],
            "now": tx.now,
        }

    async def _fresh(
        self, tx: Transaction, ours: Sequence[Record], before: Mapping[str, str], after: Mapping[str, str]
    ) -> list[Record]:
        """Move on, and answer records that were not heard before and whose key is not held."""
        new = await self._take(tx, ours, before, after)
        if len(new) < len(ours):
            held = await parked.held_keys(tx, [record.key for record in ours])
            for record in ours:
                if record.key in held:
                    await parked.add(tx, record, state="queued", error="", attempts=0)
        first = {record.event_id: record for record in reversed(ours)}
        return [record for record in ours if record.event_id in new and first[record.event_id] is record]

    async def _take(
        self, tx: Transaction, ours: Sequence[Record], before: Mapping[str, str], after: Mapping[str, str]
    ) -> set[UUID]:
        """Move on and note `ours` as heard; answers those that were new and free. Raises Fenced."""
        begun = {source: position for source, position in after.items() if before.get(source)}
        await self._move(tx, before, {source: after[source] for source in after.keys() - begun.keys()})
        row = await tx.row(_TAKE, self._values(tx, ours, before, begun))
        if row is None or row.moved != len(begun):
            raise Fenced(f"{self._service.name}: another owner has moved on")
        return set(row.taken)

    async def _handle(self, tx: Transaction, records: Sequence[Record]) -> None:
        """Hand runs of one type to their handler, in order."""
        start = 0
        for end in range(1, len(records) + 1):
            if end == len(records) or records[end].type != records[start].type:
                await tx.settle()  # what waits together sees nothing of each other
                await self._run(tx, records[start:end])
                start = end

    async def _run(self, tx: Transaction, run: Sequence[Record]) -> None:
        event, handle = self._handlers[run[0].type]
        await handle(tx, [_heard(record, event, self._service.name) for record in run], self._context)

    async def replay(self, key: UUID, *, by: str) -> int:
        """Handle again what is set aside for `key`, oldest first; answers how many went through.

        Stops at the first that fails again (it stays parked) by raising its error.
        """
        done = 0
        while await self._replay_next(key, by=by):
            done += 1
        return done

    async def try_replay(self, key: UUID, *, by: str) -> Replayed:
        """Replay as far as it goes. One that fails again stays set aside, with the class and place of its new error."""
        done = 0
        while True:
            try:
                if not await self._replay_next(key, by=by):
                    return Replayed(done, "")
            except (Unavailable, asyncio.CancelledError):
                raise
            except Exception as error:  # noqa: BLE001 - the event edge
                place = place_of(error)
                async with self._context.database.transaction(SYSTEM) as tx:
                    await parked.fail_again(tx, key, error=place, by=by)
                return Replayed(done, place)
            done += 1

    async def _replay_next(self, key: UUID, *, by: str) -> bool:
        async with self._context.database.transaction(SYSTEM) as tx:
            waiting = await parked.next_of_key(tx, key)
            if waiting is None:
                return False
            new = await tx.rows(_NEW, {"ids": [waiting.record.event_id], "now": tx.now})
            if new:
                await self._run(tx, [waiting.record])
            await parked.settle(tx, waiting.id, state="replayed", by=by)
            tx.audit("event.replayed", about=waiting.record.event_id, actor=by, type=waiting.record.type)
        if new:
            metrics.events_heard.labels(self._service.name, waiting.record.type, "handled").inc()
        return True


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
