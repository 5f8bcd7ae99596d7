"""What was received is found by day, reference and key, page by page, and only of the reader's own agency."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.referral import AT, POLICE, a_submission
from waymark.db import SYSTEM, Database
from waymark.ids import AgencyId
from waymark_intake import actions
from waymark_intake.following.view import Cursor
from waymark_intake.reconciliation.queries import find_received, list_received


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def test_a_day_is_read_page_by_page_without_gap_or_repeat(database: Database) -> None:
    sent = [a_submission(received_at=AT + timedelta(seconds=number // 2)) for number in range(7)]
    others = [
        a_submission(received_at=AT - timedelta(seconds=1)),
        a_submission(received_at=AT + timedelta(hours=1)),
        a_submission(sender=AgencyId("neighbour-police")),
    ]
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [*sent, *others])
    found, after = [], None
    async with database.reader(POLICE) as reader:
        while page := await list_received(reader, POLICE, AT, AT + timedelta(hours=1), after=after, most=3):
            found += page
            after = Cursor(page[-1].received_at, page[-1].referral_id)
    assert sorted(one.referral_id for one in found) == sorted(one.referral_id for one in sent)
    assert len(found) == len(sent)
    assert [one.received_at for one in found] == sorted(one.received_at for one in sent)


async def test_references_and_keys_lead_to_what_came_under_them(database: Database) -> None:
    one, other = a_submission(reference_hash=b"r" * 32), a_submission(reference_hash=b"r" * 32)
    theirs = replace(a_submission(reference_hash=b"r" * 32), sender=AgencyId("neighbour-police"))
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [one, other, theirs])
    async with database.reader(POLICE) as reader:
        keys = {8: one.key_hash, 9: b"no" * 16, 10: theirs.key_hash}
        found = await find_received(reader, POLICE, {3: b"r" * 32, 4: b"x" * 32}, keys)
        assert await find_received(reader, POLICE, {}, {}) == {}
    ids = {number: {received.referral_id for received in received} for number, received in found.items()}
    assert ids == {3: {one.referral_id, other.referral_id}, 8: {one.referral_id}}
