"""Waits until a county is quiet: everything told has been heard, and nothing new has been told for a moment."""

import asyncio
from collections.abc import Mapping, Sequence

from waymark.check import told
from waymark.db import SYSTEM, Database
from waymark.errors import Unavailable
from waymark.service import Service

_LOOK_S = 0.25


class NotQuiet(Exception):  # noqa: N818
    """Events are still on their way, or still being told, after the time given; says how many and to whom."""


async def until_quiet(
    services: Sequence[Service],
    databases: Mapping[str, Database],
    *,
    within_s: float,
    still_s: float = 1.0,
    keep_days: int = 7,
) -> float:
    """Wait until nothing is on its way, and the logs have not grown for `still_s`; answers the seconds it took.

    A database that is away counts as not quiet. Raises NotQuiet.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    since: float | None = None
    mark: object = None
    while True:
        state, on_the_way = await _look(services, databases, keep_days)
        now = loop.time()
        if on_the_way:
            since = None
        elif since is None or state != mark:
            since = now
        elif now - since >= still_s:
            return since - began
        if now - began > within_s:
            raise NotQuiet(f"after {within_s:.0f} s: {on_the_way or 'events are still being told'}")
        mark = state
        await asyncio.sleep(_LOOK_S)


async def _look(services: Sequence[Service], databases: Mapping[str, Database], keep_days: int) -> tuple[object, str]:
    """How far every log is, and in words what is still on its way."""
    try:
        state = [await _told_so_far(databases[service.name]) for service in services]
        waiting = await told.waiting(services, databases, keep_days=keep_days)
        behind = await told.astray(services, databases)
    except Unavailable as error:
        return None, error.title
    if waiting:
        hops = sorted({f"{one.teller} -> {one.hearer}" for one in waiting})
        return state, f"{len(waiting)} events on their way ({', '.join(hops)})"
    return state, behind[0].what if behind else ""


async def _told_so_far(database: Database) -> int:
    async with database.reader(SYSTEM) as reader:
        found = await reader.value("select pg_sequence_last_value(pg_get_serial_sequence('log', 'seq')::regclass)")
    return int(found or 0)
