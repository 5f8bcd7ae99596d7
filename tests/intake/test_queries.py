"""What the sender's door reads: a referral as kept, or nothing."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from tests.builders.referral import POLICE, a_submission
from waymark.db import SYSTEM, Database
from waymark.words import QualityFlag, ReferralState
from waymark_intake import actions, queries


async def test_a_kept_referral_reads_as_it_was_stored(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    flags = (QualityFlag.DATE_OF_BIRTH_MISSING, QualityFlag.REPORTED_LATE)
    submission = a_submission(quality=flags)
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission])
    async with database.reader(POLICE) as reader:
        kept = await queries.find_referral(reader, submission.referral_id)
        assert await queries.list_allocations(reader, submission.referral_id) == []
    assert kept is not None
    assert (kept.state, kept.quality, kept.unmet, kept.consent) == (ReferralState.RECEIVED, flags, (), None)
    assert kept.clock.due_at == submission.clock.due_at


async def test_no_flag_is_an_empty_list(open_database: Callable[[str], Awaitable[Database]]) -> None:
    database = await open_database("intake")
    submission = a_submission()
    async with database.transaction(SYSTEM) as tx:
        await actions.receive_referrals(tx, [submission])
    async with database.reader(POLICE) as reader:
        kept = await queries.find_referral(reader, submission.referral_id)
        assert await queries.find_referral(reader, uuid4()) is None
    assert kept is not None
    assert kept.quality == ()
