"""The clock door: coded facts are forgotten once nobody works with them any more, uses of rules are counted, and past
decisions are decided again by night.

Not here: which referrals and days those are (store.py), how a decision is replayed (`replay/tally.py`).
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from waymark.db import SYSTEM, Reader
from waymark.errors import Refused
from waymark.service import Context
from waymark_router import actions, queries
from waymark_router.providers.provider import Directory
from waymark_router.publishing.actions.uses import count_uses
from waymark_router.replay.actions import begin_replay, end_replay
from waymark_router.replay.queries import find_page
from waymark_router.replay.tally import Kept, Tally, decide_again
from waymark_router.rules.rulebook import Rulebook
from waymark_router.settings import RouterSettings

Here = Context[RouterSettings, actions.Shelf]

_log = logging.getLogger(__name__)
_LONDON = ZoneInfo("Europe/London")
_A_NIGHT_S, _OVERDUE_S = 20 * 3600.0, 44 * 3600.0
_MOST_VERSIONS = 32


async def forget_facts(context: Here) -> None:
    """Forget what ended long ago, some at a time until none is left."""
    settings = context.settings
    before = context.clock.now() - timedelta(days=settings.keep_facts_days)
    while not context.closing.is_set():
        async with context.database.transaction(SYSTEM) as tx:
            gone = await actions.forget_ended(tx, before=before, most=settings.forget_batch)
        if gone < settings.forget_batch:
            return


async def count_rule_uses(context: Here) -> None:
    """Count the uses of every day that is over, one day in a transaction."""
    while not context.closing.is_set():
        async with context.database.transaction(SYSTEM) as tx:
            if not await count_uses(tx):
                return


async def replay_decisions(context: Here) -> None:
    """In the hour of the night, or where a night was missed: decide again what was decided, newest first, a page at a
    time beside everything else, and keep what came of it. One process of all does it.
    """
    settings = context.settings
    async with context.database.transaction(SYSTEM) as tx:
        run = await begin_replay(tx, every_s=_least_s(context.clock.now(), settings.replay_hour))
    if run is None:
        return
    versions, tally, before = _Versions(), Tally(), None
    while tally.looked_at < settings.replay_most:
        if context.closing.is_set():
            return
        most = min(settings.replay_page, settings.replay_most - tally.looked_at)
        async with context.database.reader(SYSTEM) as reader:
            page = await find_page(reader, before=before, most=most)
            await versions.read(reader, page)
        if not page:
            break
        again = await asyncio.to_thread(decide_again, page, versions.rulebooks, versions.directories)
        tally, before = tally.plus(again), page[-1].number
    async with context.database.transaction(SYSTEM) as tx:
        await end_replay(tx, run, tally)
    if tally.differences:
        _log.error("%d of %d decisions come out differently", tally.differences, tally.replayed)


def _least_s(now: datetime, hour: int) -> float:
    """How long ago the last run must have begun for another to begin now."""
    return _A_NIGHT_S if now.astimezone(_LONDON).hour == hour else _OVERDUE_S


class _Versions:
    """The rulebooks and directories of the page at hand; None for one that can no longer be read."""

    def __init__(self) -> None:
        self.rulebooks: dict[str, Rulebook | None] = {}
        self.directories: dict[str, Directory | None] = {}

    async def read(self, reader: Reader, page: Iterable[Kept]) -> None:
        """Read those that are not here yet; those of long ago make room."""
        if len(self.rulebooks) + len(self.directories) > _MOST_VERSIONS:
            self.rulebooks.clear()
            self.directories.clear()
        for kept in page:
            if kept.rulebook not in self.rulebooks:
                self.rulebooks[kept.rulebook] = await _rulebook(reader, kept.rulebook)
            if kept.directory not in self.directories:
                self.directories[kept.directory] = await _directory(reader, kept.directory)


async def _rulebook(reader: Reader, version: str) -> Rulebook | None:
    try:
        return await queries.find_rulebook(reader, version)
    except Refused:
        return None


async def _directory(reader: Reader, version: str) -> Directory | None:
    try:
        return await queries.find_directory(reader, version)
    except Refused:
        return None
