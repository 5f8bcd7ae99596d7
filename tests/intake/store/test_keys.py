"""Idempotency keys: claimed once, found again by sender and key, gone with their referral."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from tests.builders.referral import a_submission
from waymark.db import SYSTEM, Database
from waymark_intake.actions import receive_referrals
from waymark_intake.referral import Submission
from waymark_intake.store import keys


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def test_of_many_writers_of_one_key_one_claims_it(database: Database) -> None:
    first = a_submission()
    submissions = [first, *(replace(a_submission(), key_hash=first.key_hash) for _ in range(2))]

    async with database.transaction(SYSTEM) as tx:
        other = a_submission()
        await receive_referrals(tx, [other])
    submissions = [replace(submission, referral_id=other.referral_id) for submission in submissions]

    async def claim(submission: Submission) -> bool:
        async with database.transaction(SYSTEM) as tx:
            claimed = await keys.claim_key(tx, submission, b"{}")
            await asyncio.sleep(0.05)
            return claimed

    assert sorted(await asyncio.gather(*map(claim, submissions))) == [False, False, True]


async def test_what_is_kept_under_a_key_is_found_by_sender_and_key(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        other = a_submission()
        await receive_referrals(tx, [other])
        submission = a_submission(referral_id=other.referral_id)
        assert await keys.claim_key(tx, submission, b"reply")
        kept = await keys.find_keys(tx, [submission, a_submission()])
    assert list(kept) == [(submission.sender, submission.key_hash)]
    assert kept[submission.sender, submission.key_hash].reply == b"reply"


async def test_a_key_goes_with_its_referral_and_never_before(database: Database) -> None:
    submission = a_submission()
    async with database.transaction(SYSTEM) as tx:
        await receive_referrals(tx, [submission])
        assert await tx.value("select count(*) from idempotency") == 1
        await tx.run("delete from referrals")
        assert await tx.value("select count(*) from idempotency") == 0
