"""The event door: screenings are routed once by the newest, and a provider's no goes on to the next."""

from uuid import UUID

import pytest

from tests.builders.routing import a_decline, a_lapse, told
from tests.builders.screened import a_referral_screened, a_scope, some_facts
from tests.builders.web import a_heard
from waymark.contracts.consent import ReferralScreened
from waymark.db import SYSTEM, Database
from waymark.errors import Unavailable
from waymark.ids import uuid7
from waymark.service import Context
from waymark.words import AllocationState, DeclinedBy, Need, OffenceClass
from waymark_router.actions import Shelf
from waymark_router.events import on_allocation_declined, on_allocation_lapsed, on_referral_screened
from waymark_router.settings import RouterSettings

Here = Context[RouterSettings, Shelf]
_FRAUD = some_facts(offence_class=OffenceClass.FRAUD, needs=(Need.FRAUD_RECOVERY,))


async def _hear(database: Database, context: Here, *screened: ReferralScreened) -> None:
    async with database.transaction(SYSTEM) as tx:
        await on_referral_screened(tx, [a_heard(one, tx.now) for one in screened], context)


async def test_a_screened_referral_is_routed_with_its_cause(published: Database, context: Here) -> None:
    async with published.transaction(SYSTEM) as tx:
        heard = a_heard(a_referral_screened(), tx.now)
        await on_referral_screened(tx, [heard], context)
    [routed] = await told(published)
    assert [placed.service for placed in routed.allocations] == ["harbour-recovery"]
    async with published.reader(SYSTEM) as reader:
        assert await reader.value("select causation from log") == heard.id
        assert await reader.value("select details->>'decision' from audit where act = 'referral.routed'") == str(
            routed.decision_id
        )


async def test_only_the_newest_of_several_screenings_counts(published: Database, context: Here) -> None:
    held = a_referral_screened(screening=1, scope=a_scope(ask=["harbour-victim-care"]))
    await _hear(published, context, held, a_referral_screened(screening=3), held.model_copy(update={"screening": 2}))
    [routed] = await told(published)
    assert routed.allocations[0].state is AllocationState.OFFERED
    await _hear(published, context, held.model_copy(update={"screening": 2}), a_referral_screened(screening=3))
    assert len(await told(published)) == 1


async def test_a_yes_given_later_opens_the_same_allocation(published: Database, context: Here) -> None:
    await _hear(published, context, a_referral_screened(scope=a_scope(ask=["harbour-victim-care"])))
    await _hear(published, context, a_referral_screened(screening=2))
    [held], [offered] = [routed.allocations for routed in await told(published)]
    assert (held.state, offered.state) == (AllocationState.HELD_CONSENT, AllocationState.OFFERED)
    assert held.allocation_id == offered.allocation_id


async def test_a_providers_no_goes_to_the_next_service_and_then_to_the_triage_desk(
    published: Database, context: Here
) -> None:
    screened = a_referral_screened(facts=_FRAUD)
    await _hear(published, context, screened)
    for _ in range(2):
        placed = (await told(published))[-1].allocations[0]
        async with published.transaction(SYSTEM) as tx:
            await on_allocation_declined(tx, [a_decline(screened.referral_id, placed, tx.now)], context)
    answers = await told(published)
    assert [routed.allocations[0].service for routed in answers] == ["ledger-fraud", "harbour-recovery", "triage"]
    assert [left.reason for left in answers[-1].unmet] == ["refused_by_all"]


async def test_a_lapse_is_routed_again_and_a_repeat_of_it_is_not(published: Database, context: Here) -> None:
    screened = a_referral_screened(facts=_FRAUD)
    await _hear(published, context, screened)
    placed = (await told(published))[0].allocations[0]
    for _ in range(2):
        async with published.transaction(SYSTEM) as tx:
            await on_allocation_lapsed(tx, [a_lapse(screened.referral_id, placed, tx.now)] * 2, context)
    assert [routed.allocations[0].service for routed in await told(published)] == ["ledger-fraud", "harbour-recovery"]


async def test_the_persons_no_is_kept_and_not_routed_again(published: Database, context: Here) -> None:
    screened = a_referral_screened(facts=_FRAUD)
    await _hear(published, context, screened)
    placed = (await told(published))[0].allocations[0]
    async with published.transaction(SYSTEM) as tx:
        no = a_decline(screened.referral_id, placed, tx.now, by=DeclinedBy.PERSON)
        await on_allocation_declined(tx, [no], context)
    assert len(await told(published)) == 1
    await _hear(published, context, screened.model_copy(update={"screening": 2}))
    assert (await told(published))[-1].allocations == ()


async def test_a_no_about_an_unknown_referral_changes_nothing(published: Database, context: Here) -> None:
    await _hear(published, context, a_referral_screened())
    placed = (await told(published))[0].allocations[0].model_copy(update={"allocation_id": UUID(int=7)})
    async with published.transaction(SYSTEM) as tx:
        await on_allocation_lapsed(tx, [a_lapse(UUID(int=8), placed, tx.now)], context)
    assert len(await told(published)) == 1


async def test_a_full_batch_is_routed_in_a_handful_of_statements(published: Database, context: Here) -> None:
    async with published.reader() as reader:
        ids = [uuid7(reader.now) for _ in range(200)]
    await _hear(published, context, *(a_referral_screened(referral_id=one) for one in ids))
    assert [routed.referral_id for routed in await told(published)] == ids


async def test_without_a_rulebook_referrals_wait(database: Database, context: Here) -> None:
    with pytest.raises(Unavailable):
        await _hear(database, context, a_referral_screened())
