"""Looks for what was told and did not arrive: events nobody heard, events set aside, offsets that stand wrong.

The same for both buses: a hearer's inbox of event ids says what arrived, wherever it came over.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from waymark.db import SYSTEM, Database
from waymark.ledger import Finding
from waymark.log import BEGINNING
from waymark.service import Service

_TOLD = "select event_id, key, type from log where topic = any(:topics) and time > :since"
_ARRIVED = "select event_id from heard where at > :since union all select event_id from parked"
_SET_ASIDE = "select key, type, state, error from parked where state in ('parked', 'queued') order by id"
_STAND = "select hearer, source, position from offsets where source like 'postgres:%'"
_ENDS = (
    "select distinct on (topic, type) topic, type, epoch, tx::text as tx, seq from log"
    " where topic = any(:topics) order by topic, type, epoch desc, log.tx desc, seq desc"
)
_FURTHEST = (
    "select number as epoch, pg_snapshot_xmax(pg_current_snapshot())::text as tx,"
    " coalesce(pg_sequence_last_value(pg_get_serial_sequence('log', 'seq')::regclass), 0) as seq from epoch"
)
Position = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Unheard:
    """One event a service told and `hearer` has neither heard nor set aside."""

    teller: str
    hearer: str
    type: str
    key: UUID


async def waiting(services: Sequence[Service], databases: Mapping[str, Database], *, keep_days: int) -> list[Unheard]:
    """Events of the last `keep_days` days that have not arrived at a service that hears them."""
    kept = timedelta(days=keep_days)
    arrived = {one.name: await _arrived(databases[one.name], kept) for one in services if one.hears}
    found: list[Unheard] = []
    for teller in services:
        if not teller.tells:
            continue
        async with databases[teller.name].reader(SYSTEM) as reader:
            values = {"topics": list(teller.told_topics()), "since": reader.now - kept}
            told = await reader.rows(_TOLD, values)
        hearers = _hearers(services)
        found += [
            Unheard(teller.name, hearer, event.type, event.key)
            for event in told
            for hearer in hearers[event.type]
            if event.event_id not in arrived[hearer]
        ]
    return found


async def unheard(services: Sequence[Service], databases: Mapping[str, Database], *, keep_days: int) -> list[Finding]:
    """The same as findings (I10)."""
    return [
        Finding("I10", f"{one.hearer} has not heard {one.type} of {one.teller}", one.key)
        for one in await waiting(services, databases, keep_days=keep_days)
    ]


async def set_aside(databases: Mapping[str, Database]) -> list[Finding]:
    """Events that wait for a person to replay or discard them (I10)."""
    findings: list[Finding] = []
    for name, database in databases.items():
        async with database.reader(SYSTEM) as reader:
            rows = await reader.rows(_SET_ASIDE)
        findings += [Finding("I10", f"{name} {row.state} {row.type} {row.error}".rstrip(), row.key) for row in rows]
    return findings


async def astray(services: Sequence[Service], databases: Mapping[str, Database]) -> list[Finding]:
    """Offsets on a teller's log that stand wrong: before an event their owner hears, or where nothing was ever told.

    Where a relay publishes a log its offset alone counts, for every event: hearers then stand on the broker (I10).
    """
    stands = {service.name: await _stands(databases[service.name]) for service in services}
    findings: list[Finding] = []
    for teller in services:
        ends, furthest = await _ends(databases[teller.name], teller.told_topics())
        for topic in teller.told_topics():
            for who, position, types in _readers(services, stands, teller.name, topic):
                last = [end for (of, kind), end in ends.items() if of == topic and (types is None or kind in types)]
                why = _wrong(position, max(last, default=None), furthest)
                if why:
                    findings.append(Finding("I10", f"{who} stands {why} of {topic}"))
    return findings


def _readers(
    services: Sequence[Service], stands: Mapping[str, Mapping[tuple[str, str], Position]], teller: str, topic: str
) -> Iterator[tuple[str, Position, Container[str] | None]]:
    """Who reads a topic's log, where each stands, and the types it hears (None: all)."""
    source = f"postgres:{topic}"
    relay = stands[teller].get(("relay", source))
    if relay is not None:
        yield f"the relay of {teller}", relay, None
        return
    for service in services:
        if topic in service.heard_topics():
            position = stands[service.name].get((service.name, source), _position(BEGINNING))
            yield service.name, position, {heard.event.type() for heard in service.hears}


def _wrong(position: Position, end: Position | None, furthest: Position) -> str:
    epoch, tx, seq = position
    if epoch > furthest[0] or (epoch == furthest[0] and (tx >= furthest[1] or seq > furthest[2])):
        return "past the end"
    return "behind the end" if end is not None and position < end else ""


async def _arrived(database: Database, kept: timedelta) -> set[UUID]:
    """Ids of events that arrived since the oldest of the log was told, and a day before, as clocks may differ."""
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows(_ARRIVED, {"since": reader.now - kept - timedelta(days=1)})
    return {row.event_id for row in rows}


async def _stands(database: Database) -> dict[tuple[str, str], Position]:
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows(_STAND)
    return {(row.hearer, row.source): _position(row.position) for row in rows}


async def _ends(database: Database, topics: Sequence[str]) -> tuple[dict[tuple[str, str], Position], Position]:
    """The last event of each topic and type, and the furthest an offset on this log can rightly stand."""
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows(_ENDS, {"topics": list(topics)})
        last = await reader.row(_FURTHEST)
    if last is None:
        raise RuntimeError("the log has no epoch")
    ends = {(row.topic, row.type): (row.epoch, int(row.tx), row.seq) for row in rows}
    return ends, (last.epoch, int(last.tx), last.seq)


def _position(text: str) -> Position:
    epoch, tx, seq = (int(part) for part in (text or BEGINNING).split(":"))
    return epoch, tx, seq


def _hearers(services: Sequence[Service]) -> Mapping[str, list[str]]:
    """Who hears an event type."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for service in services:
        for heard in service.hears:
            found[heard.event.type()].append(service.name)
    return found
