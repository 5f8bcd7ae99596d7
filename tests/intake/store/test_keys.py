"""Idempotency keys: claimed once, found again by sender and key, forgotten when nobody will repeat them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders.referral import a_submission
from waymark.db import SYSTEM, Database
from waymark_intake.referral import Submission
from waymark_intake.store import keys


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def test_of_many_writers_of_one_key_one_claims_it(database: Database) -> None:
    first = a_submission()
    submissions = [first, *(replace(a_submission(), key_hash=first.key_hash) for _ in range(2))]

    async def claim(submission: Submission) -> bool:
        async with database.transaction(SYSTEM) as tx:
            claimed = await keys.claim_key(tx, submission, b"{}")
            await asyncio.sleep(0.05)
            return claimed

    assert sorted(await asyncio.gather(*map(claim, submissions))) == [False, False, True]


async def test_what_is_kept_under_a_key_is_found_by_sender_and_key(database: Database) -> None:
    submission = a_submission()
    async with database.transaction(SYSTEM) as tx:
        assert await keys.claim_key(tx, submission, b"reply")
        kept = await keys.find_keys(tx, [submission, a_submission()])
    assert list(kept) == [(submission.sender, submission.key_hash)]
    assert kept[submission.sender, submission.key_hash].reply == b"reply"


async def test_only_older_keys_are_deleted(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await keys.claim_key(tx, a_submission(), b"reply")
        assert await keys.delete_keys(tx, tx.now) == 0
        assert await keys.delete_keys(tx, tx.now + timedelta(seconds=1)) == 1
