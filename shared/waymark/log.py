"""The log: what a service told, appended in the teller's transaction and read in (epoch, xid8, seq) order.

A plain sequence is no safe cursor: 19 % of rows were lost in the measurement (runtime.md 3). Rows of transactions
that might still be joined by an older one are held back by `pg_snapshot_xmin`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from sqlalchemy import ARRAY, LargeBinary, Text, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID
from sqlalchemy.ext.asyncio import AsyncConnection

from waymark.contracts.envelope import Told
from waymark.record import Record

BEGINNING = "0:0:0"
_AFTER = "where topic = :topic and (epoch, tx, seq) > (:epoch, cast(cast(:tx as text) as xid8), :seq)"

_APPEND = text(
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


async def append(connection: AsyncConnection, told: Sequence[Told]) -> None:
    """Append events in the order they were told, in one statement."""
    await connection.execute(
        _APPEND,
        {
            "topics": [event.data.topic for event in told],
            "event_ids": [event.id for event in told],
            "keys": [event.key for event in told],
            "types": [event.data.type() for event in told],
            "times": [event.time for event in told],
            "correlations": [event.correlation for event in told],
            "causations": [event.causation for event in told],
            "traceparents": [event.traceparent for event in told],
            "bodies": [event.data.model_dump_json().encode() for event in told],
        },
    )


async def read_after(connection: AsyncConnection, schema: str, topic: str, position: str, limit: int) -> list[Record]:
    """At most `limit` events of `topic` told by the service of `schema` after `position`, in order."""
    values = {**_values(topic, position), "limit": limit}
    rows = (await connection.execute(_read(schema), values)).all()
    return [
        Record(
            source=f"postgres:{topic}",
            position=f"{row.epoch}:{row.tx}:{row.seq}",
            topic=topic,
            key=row.key,
            event_id=row.event_id,
            type=row.type,
            time=row.time,
            correlation=row.correlation,
            causation=row.causation,
            traceparent=row.traceparent,
            body=row.body,
        )
        for row in rows
    ]


async def is_anything_after(connection: AsyncConnection, schema: str, topic: str, position: str) -> bool:
    """Whether there is a committed event after `position`, held back or not."""
    return bool((await connection.execute(_look(schema), _values(topic, position))).scalar())


@cache
def _read(schema: str) -> TextClause:
    # Ordered by the columns, not by the answer's `tx`: that one is text, where "1000" comes before "999".
    return text(
        "select epoch, tx::text as tx, seq, event_id, key, type, time, correlation, causation, traceparent, body"  # noqa: S608 - a schema's name, checked
        f" from {_safe(schema)}.log {_AFTER}"
        f" and (epoch < (select number from {_safe(schema)}.epoch)"
        " or tx < pg_snapshot_xmin(pg_current_snapshot()))"
        " order by log.epoch, log.tx, log.seq limit :limit"
    )


@cache
def _look(schema: str) -> TextClause:
    return text(f"select exists(select from {_safe(schema)}.log {_AFTER})")  # noqa: S608 - a schema's name, checked


def _values(topic: str, position: str) -> dict[str, str | int]:
    epoch, tx, seq = (position or BEGINNING).split(":")
    return {"topic": topic, "epoch": int(epoch), "tx": tx, "seq": int(seq)}


class _Writes(Protocol):
    async def run(self, sql: str) -> int: ...


async def raise_epoch_if_restored(tx: _Writes) -> bool:
    """Start a new epoch where the log holds transaction ids this server has not reached: it was restored.

    Without it new rows would sort before old ones and no hearer would ever see them.
    """
    restored = await tx.run(
        "update epoch set number = number + 1 where exists (select 1 from log where log.epoch = epoch.number"
        " and tx >= pg_snapshot_xmax(pg_current_snapshot()))"
    )
    return bool(restored)


def _safe(schema: str) -> str:
    if not schema.isidentifier():
        raise ValueError("not a schema name")
    return schema
