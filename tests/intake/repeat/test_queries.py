"""The pairs a worker pages through."""

from collections.abc import Awaitable, Callable

import pytest

from tests.intake.repeat.people import KEYS, of
from waymark.db import SYSTEM, Database
from waymark_intake import actions
from waymark_intake.referral import RecordKind
from waymark_intake.repeat import queries


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def test_pairs_come_page_by_page_and_none_twice(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        submissions = [of(days_ago=number, kind=RecordKind.SELF) for number in range(12, 0, -1)]
        await actions.receive_referrals(tx, submissions, match_keys=KEYS)
    async with database.reader(SYSTEM) as reader:
        first = await queries.list_to_review(reader)
        second = await queries.list_to_review(reader, before=(first[-1].made_at, first[-1].pair_id))
        third = await queries.list_to_review(reader, before=(second[-1].made_at, second[-1].pair_id))
    assert (len(first), len(second)) == (25, 20)  # 0, 1, 2, 3, 4, then 5 for each of the other seven
    assert third == []
    assert len({pair.pair_id for pair in (*first, *second)}) == 45
