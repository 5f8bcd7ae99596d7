"""The log: what a service told, appended in the teller's transaction and read in (epoch, xid8, seq) order.

A plain sequence is no safe cursor: 19 % of rows were lost in the measurement (runtime.md 3). Rows of transactions
that might still be joined by an older one are held back by `pg_snapshot_xmin`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy import ARRAY, LargeBinary, Text, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID
from sqlalchemy.engine import Row

from waymark.contracts.envelope import Told
from waymark.record import Record

BEGINNING = "0:0:0"

APPEND = text(
    "insert into log(topic, epoch, event_id, key, type, time, correlation, causation, traceparent, body)"
    " select a, (select number from epoch), b, c, d, e, f, g, h, i"
    " from unnest(:topics, :event_ids, :keys, :types, :times, :correlations, :causations, :traceparents, :bodies)"
    " with ordinality as t(a, b, c, d, e, f, g, h, i, n) order by n"
).bindparams(
    bindparam("topics", type_=ARRAY(Text)),
    bindparam("event_ids", type_=ARRAY(UUID)),
    bindparam("keys", type_=ARRAY(UUID)),
    bindparam("types", type_=ARRAY(Text)),
    bindparam("times", type_=ARRAY(TIMESTAMP(timezone=True))),
    bindparam("correlations", type_=ARRAY(UUID)),
    bindparam("causations", type_=ARRAY(UUID)),
    bindparam("traceparents", type_=ARRAY(Text)),
    bindparam("bodies", type_=ARRAY(LargeBinary)),
)


class _Reads(Protocol):
    async def rows(self, sql: TextClause, values: Mapping[str, Any]) -> Sequence[Row[Any]]: ...


class _Writes(Protocol):
    async def run(self, sql: TextClause, values: Mapping[str, Any] | None = None) -> int: ...


def values_of(told: Sequence[Told]) -> dict[str, Any]:
    """The values of APPEND."""
    return {
        "topics": [event.data.topic for event in told],
        "event_ids": [event.id for event in told],
        "keys": [event.key for event in told],
        "types": [event.data.type() for event in told],
        "times": [event.time for event in told],
        "correlations": [event.correlation for event in told],
        "causations": [event.causation for event in told],
        "traceparents": [event.traceparent for event in told],
        "bodies": [event.data.__pydantic_serializer__.to_json(event.data) for event in told],
    }


@dataclass(frozen=True, slots=True)
class Found:
    """Events that may be handled, in order; `is_held_back` says that later ones are there but must still wait."""

    records: list[Record]
    is_held_back: bool


async def read_after(reader: _Reads, schema: str, topic: str, position: str, limit: int) -> list[Record]:
    """At most `limit` events of `topic` told by the service of `schema` after `position`, in order."""
    return (await find_after(reader, schema, topic, position, limit)).records


async def find_after(reader: _Reads, schema: str, topic: str, position: str, limit: int) -> Found:
    """The same, and whether there is more that is held back, all in one statement."""
    epoch, tx, seq = (position or BEGINNING).split(":")
    values = {"topic": topic, "epoch": int(epoch), "tx": tx, "seq": int(seq), "limit": limit}
    rows = await reader.rows(_find(schema), values)
    settled = [_record(row) for row in rows if row.settled]
    return Found(settled, is_held_back=len(settled) < len(rows))


@cache
def _find(schema: str) -> TextClause:
    # Ordered by the columns, not by the answer's `tx`: that one is text, where "1000" comes before "999".
    return text(
        "select epoch, tx::text as tx, seq, event_id, key, topic, type, time, correlation, causation, traceparent,"  # noqa: S608 - a schema's name, checked
        " settled, case when settled then body end as body from ("
        f" select log.*, epoch < (select number from {_safe(schema)}.epoch)"
        " or tx < pg_snapshot_xmin(pg_current_snapshot()) as settled"
        f" from {_safe(schema)}.log"
        " where topic = :topic and (epoch, tx, seq) > (:epoch, cast(cast(:tx as text) as xid8), :seq)"
        " order by log.epoch, log.tx, log.seq limit :limit) as found"
        " order by found.epoch, found.tx, found.seq"
    )


def _record(row: Row[Any]) -> Record:
    values: tuple[Any, ...] = tuple(row)
    epoch, tx, seq, event_id, key, topic, kind, time, correlation, causation, traceparent, _, body = values
    return Record(
        source=f"postgres:{topic}",
        position=f"{epoch}:{tx}:{seq}",
        topic=topic,
        key=key,
        event_id=event_id,
        type=kind,
        time=time,
        correlation=correlation,
        causation=causation,
        traceparent=traceparent,
        body=body,
    )


async def raise_epoch_if_restored(tx: _Writes) -> bool:
    """Start a new epoch where the log holds transaction ids this server has not reached: it was restored.

    Without it new rows would sort before old ones and no hearer would ever see them.
    """
    restored = await tx.run(
        text(
            "update epoch set number = number + 1 where exists (select 1 from log where log.epoch = epoch.number"
            " and tx >= pg_snapshot_xmax(pg_current_snapshot()))"
        )
    )
    return bool(restored)


def _safe(schema: str) -> str:
    if not schema.isidentifier():
        raise ValueError("not a schema name")
    return schema
