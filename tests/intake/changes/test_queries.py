"""Every change is read, whoever commits late and however many write at once; each agency reads its own."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from tests.builders.referral import AT, POLICE, a_submission
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark.words import AgencyRole, WithdrawReason
from waymark_intake import actions
from waymark_intake.changes.place import ChangePlace
from waymark_intake.changes.queries import Changed, list_changed
from waymark_intake.store import referrals

NOWHERE = ChangePlace()


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def _since(database: Database, after: ChangePlace = NOWHERE, *, most: int = 100, agency: str = POLICE) -> Changed:
    async with database.reader(agency) as reader:
        return await list_changed(reader, AgencyId(agency), after, seen_by=AgencyRole.POLICE, most=most)


async def _receive(database: Database, *, sender: str = POLICE) -> UUID:
    submission = a_submission(sender=AgencyId(sender))
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission])
    return submission.referral_id


def _ids(changed: Changed) -> list[UUID]:
    return [view.id for view in changed.views]


async def test_what_is_new_comes_once_and_what_changes_comes_again(database: Database) -> None:
    one, other = await _receive(database), await _receive(database)
    first = await _since(database)
    assert (_ids(first), first.more) == ([one, other], False)
    assert _ids(await _since(database, first.after)) == []
    async with database.transaction(POLICE) as tx:
        await actions.withdraw_referral(tx, one, reason=WithdrawReason.DUPLICATE, agency=POLICE, subject="records")
    second = await _since(database, first.after)
    assert [(view.id, view.state) for view in second.views] == [(one, "withdrawn")]
    assert _ids(await _since(database)) == [other, one]


async def test_news_of_others_is_a_change_too(database: Database) -> None:
    referral = await _receive(database)
    after = (await _since(database)).after
    async with database.transaction(SYSTEM) as tx:
        await referrals.save_positions(tx, {referral: ("given", AT)})
    assert _ids(await _since(database, after)) == [referral]


async def test_pages_follow_each_other_without_gap(database: Database) -> None:
    ids = [await _receive(database) for _ in range(5)]
    found, after, more = list[UUID](), NOWHERE, True
    while more:
        page = await _since(database, after, most=2)
        found, after, more = [*found, *_ids(page)], page.after, page.more
    assert found == ids


async def test_another_agency_reads_nothing_of_ours(database: Database) -> None:
    await _receive(database)
    theirs = await _receive(database, sender="neighbour-police")
    assert _ids(await _since(database, agency="neighbour-police")) == [theirs]


async def test_who_commits_late_is_never_read_past(database: Database) -> None:
    """The first to write commits last: until then the second is held back, so that no reader goes past the first."""
    early, late = a_submission(), a_submission()
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [early])
        await tx.settle()
        async with database.transaction(SYSTEM) as second:
            await actions.receive_referrals(second, [late])
        held = await _since(database)
        assert _ids(held) == []
    assert set(_ids(await _since(database, held.after))) == {early.referral_id, late.referral_id}


async def test_a_reader_among_many_writers_misses_nothing(database: Database) -> None:
    seen: set[UUID] = set()
    done = asyncio.Event()

    async def read() -> None:
        after, is_last = NOWHERE, False
        while True:
            page = await _since(database, after, most=7)
            seen.update(_ids(page))
            after = page.after
            if is_last and not page.views:
                return
            is_last = done.is_set()
            await asyncio.sleep(0.002)

    async def write() -> list[UUID]:
        return [await _receive(database) for _ in range(15)]

    reading = asyncio.create_task(read())
    written = await asyncio.gather(*(write() for _ in range(4)))
    done.set()
    await reading
    assert seen == {referral for several in written for referral in several}
