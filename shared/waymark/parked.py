"""Events set aside for a human: what could not be processed, and what queued up behind it in order.

A parked event keeps its sealed or coded body, never a readable person, and the class and place of the error, never
its message. Settling one (replay or discard) lets the queue behind it go on, oldest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlalchemy.engine import Row

from waymark.db import Reader, Transaction, statement, typed
from waymark.record import Record

_HELD_KEYS = typed(
    "select distinct key from parked where key = any(:keys) and state in ('parked', 'queued')",
    keys=ARRAY(PgUuid),
)
_ADD = statement(
    "insert into parked(event_id, source, position, topic, key, type, time, correlation, causation, traceparent,"
    " body, state, error, attempts, parked_at) values (:event_id, :source, :position, :topic, :key, :type, :time,"
    " :correlation, :causation, :traceparent, :body, :state, :error, :attempts, :now) on conflict do nothing"
)
_COLUMNS = "id, source, position, topic, key, event_id, type, time, correlation, causation, traceparent, body"


@dataclass(frozen=True, slots=True)
class Parked:
    """One event set aside: the record, why, and since when. Its `id` is its place in the queue."""

    id: int
    record: Record
    state: str
    error: str
    attempts: int
    parked_at: datetime


async def held_keys(reader: Reader, keys: Sequence[UUID]) -> set[UUID]:
    """Those of `keys` that have an event set aside: later ones must queue behind it."""
    rows = await reader.rows(_HELD_KEYS, {"keys": list(keys)})
    return {row.key for row in rows}


async def add(tx: Transaction, record: Record, *, state: str, error: str, attempts: int) -> None:
    """Set one event aside: `state` is "parked" (it failed) or "queued" (it waits behind one that did)."""
    values = {name: getattr(record, name) for name in Record.__slots__}
    await tx.run(_ADD, {**values, "state": state, "error": error, "attempts": attempts, "now": tx.now})


async def list_open(reader: Reader, limit: int = 100) -> list[Parked]:
    """What is set aside now, oldest first."""
    rows = await reader.rows(
        f"select {_COLUMNS}, state, error, attempts, parked_at from parked"  # noqa: S608 - constant columns
        " where state in ('parked', 'queued') order by id limit :limit",
        {"limit": limit},
    )
    return [_parked(row) for row in rows]


async def next_of_key(tx: Transaction, key: UUID) -> Parked | None:
    """The oldest open one of a key, locked, or None."""
    row = await tx.row(
        f"select {_COLUMNS}, state, error, attempts, parked_at from parked"  # noqa: S608 - constant columns
        " where key = :key and state in ('parked', 'queued') order by id limit 1 for update",
        {"key": key},
    )
    return _parked(row) if row else None


async def settle(tx: Transaction, row_id: int, *, state: str, by: str) -> None:
    """Mark one as "replayed" or "discarded"."""
    await tx.run(
        "update parked set state = :state, settled_at = :now, settled_by = :by where id = :id",
        {"state": state, "now": tx.now, "by": by, "id": row_id},
    )


async def forget(tx: Transaction, item: Parked) -> None:
    """Count a discarded event as heard, so that a late repeat of it is not handled after all."""
    await tx.run(
        "insert into heard(event_id, at) values (:id, :now) on conflict do nothing",
        {"id": item.record.event_id, "now": tx.now},
    )


def _parked(row: Row[Any]) -> Parked:
    record = Record(**{name: getattr(row, name) for name in Record.__slots__})
    return Parked(
        id=row.id, record=record, state=row.state, error=row.error, attempts=row.attempts, parked_at=row.parked_at
    )
