"""What is kept: the newest screening, allocations as they stand, answers to what was open."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.builders.screened import REFERRAL, a_referral_screened
from waymark.clock import ReplayClock
from waymark.contracts.routing import RoutedAllocation
from waymark.db import SYSTEM, Database, Transaction
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, DeclinedBy, Pathway
from waymark_router.store import (
    Answer,
    Before,
    News,
    forget,
    keep_newest,
    lock_only,
    lock_referrals,
    save_allocations,
    save_answers,
    save_news,
    what_was_before,
)

_PLACED = RoutedAllocation(
    allocation_id=UUID(int=5),
    pathway=Pathway.FRAUD,
    service=ServiceId("ledger-fraud"),
    agency=AgencyId("ledger-fraud-care"),
    needs=(),
    state=AllocationState.OFFERED,
)


async def _keep(tx: Transaction, *allocations: RoutedAllocation) -> None:
    await keep_newest(tx, [a_referral_screened()])
    save_allocations(tx, {REFERRAL: allocations})


async def test_an_older_or_equal_screening_is_not_kept(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        assert (await keep_newest(tx, [a_referral_screened(screening=2)])).kept == {REFERRAL}
        assert (await keep_newest(tx, [a_referral_screened(screening=2)])).kept == frozenset()
        assert (await keep_newest(tx, [a_referral_screened(screening=1)])).kept == frozenset()
        assert (await lock_referrals(tx, [REFERRAL, UUID(int=1)]))[REFERRAL].screening == 2


async def test_allocations_are_read_back_as_they_stand(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED)
        assert await save_answers(tx, [Answer(_PLACED.allocation_id, "declined", "provider")]) == {
            _PLACED.allocation_id: AllocationState.OFFERED
        }
        [kept] = (await what_was_before(tx, [REFERRAL]))[REFERRAL].allocations
    assert (kept.allocation.state, kept.declined_by) == (AllocationState.DECLINED, DeclinedBy.PROVIDER)


async def test_a_no_to_what_was_taken_back_meanwhile_stands(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED.model_copy(update={"state": AllocationState.WITHDRAWN}))
        was = await save_answers(tx, [Answer(_PLACED.allocation_id, "declined", "person")])
        assert was == {_PLACED.allocation_id: AllocationState.WITHDRAWN}
        [kept] = (await what_was_before(tx, [REFERRAL]))[REFERRAL].allocations
    assert (kept.allocation.state, kept.declined_by) == (AllocationState.DECLINED, DeclinedBy.PERSON)


async def test_what_lapsed_stays_lapsed_when_its_queue_takes_it_back(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED)
        await save_answers(tx, [Answer(_PLACED.allocation_id, "lapsed", "")])
        assert await _heard(tx, AllocationState.WITHDRAWN) == {}
        assert await _state(tx) is AllocationState.LAPSED


async def test_an_allocation_offered_again_forgets_the_no(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED)
        await save_answers(tx, [Answer(_PLACED.allocation_id, "declined", "person")])
        save_allocations(tx, {REFERRAL: [_PLACED]})
        [kept] = (await what_was_before(tx, [REFERRAL]))[REFERRAL].allocations
    assert (kept.allocation.state, kept.declined_by) == (AllocationState.OFFERED, None)


async def test_nothing_to_save_is_no_statement(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        save_allocations(tx, {REFERRAL: []})
        assert (await what_was_before(tx, [REFERRAL]))[REFERRAL] == Before(None, ())


async def _state(tx: Transaction) -> AllocationState:
    [kept] = (await what_was_before(tx, [REFERRAL]))[REFERRAL].allocations
    return kept.allocation.state


async def _heard(tx: Transaction, state: AllocationState, at: datetime | None = None) -> dict[UUID, AllocationState]:
    await lock_only(tx, [REFERRAL])
    return await save_news(tx, [News(_PLACED.allocation_id, state, at or tx.now)])


async def test_an_offer_told_again_does_not_undo_a_yes(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED)
        assert await _heard(tx, AllocationState.ACCEPTED) == {_PLACED.allocation_id: AllocationState.OFFERED}
        save_allocations(tx, {REFERRAL: [_PLACED]})
        assert await _state(tx) is AllocationState.ACCEPTED
        save_allocations(tx, {REFERRAL: [_PLACED.model_copy(update={"state": AllocationState.WITHDRAWN})]})
        save_allocations(tx, {REFERRAL: [_PLACED]})
        assert await _state(tx) is AllocationState.OFFERED
        assert await tx.value("select accepted_at from allocations") is None


async def test_since_moves_with_the_state_only(database: Database, clock: ReplayClock) -> None:
    held = _PLACED.model_copy(update={"state": AllocationState.HELD_CONSENT})
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, held)
        first = tx.now
    clock.move_to(first + timedelta(hours=1))
    async with database.transaction(SYSTEM) as tx:
        save_allocations(tx, {REFERRAL: [held]})
        assert await tx.value("select since from allocations") == first
        assert await tx.value("select changed_at from allocations") == tx.now
        save_allocations(tx, {REFERRAL: [_PLACED]})
        assert await tx.value("select since from allocations") == tx.now


@pytest.mark.parametrize("late", [AllocationState.ACCEPTED, AllocationState.CLOSED])
async def test_a_late_word_about_what_lapsed_is_kept(database: Database, late: AllocationState) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED)
        await save_answers(tx, [Answer(_PLACED.allocation_id, "lapsed", "")])
        assert await _heard(tx, late) == {_PLACED.allocation_id: AllocationState.LAPSED}


async def test_what_a_queue_took_back_before_a_newer_decision_says_nothing_against_it(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED)
        assert await _heard(tx, AllocationState.WITHDRAWN, tx.now - timedelta(seconds=1)) == {}
        assert await _heard(tx, AllocationState.WITHDRAWN) != {}
        assert await _heard(tx, AllocationState.ACCEPTED) == {}


async def test_only_what_ended_long_ago_is_forgotten(database: Database, clock: ReplayClock) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED)
        start = tx.now
    clock.move_to(start + timedelta(days=10))
    async with database.transaction(SYSTEM) as tx:
        assert await forget(tx, before=tx.now, most=9) == ()
        await save_answers(tx, [Answer(_PLACED.allocation_id, "declined", "person")])
        assert await forget(tx, before=tx.now, most=9) == ()
        assert await forget(tx, before=tx.now + timedelta(seconds=1), most=9) == (REFERRAL,)
        assert await tx.value("select count(*) from allocations") == 0
        assert await tx.value("select count(*) from referrals") == 0
