"""How far a reader of a log is behind it: what waits, since when, and when the reader last moved.

Cheap to ask: one walk along the log's primary key that ends after MOST rows. Not here: what Kafka's broker holds.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from waymark.db import Reader, Statement, statement

MOST = 1000  # counting further would cost more and change nothing of what an operator does
RELAY = "relay"


@dataclass(frozen=True, slots=True)
class Lag:
    """Where one reader stands on one topic.

    `hearer` is a service or "relay". `waiting` counts events it has not passed, at most MOST, None where that cannot
    be known now; `oldest` is when the first of them was told. `moved_at` is None where it has not begun.
    """

    hearer: str
    topic: str
    position: str
    moved_at: datetime | None
    waiting: int | None
    oldest: datetime | None

    def age_s(self, now: datetime) -> float:
        """Seconds since the oldest waiting event was told; 0 where nothing waits."""
        return max(0.0, (now - self.oldest).total_seconds()) if self.oldest else 0.0


async def lag_on_log(reader: Reader, hearer: str, topic: str, *, most: int = MOST) -> Lag:
    """How far `hearer` (a service, or "relay" for the teller's own) is on the teller's log of `topic`."""
    values = {"hearer": hearer, "source": f"postgres:{topic}", "topic": topic, "most": most}
    row = await reader.row(_behind(topic.split(".", 1)[0]), values)
    if row is None:
        raise AssertionError("a statement of aggregates answers one row")
    return Lag(hearer, topic, row.position or "", row.moved_at, row.waiting, row.oldest)


@cache
def _behind(schema: str) -> Statement:
    if not schema.isidentifier():
        raise ValueError("not a schema name")
    return statement(
        "with stand as (select position, moved_at from offsets where hearer = :hearer and source = :source),"  # noqa: S608 - a schema's name, checked
        " at as (select split_part(position, ':', 1)::integer as epoch, split_part(position, ':', 2)::xid8 as tx,"
        " split_part(position, ':', 3)::bigint as seq"
        " from (select coalesce((select position from stand), '0:0:0') as position) as known),"
        " behind as (select log.time"
        f" from {schema}.log where topic = :topic"
        " and (log.epoch, log.tx, log.seq) > (select at.epoch, at.tx, at.seq from at)"
        " order by log.epoch, log.tx, log.seq limit :most)"
        " select (select position from stand) as position, (select moved_at from stand) as moved_at,"
        " (select count(*) from behind) as waiting, (select min(time) from behind) as oldest"
    )
