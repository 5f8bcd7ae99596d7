"""What the store promises its actions: a claimed key is claimed once, whoever comes second waits."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from tests.builders.referral import a_submission
from waymark.db import SYSTEM, Database
from waymark_intake import store
from waymark_intake.referral import Submission


async def test_two_writers_of_one_key_never_both_win(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    first = a_submission()
    submissions = [first, *(replace(a_submission(), key_hash=first.key_hash) for _ in range(2))]

    async def claim(submission: Submission) -> int:
        async with database.transaction(SYSTEM) as tx:
            claimed = await store.claim_keys(tx, [submission], [b"{}"])
            await asyncio.sleep(0.05)
            return len(claimed)

    assert sorted(await asyncio.gather(*map(claim, submissions))) == [0, 0, 1]


async def test_keys_in_opposite_order_do_not_lock_each_other_out(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    batch = [a_submission() for _ in range(50)]

    async def claim(submissions: list[Submission]) -> int:
        async with database.transaction(SYSTEM) as tx:
            return len(await store.claim_keys(tx, submissions, [b"{}"] * len(submissions)))

    turned = [replace(a_submission(), key_hash=submission.key_hash) for submission in reversed(batch)]
    assert sum(await asyncio.gather(claim(batch), claim(turned))) == 50


async def test_what_is_kept_under_a_key_is_found_by_sender_and_key(
    open_database: Callable[[str], Awaitable[Database]],
) -> None:
    database = await open_database("intake")
    submission = a_submission()
    async with database.transaction(SYSTEM) as tx:
        await store.claim_keys(tx, [submission], [b"reply"])
        kept = await store.find_keys(tx, [submission, a_submission()])
    assert list(kept) == [(submission.sender, submission.key_hash)]
    assert kept[submission.sender, submission.key_hash].reply == b"reply"
