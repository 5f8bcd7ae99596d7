"""Who was erased is in no index any more, nothing can be changed of their referral, and confirmed links are named."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.referral import AT, POLICE
from tests.builders.routed import a_referral_routed
from tests.builders.web import a_heard
from tests.intake.repeat.people import WHO, of
from tests.intake.repeat.test_actions import judge, pairs, receive
from waymark.contracts.consent import PersonErased
from waymark.contracts.referral import ErasureSpread
from waymark.db import SYSTEM, Database
from waymark.words import AgencyRole, ErasureGround, ReferralState, WithdrawReason
from waymark_intake import actions, queries
from waymark_intake.following.correction import Ended
from waymark_intake.following.receipt import view_of
from waymark_intake.repeat.pair import Judgement

SISTER = replace(WHO, given="susan")


@pytest.fixture
async def database(open_database: Callable[[str], Awaitable[Database]]) -> Database:
    return await open_database("intake")


async def erased(database: Database, referral_id: UUID, *, also_linked: bool = False) -> list[ErasureSpread]:
    event = PersonErased(
        referral_id=referral_id, ground=ErasureGround.PERSON_ASKED, also_linked=also_linked, erased_at=AT
    )
    async with database.transaction(SYSTEM) as tx:
        await actions.forget_erased(tx, [a_heard(event, tx.now)])
        return [told.data for told in tx.told if isinstance(told.data, ErasureSpread)]


async def count(database: Database, what: str) -> Any:
    async with database.reader(SYSTEM) as reader:
        return await reader.value(f"select count(*) from {what}")


async def test_the_index_forgets_them_and_who_comes_again_is_nobody_known(database: Database) -> None:
    first = of(days_ago=3)
    await receive(database, first)
    assert await erased(database, first.referral_id) == []
    assert [await count(database, table) for table in ("match_records", "match_traces", "repeat_pairs")] == [0, 0, 0]
    (told,) = await receive(database, of())
    assert (told.referrals_last_12_months, told.flags) == (0, ())


async def test_only_who_was_confirmed_to_be_the_same_is_named(database: Database) -> None:
    first, by_model, sister = of(days_ago=9), of(days_ago=6), of(SISTER, days_ago=3)
    await receive(database, first, by_model, sister)
    open_pair, *_ = await pairs(database)
    await judge(database, open_pair, Judgement.SAME)
    ends = {open_pair.newer, open_pair.older}
    start = next(iter(ends - {sister.referral_id}))
    (spread,) = await erased(database, start, also_linked=True)
    assert (spread.referral_id, spread.erased) == (sister.referral_id, start)
    assert await count(database, "match_records") == 2


async def test_the_sender_sees_it_ended_and_can_change_nothing(database: Database) -> None:
    first = of()
    await receive(database, first)
    routed = a_referral_routed(referral_id=first.referral_id, decided_at=AT)
    async with database.transaction(SYSTEM) as tx:
        await actions.note_routed(tx, [a_heard(routed, tx.now)])
    await erased(database, first.referral_id)
    async with database.transaction(SYSTEM) as tx:
        await actions.note_routed(tx, [a_heard(routed.model_copy(update={"decision_id": uuid4()}), tx.now)])
    async with database.reader(POLICE) as reader:
        kept = await queries.find_referral(reader, first.referral_id)
    assert kept is not None
    assert kept.state is ReferralState.VOIDED
    assert view_of(kept, (), seen_by=AgencyRole.POLICE).state == "withdrawn"
    async with database.transaction(SYSTEM) as tx:
        with pytest.raises(Ended):
            await actions.withdraw_referral(
                tx, first.referral_id, reason=WithdrawReason.DUPLICATE, agency=first.sender, subject="pia.police"
            )
    async with database.reader(SYSTEM) as reader:
        assert (await queries.account(reader)).referrals == {}
