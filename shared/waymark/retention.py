"""What every service forgets by itself: its log after the topic's retention, and the ids of events heard long ago.

An event that some reader of the log has not passed is never forgotten, however old. Personal data has its own rules
in consent; nothing here holds any that can be read.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from waymark.db import SYSTEM, Transaction
from waymark.service import Context, installed_services

_CHUNK = 2000
# Ids of heard events outlive the topics they came from, so that a late repeat is still recognised.
_HEARD_LONGER = timedelta(days=7)
_FORGET_TOLD = (
    "delete from log where ctid in (select ctid from log where topic = :topic and time < :before"
    " and (epoch, tx, seq) <= (:epoch, cast(cast(:tx as text) as xid8), :seq) limit :chunk)"
)
_FORGET_HEARD = "delete from heard where ctid in (select ctid from heard where at < :before limit :chunk)"


async def trim(context: Context[Any, Any]) -> None:
    """Delete what is past its time in small transactions: a long one would hold back every hearer."""
    keep = timedelta(days=context.shared.keep_log_days)
    told_before, heard_before = context.clock.now() - keep, context.clock.now() - keep - _HEARD_LONGER
    services = installed_services()
    for topic in services[context.service].told_topics():
        hearers = [name for name, service in services.items() if topic in service.heard_topics()]
        async with context.database.transaction(SYSTEM) as tx:
            passed = await _passed_by_all(tx, topic, hearers)
        if passed is not None:
            epoch, xid, seq = passed
            values = {"topic": topic, "before": told_before, "epoch": epoch, "tx": str(xid), "seq": seq}
            await _forget(context, _FORGET_TOLD, values)
    await _forget(context, _FORGET_HEARD, {"before": heard_before})


async def _passed_by_all(tx: Transaction, topic: str, hearers: Iterable[str]) -> tuple[int, int, int] | None:
    """The position every reader of this service's log has passed, or None where nobody has begun.

    Readers are the hearers on the PostgreSQL bus and, on Kafka, the relay alone.
    """
    positions: list[tuple[int, int, int]] = []
    for schema, reader in [*((name, name) for name in hearers), (None, "relay")]:
        offsets = f"{schema}.offsets" if schema else "offsets"
        position = await tx.value(
            f"select position from {offsets} where hearer = :reader and source = :source",  # noqa: S608 - names of ours
            {"reader": reader, "source": f"postgres:{topic}"},
        )
        if position:
            epoch, xid, seq = (int(part) for part in position.split(":"))
            positions.append((epoch, xid, seq))
    return min(positions, default=None)


async def _forget(context: Context[Any, Any], sql: str, values: dict[str, object]) -> None:
    gone = _CHUNK
    while gone == _CHUNK:
        async with context.database.transaction(SYSTEM) as tx:
            gone = await tx.run(sql, {**values, "chunk": _CHUNK})
