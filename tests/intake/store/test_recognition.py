"""Two writers with like records at the same instant: the second waits, and then sees what the first has written."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.builders.referral import AT, a_submission
from waymark.db import SYSTEM, Database
from waymark.errors import Refused
from waymark.words import QualityFlag
from waymark_intake import actions
from waymark_intake.following.receipt import Receipt
from waymark_intake.recognition.event import AlreadyReferred
from waymark_intake.referral import Likeness, Submission
from waymark_intake.store import recognition as store

NAMED = Likeness(content=b"c" * 32, name=b"n" * 32, born_on=b"b" * 32, event=b"e" * 32)
Outcome = actions.Accepted | Refused


@pytest.fixture
async def pools(open_database: Callable[[str], Awaitable[Database]]) -> tuple[Database, Database]:
    """Two connection pools of their own, as two processes of intake have."""
    return await open_database("intake"), await open_database("intake")


def _record(**over: object) -> Submission:
    return a_submission(**({"reference_hash": b"r" * 32, "likeness": NAMED} | over))


async def _at_once(pools: tuple[Database, Database], one: Submission, other: Submission) -> list[Outcome]:
    """Both within their transactions at the same time; the first commits last."""
    is_received = asyncio.Event()

    async def first() -> Outcome:
        async with pools[0].transaction(SYSTEM) as tx:
            [outcome] = await actions.receive_referrals(tx, [one])
            is_received.set()
            await asyncio.sleep(0.1)
        return outcome

    async def second() -> Outcome:
        await is_received.wait()
        async with pools[1].transaction(SYSTEM) as tx:
            [outcome] = await actions.receive_referrals(tx, [other])
        return outcome

    return list(await asyncio.gather(first(), second()))


async def test_the_same_record_reaching_two_processes_at_once_is_one_referral(
    pools: tuple[Database, Database],
) -> None:
    one = _record()
    first, second = await _at_once(pools, one, _record())
    assert isinstance(second, actions.Accepted)
    assert (second.referral_id, second.recognised) == (one.referral_id, "repeat")
    assert isinstance(first, actions.Accepted)
    assert second.reply == first.reply


async def test_two_records_of_one_event_at_two_processes_at_once_belong_together(
    pools: tuple[Database, Database],
) -> None:
    one = _record()
    _, second = await _at_once(pools, one, _record(fingerprint=uuid4().bytes * 2))
    assert isinstance(second, AlreadyReferred)
    assert second.referral_id == one.referral_id


async def test_two_like_records_at_two_processes_at_once_are_seen_to_be_alike(
    pools: tuple[Database, Database],
) -> None:
    other = Likeness(content=b"d" * 32, name=b"n" * 32, born_on=b"b" * 32, event=b"f" * 32)
    _, second = await _at_once(pools, _record(), _record(fingerprint=uuid4().bytes * 2, likeness=other))
    assert isinstance(second, actions.Accepted)
    [advice] = Receipt.model_validate_json(second.reply).quality
    assert advice.code is QualityFlag.POSSIBLE_DUPLICATE


async def test_writers_of_the_same_records_in_opposite_order_do_not_lock_each_other_out(
    pools: tuple[Database, Database],
) -> None:
    batch = [_record(reference_hash=uuid4().bytes * 2, fingerprint=uuid4().bytes * 2) for _ in range(50)]

    async def receive(pool: Database, submissions: list[Submission]) -> int:
        async with pool.transaction(SYSTEM) as tx:
            await store.wait_for_like(tx, submissions)
            await asyncio.sleep(0.05)
        return len(submissions)

    assert tuple(await asyncio.gather(receive(pools[0], batch), receive(pools[1], batch[::-1]))) == (50, 50)


async def test_the_very_same_record_is_found_before_another_of_its_event_and_never_one_from_before(
    pools: tuple[Database, Database],
) -> None:
    one, since = _record(), AT - timedelta(days=1)
    repeat, changed = _record(), _record(fingerprint=b"o" * 32)
    async with pools[0].transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [one])
        found = await store.find_earlier(tx, [(repeat, since), (changed, since), (a_submission(), since)])
        later = AT + timedelta(seconds=1)
        assert await store.find_earlier(tx, [(repeat, later), (changed, later)]) == {}
        assert await store.find_earlier(tx, []) == {}
    assert found[repeat.referral_id].reply is not None
    assert found[changed.referral_id].reply is None
    assert {earlier.referral_id for earlier in found.values()} == {one.referral_id}


async def test_a_key_is_claimed_for_a_repeat_once(pools: tuple[Database, Database]) -> None:
    one, repeat = _record(), _record()
    async with pools[0].transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [one])
        earlier = (await store.find_earlier(tx, [(repeat, AT)]))[repeat.referral_id]
        assert await store.claim_keys(tx, [(repeat, earlier)]) == {(repeat.sender, repeat.key_hash)}
        assert await store.claim_keys(tx, [(repeat, earlier)]) == set()
        assert await store.claim_keys(tx, []) == set()
