"""What is kept: the newest screening, allocations as they stand, answers to what was open."""

from uuid import UUID

from tests.builders.screened import REFERRAL, a_referral_screened
from waymark.contracts.routing import RoutedAllocation
from waymark.db import SYSTEM, Database, Transaction
from waymark.ids import AgencyId, ServiceId
from waymark.words import AllocationState, DeclinedBy, Pathway
from waymark_router.store import (
    Answer,
    keep_newest,
    lock_referrals,
    previous_allocations,
    save_allocations,
    save_answers,
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
    await save_allocations(tx, {REFERRAL: allocations})


async def test_an_older_or_equal_screening_is_not_kept(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        assert await keep_newest(tx, [a_referral_screened(screening=2)]) == {REFERRAL}
        assert await keep_newest(tx, [a_referral_screened(screening=2)]) == frozenset()
        assert await keep_newest(tx, [a_referral_screened(screening=1)]) == frozenset()
        assert (await lock_referrals(tx, [REFERRAL, UUID(int=1)]))[REFERRAL].screening == 2


async def test_allocations_are_read_back_as_they_stand(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED)
        assert await save_answers(tx, [Answer(_PLACED.allocation_id, "declined", "provider")]) == {
            _PLACED.allocation_id
        }
        [kept] = (await previous_allocations(tx, [REFERRAL]))[REFERRAL]
    assert (kept.allocation.state, kept.declined_by) == (AllocationState.DECLINED, DeclinedBy.PROVIDER)


async def test_a_late_no_to_what_was_taken_back_changes_nothing(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED.model_copy(update={"state": AllocationState.WITHDRAWN}))
        assert await save_answers(tx, [Answer(_PLACED.allocation_id, "lapsed", "")]) == frozenset()


async def test_an_allocation_offered_again_forgets_the_no(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await _keep(tx, _PLACED)
        await save_answers(tx, [Answer(_PLACED.allocation_id, "declined", "person")])
        await save_allocations(tx, {REFERRAL: [_PLACED]})
        [kept] = (await previous_allocations(tx, [REFERRAL]))[REFERRAL]
    assert (kept.allocation.state, kept.declined_by) == (AllocationState.OFFERED, None)


async def test_nothing_to_save_is_no_statement(database: Database) -> None:
    async with database.transaction(SYSTEM) as tx:
        await save_allocations(tx, {REFERRAL: []})
        assert await previous_allocations(tx, [REFERRAL]) == {}
