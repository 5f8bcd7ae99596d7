"""Events set aside for a human: what could not be processed, and what queued up behind it in order.

A parked event keeps its sealed or coded body, never a readable person, and the class and place of the error, never
its message. Settling one (replay or discard) lets the queue behind it go on, oldest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlalchemy.engine import Row

from waymark.db import Reader, Transaction, statement, typed
from waymark.errors import Kind, Refused
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


class DiscardReason(StrEnum):
    """Why an event is given up: a code, since the audit row that keeps it may hold nobody's words about a person."""

    MALFORMED = "malformed"
    DONE_BY_HAND = "done_by_hand"
    OVERTAKEN = "overtaken"
    NO_LONGER_WANTED = "no_longer_wanted"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True)
class Head:
    """The oldest open event of one referral, without its body: what an operator may see of it.

    `behind` counts later events of the same referral that wait for it. `id` is the row's.
    """

    id: int
    key: UUID
    event_id: UUID
    type: str
    state: str
    error: str
    attempts: int
    parked_at: datetime
    behind: int


_HEADS = (
    "select * from (select distinct on (key) id, key, event_id, type, state, error, attempts, parked_at,"
    " count(*) over (partition by key) - 1 as behind from parked where state in ('parked', 'queued')"
    " order by key, id) as heads"
)


async def heads(reader: Reader, limit: int = 100) -> list[Head]:
    """The oldest open event of each referral that has one, oldest first; bodies are not read."""
    rows = await reader.rows(f"{_HEADS} order by id limit :limit", {"limit": limit})
    return [Head(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's name


async def head(reader: Reader, row_id: int) -> Head:
    """One of `heads`, by its id. Raises Refused NOT_FOUND where it is settled, or is not the oldest of its referral."""
    row = await reader.row(
        f"{_HEADS} where id = :id and key = (select key from parked where id = :id)",  # noqa: S608 - constant
        {"id": row_id},
    )
    if row is None:
        raise Refused(Kind.NOT_FOUND, "This event is no longer set aside, or others go before it", code="parked.moved")
    return Head(**row._mapping)  # noqa: SLF001 - SQLAlchemy's name


async def count_open(reader: Reader) -> int:
    """How many events are set aside or wait behind one, from the index of open ones alone."""
    return int(await reader.value("select count(*) from parked where state in ('parked', 'queued')") or 0)


async def discard(tx: Transaction, key: UUID, *, row_id: int | None, by: str, reason: DiscardReason) -> Parked:
    """Give up the oldest open event of `key`; its audit row names who and why.

    Raises Refused NOT_FOUND where nothing is open, CONFLICT where the oldest is not `row_id` (None: whichever it is).
    """
    item = await next_of_key(tx, key)
    if item is None:
        raise Refused(Kind.NOT_FOUND, "Nothing is set aside for this referral", code="parked.moved")
    if row_id is not None and item.id != row_id:
        raise Refused(Kind.CONFLICT, "Something changed meanwhile; look again", code="parked.moved")
    await settle(tx, item.id, state="discarded", by=by)
    await forget(tx, item)
    details = {"type": item.record.type, "reason": reason.value}
    tx.audit("event.discarded", about=item.record.event_id, actor=by, **details)
    return item


async def fail_again(tx: Transaction, key: UUID, *, error: str, by: str) -> None:
    """Note that the oldest open event of `key` was replayed in vain: it stays where it is, with the newest error."""
    item = await next_of_key(tx, key)
    if item is None:
        return
    await tx.run(
        "update parked set attempts = attempts + 1, error = :error where id = :id", {"error": error, "id": item.id}
    )
    tx.audit("event.replay_failed", about=item.record.event_id, actor=by, type=item.record.type, why=error)


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
