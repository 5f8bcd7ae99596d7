"""Match records as they are kept and found: encrypted, by traces that few people share."""

from collections.abc import Awaitable, Callable

import pytest

from tests.intake.repeat.people import KEYS, WHO, of
from waymark.cipher import DoesNotOpen, decrypt
from waymark.db import SYSTEM, Database
from waymark_intake import actions
from waymark_intake.referral import Submission
from waymark_intake.repeat import store
from waymark_intake.repeat.record import place_of, read


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def _found(database: Database, submission: Submission, *, most: int) -> set[object]:
    assert submission.match is not None
    async with database.transaction(SYSTEM) as tx:
        found = await store.find_candidates(tx, [(submission.referral_id, submission.match.traces)], most=most)
    return {one.referral_id for one in found}


async def test_a_trace_that_too_many_share_finds_nobody(database: Database) -> None:
    stored = [of(days_ago=number) for number in range(1, 5)]
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, stored, match_keys=KEYS)
    assert await _found(database, of(), most=4) == {one.referral_id for one in stored}
    assert await _found(database, of(), most=3) == set()


async def test_a_kept_record_cannot_be_read_without_its_key_or_in_another_place(database: Database) -> None:
    submission = of()
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission], match_keys=KEYS)
        kept = await store.find_record(tx, submission.referral_id)
        texts = await tx.rows("select referral_id, sealed from match_records")
    assert kept is not None
    place = place_of(submission.referral_id)
    assert read(decrypt(KEYS.record_key, kept.record.sealed, place=place)) == WHO
    assert all(word.encode() not in bytes(texts[0].sealed) for word in ("robert", "walker", "1980", "cv212ab"))
    with pytest.raises(DoesNotOpen):
        decrypt(KEYS.trace_key, kept.record.sealed, place=place)
    with pytest.raises(DoesNotOpen):
        decrypt(KEYS.record_key, kept.record.sealed, place="match record of another")


async def test_the_number_of_people_is_an_estimate_that_never_is_below_nought(database: Database) -> None:
    async with database.reader(SYSTEM) as reader:
        assert await store.count_people(reader) == 0
