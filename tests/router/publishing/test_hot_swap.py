"""Rules change while referrals flow: none is lost, none decided twice, each by the version in force at its time."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import UUID

import pytest

from tests.builders.drafting import an_asked_draft, is_approved
from tests.builders.rulebook import the_county
from tests.builders.screened import a_referral_screened
from tests.builders.web import a_heard
from waymark.clock import SystemClock
from waymark.db import SYSTEM, Database, open_engine
from waymark.opening import Addresses
from waymark.settings import Settings
from waymark_router.actions import Shelf, publish_county, route_referrals

BATCH = 10
A_SECOND = 200
SECONDS = 8.0
_WRONG = (
    "select count(*) from decisions d where d.rulebook <> (select r.version from rulebooks r"
    " where r.effective_from <= d.decided_at and r.called_off_at is null"
    " order by r.effective_from desc, r.number desc limit 1)"
)


@pytest.fixture
async def processes(county_db: Addresses, settings: Settings) -> AsyncIterator[list[Database]]:
    """Two logins with pools of their own, on the machine's clock: two processes of the router."""
    async with AsyncExitStack() as stack:
        found = []
        for name in ("one", "two"):
            engine = open_engine(county_db.services["router"], settings, application=f"test-{name}")
            database = Database(engine, SystemClock())
            stack.push_async_callback(database.close)
            found.append(database)
        yield found


async def route(database: Database, first: int, until_s: float) -> int:
    """Route referrals in batches, as evenly as it goes, numbered from `first` on; answers how many."""
    shelf, sent, begun = Shelf(), 0, time.monotonic()
    while (gone := time.monotonic() - begun) < until_s:
        if sent >= gone * A_SECOND / 2:
            await asyncio.sleep(0.01)
            continue
        async with database.transaction(SYSTEM) as tx:
            batch = [a_referral_screened(referral_id=UUID(int=first + sent + at)) for at in range(BATCH)]
            await route_referrals(tx, [a_heard(one, tx.now) for one in batch], shelf)
        sent += BATCH
    return sent


async def publish(database: Database) -> set[str]:
    """Publish one change after another, each as soon as the one before counts; answers their versions."""
    made: set[str] = set()
    for number in range(2):
        draft = await an_asked_draft(database, why=f"Changed {number + 1} times.")
        version = await is_approved(database, draft.draft_id, draft.revision)
        made.add(version.version)
        await asyncio.sleep(max(0.0, version.effective_from.timestamp() - time.time()) + 0.3)
    return made


async def test_no_decision_is_lost_doubled_or_made_by_another_version(processes: list[Database]) -> None:
    one, two = processes
    async with one.transaction(SYSTEM) as tx:
        await publish_county(tx, the_county(), actor="test")
    first, second, made = await asyncio.gather(route(one, 1, SECONDS), route(two, 1_000_000, SECONDS), publish(one))
    async with one.reader(SYSTEM) as reader:
        decided = await reader.value("select count(*) from decisions")
        referrals = await reader.value("select count(distinct referral_id) from decisions")
        told = await reader.value("select count(*) from log where topic = 'router.referral'")
        by = {row.rulebook for row in await reader.rows("select distinct rulebook from decisions")}
        wrong = await reader.value(_WRONG)
    assert decided == referrals == told == first + second
    assert by == made | {the_county().rulebook.version}
    assert wrong == 0
