"""New referrals and their keys: a key is claimed once, whoever comes second waits, and likeness decides the answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from tests.builders.referral import AT, a_submission
from waymark.db import SYSTEM, Database
from waymark.words import QualityFlag
from waymark_intake.recognition.likeness import are_alike
from waymark_intake.referral import Likeness, Submission
from waymark_intake.store.arrivals import Arrival, add_new
from waymark_intake.store.referrals import is_alike


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


def _arrival(submission: Submission, *, is_like_another: bool = False) -> Arrival:
    return Arrival(submission, b"plain", b"alike", is_like_another, AT)


async def _add(database: Database, submissions: Sequence[Submission], *, wait_s: float = 0) -> int:
    async with database.transaction(SYSTEM) as tx:
        added = await add_new(tx, [_arrival(submission) for submission in submissions])
        await asyncio.sleep(wait_s)
        return len(added)


async def test_two_writers_of_one_key_never_both_win(database: Database) -> None:
    first = a_submission()
    submissions = [first, *(replace(a_submission(), key_hash=first.key_hash) for _ in range(2))]
    added = await asyncio.gather(*(_add(database, [submission], wait_s=0.05) for submission in submissions))
    assert sorted(added) == [0, 0, 1]
    async with database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from referrals") == 1


async def test_keys_in_opposite_order_do_not_lock_each_other_out(database: Database) -> None:
    batch = [a_submission() for _ in range(50)]
    turned = [replace(a_submission(), key_hash=submission.key_hash) for submission in reversed(batch)]
    assert sum(await asyncio.gather(_add(database, batch), _add(database, turned))) == 50


@pytest.mark.parametrize("is_like_another", [True, False])
async def test_what_is_alike_is_answered_and_kept_as_alike(database: Database, is_like_another: bool) -> None:
    submission = a_submission(quality=(QualityFlag.AGE_UNLIKELY,))
    async with database.transaction(SYSTEM) as tx:
        added = await add_new(tx, [_arrival(submission, is_like_another=is_like_another)])
        row = await tx.row("select quality, reply from referrals join idempotency using (referral_id)")
    assert added == {submission.referral_id: is_like_another}
    assert row is not None
    assert row.quality == ["age_unlikely", *(["possible_duplicate"] if is_like_another else [])]
    assert row.reply == (b"alike" if is_like_another else b"plain")


_A, _B = b"a" * 32, b"b" * 32


async def test_the_rule_of_likeness_is_the_same_in_sql(database: Database) -> None:
    """One earlier referral, one other after it, in every mix of traces that are there, the same or different."""
    likenesses = [
        Likeness(content=content, name=name, born_on=born_on)
        for content, name, born_on in product([None, _A, _B], repeat=3)
    ]
    others = [a_submission(likeness=one, reference_hash=trace) for one in likenesses for trace in (None, _A)]
    for name, born_on in product([None, _A], [None, _A]):
        earlier = a_submission(likeness=Likeness(content=_A, name=name, born_on=born_on), reference_hash=_A)
        await _add(database, [earlier])
        expected = {other.referral_id: are_alike(other, earlier) for other in others}
        async with database.transaction(SYSTEM) as tx:
            one_by_one = {other.referral_id: await is_alike(tx, other, AT) for other in others}
            together = await add_new(tx, [_arrival(other) for other in others])
            await tx.run("delete from idempotency")
            await tx.run("delete from referrals")
        assert one_by_one == together == expected


async def test_nothing_is_like_itself_and_nothing_before_the_window_counts(database: Database) -> None:
    submission, later = (a_submission(likeness=Likeness(content=_A)) for _ in range(2))
    await _add(database, [submission])
    async with database.transaction(SYSTEM) as tx:
        assert not await is_alike(tx, submission, AT)
        assert await is_alike(tx, later, AT)
        assert not await is_alike(tx, later, AT + timedelta(seconds=1))
