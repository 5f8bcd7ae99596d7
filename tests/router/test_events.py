"""The event door: screenings are routed once by the newest, and a provider's no goes on to the next."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.builders.routing import a_close, a_decline, a_lapse, a_withdrawal, an_acceptance, told
from tests.builders.rulebook import the_county
from tests.builders.screened import RECEIVED_AT, REFERRAL, a_duty, a_referral_screened, a_scope, some_facts
from tests.builders.web import a_heard
from waymark.clock import ReplayClock
from waymark.contracts.consent import PersonErased, ReferralScreened
from waymark.contracts.referral import Correction
from waymark.contracts.routing import RoutedAllocation
from waymark.db import SYSTEM, Database
from waymark.errors import Unavailable
from waymark.ids import uuid7
from waymark.service import Context
from waymark.words import AllocationState, Answer, DeclinedBy, ErasureGround, Group, Need, OffenceClass, WithdrawReason
from waymark_router.actions import Shelf
from waymark_router.deciding.decision_record import read_record
from waymark_router.deciding.explain import explain
from waymark_router.deciding.placing import TAKEN_ON_BY_ANOTHER
from waymark_router.events import (
    on_allocation_accepted,
    on_allocation_closed,
    on_allocation_declined,
    on_allocation_lapsed,
    on_allocation_withdrawn,
    on_person_erased,
    on_referral_screened,
)
from waymark_router.queries import account, find_latest_decision
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


async def _lapse_and_ask_another(database: Database, context: Here) -> tuple[UUID, RoutedAllocation, RoutedAllocation]:
    """A fraud referral whose first offer lapsed: the referral, the first and the second allocation."""
    screened = a_referral_screened(facts=_FRAUD)
    await _hear(database, context, screened)
    first = (await told(database))[0].allocations[0]
    async with database.transaction(SYSTEM) as tx:
        await on_allocation_lapsed(tx, [a_lapse(screened.referral_id, first, tx.now)], context)
    return screened.referral_id, first, (await told(database))[-1].allocations[0]


async def _accept(database: Database, context: Here, referral_id: UUID, *placed: RoutedAllocation) -> None:
    async with database.transaction(SYSTEM) as tx:
        await on_allocation_accepted(tx, [an_acceptance(referral_id, one, tx.now) for one in placed], context)


async def test_an_acceptance_in_time_is_kept_and_nothing_is_told(published: Database, context: Here) -> None:
    await _hear(published, context, a_referral_screened())
    [routed] = await told(published)
    await _accept(published, context, routed.referral_id, routed.allocations[0])
    assert len(await told(published)) == 1
    await _hear(published, context, a_referral_screened(screening=2))
    assert [one.state for one in (await told(published))[-1].allocations] == [AllocationState.OFFERED]
    async with published.reader(SYSTEM) as reader:
        assert await reader.value("select state from allocations") == "accepted"


async def test_a_late_acceptance_lets_go_of_the_second_offer(published: Database, context: Here) -> None:
    referral_id, first, second = await _lapse_and_ask_another(published, context)
    await _accept(published, context, referral_id, first)
    answer = {one.allocation_id: one.state for one in (await told(published))[-1].allocations}
    assert answer == {first.allocation_id: AllocationState.OFFERED, second.allocation_id: AllocationState.WITHDRAWN}


async def test_where_both_accepted_the_first_keeps_it_and_the_decision_says_so(
    published: Database, context: Here, clock: ReplayClock
) -> None:
    referral_id, first, second = await _lapse_and_ask_another(published, context)
    await _accept(published, context, referral_id, second)
    clock.move_to(clock.now() + timedelta(minutes=1))
    await _accept(published, context, referral_id, first)
    answer = {one.allocation_id: (one.state, one.missing) for one in (await told(published))[-1].allocations}
    assert answer == {
        first.allocation_id: (AllocationState.WITHDRAWN, TAKEN_ON_BY_ANOTHER),
        second.allocation_id: (AllocationState.OFFERED, ""),
    }
    async with published.reader(SYSTEM) as reader:
        latest = await find_latest_decision(reader, referral_id)
        assert latest is not None
        said = explain(read_record(latest.record), the_county().rulebook, the_county().directory)
        assert any("have both taken on fraud, one of them late" in sentence for sentence in said)
        assert (await account(reader)).findings == ()


@pytest.mark.parametrize("late_is_first", [True, False])
async def test_of_two_that_come_in_one_batch_whoever_was_first_by_time_keeps_it(
    published: Database, context: Here, clock: ReplayClock, *, late_is_first: bool
) -> None:
    referral_id, late, second = await _lapse_and_ask_another(published, context)
    first, other = (late, second) if late_is_first else (second, late)
    now = clock.now()
    clock.move_to(now + timedelta(minutes=5))
    heard = [
        an_acceptance(referral_id, other, now + timedelta(minutes=2)),
        an_acceptance(referral_id, first, now + timedelta(minutes=1)),
    ]
    async with published.transaction(SYSTEM) as tx:
        await on_allocation_accepted(tx, heard, context)
    answer = {one.allocation_id: one.state for one in (await told(published))[-1].allocations}
    assert answer == {first.allocation_id: AllocationState.OFFERED, other.allocation_id: AllocationState.WITHDRAWN}
    async with published.reader(SYSTEM) as reader:
        assert (await account(reader)).findings == ()


async def test_the_persons_late_no_lets_go_of_whoever_was_asked_instead(published: Database, context: Here) -> None:
    referral_id, first, second = await _lapse_and_ask_another(published, context)
    async with published.transaction(SYSTEM) as tx:
        no = a_decline(referral_id, first, tx.now, by=DeclinedBy.PERSON)
        await on_allocation_declined(tx, [no], context)
    [taken_back] = (await told(published))[-1].allocations
    assert (taken_back.allocation_id, taken_back.state) == (second.allocation_id, AllocationState.WITHDRAWN)


async def test_a_providers_late_no_after_another_was_asked_changes_nothing(published: Database, context: Here) -> None:
    referral_id, first, _ = await _lapse_and_ask_another(published, context)
    async with published.transaction(SYSTEM) as tx:
        await on_allocation_declined(tx, [a_decline(referral_id, first, tx.now)], context)
    assert len(await told(published)) == 2


async def test_work_that_ended_is_not_offered_again(published: Database, context: Here) -> None:
    await _hear(published, context, a_referral_screened())
    [routed] = await told(published)
    async with published.transaction(SYSTEM) as tx:
        await on_allocation_closed(tx, [a_close(routed.referral_id, routed.allocations[0], tx.now)], context)
    await _hear(published, context, a_referral_screened(screening=2))
    last = (await told(published))[-1]
    assert (last.allocations, last.unmet) == ((), ())


async def test_what_a_queue_took_back_can_be_offered_again(published: Database, context: Here) -> None:
    await _hear(published, context, a_referral_screened())
    [routed] = await told(published)
    async with published.transaction(SYSTEM) as tx:
        await on_allocation_withdrawn(tx, [a_withdrawal(routed.referral_id, routed.allocations[0], tx.now)], context)
        assert await tx.value("select state from allocations") == "withdrawn"
    await _hear(published, context, a_referral_screened(screening=2))
    assert (await told(published))[-1].allocations[0].state is AllocationState.OFFERED


async def test_of_a_referral_taken_back_everything_but_duties_is_withdrawn(published: Database, context: Here) -> None:
    child = some_facts(age_years=9, child=Answer.YES)
    first = a_referral_screened(facts=child, duties=(a_duty(),))
    await _hear(published, context, first)
    await _hear(published, context, first.model_copy(update={"screening": 2, "withdrawn": WithdrawReason.DUPLICATE}))
    last = (await told(published))[-1]
    assert {one.service: one.state for one in last.allocations} == {
        "front-door-child": AllocationState.OFFERED,
        "harbour-recovery": AllocationState.WITHDRAWN,
    }
    assert last.unmet == ()


async def test_a_correction_travels_with_the_groups_its_recipient_may_see(published: Database, context: Here) -> None:
    groups = (Group.CONTACT, Group.NARRATIVE)
    scope = tuple(one.model_copy(update={"groups": (Group.CONTACT,)}) for one in a_scope())
    await _hear(published, context, a_referral_screened(scope=scope))
    async with published.reader(SYSTEM) as reader:
        fixed = Correction(version=2, at=reader.now, groups=groups)
    again = a_referral_screened(screening=2, scope=scope, referral_version=2, corrections=(fixed,))
    await _hear(published, context, again)
    last = (await told(published))[-1]
    assert last.referral_version == 2
    assert [one.groups for one in last.allocations[0].corrections] == [(Group.CONTACT,)]


async def test_signposts_are_told_beside_the_allocations(published: Database, context: Here) -> None:
    facts = some_facts(offence_class=OffenceClass.SEXUAL, needs=(Need.ISVA,))
    await _hear(published, context, a_referral_screened(facts=facts))
    [routed] = await told(published)
    assert [one.service for one in routed.signposts] == ["sarc"]
    assert routed.signposts[0].how


async def test_a_full_batch_is_routed_in_a_handful_of_statements(published: Database, context: Here) -> None:
    async with published.reader(SYSTEM) as reader:
        ids = [uuid7(reader.now) for _ in range(200)]
    await _hear(published, context, *(a_referral_screened(referral_id=one) for one in ids))
    assert [routed.referral_id for routed in await told(published)] == ids


async def test_without_a_rulebook_referrals_wait(database: Database, context: Here) -> None:
    with pytest.raises(Unavailable):
        await _hear(database, context, a_referral_screened())


async def _states(database: Database) -> dict[str, str]:
    async with database.reader(SYSTEM) as reader:
        return {row.service: row.state for row in await reader.rows("select service, state from allocations")}


async def test_a_no_to_what_was_offered_anew_counts_though_it_was_accepted_before(
    published: Database, context: Here
) -> None:
    """Consent was taken back and given again at once: the queue took the work back and offered it anew."""
    await _hear(published, context, a_referral_screened(facts=_FRAUD))
    [placed] = (await told(published))[0].allocations
    async with published.transaction(SYSTEM) as tx:
        revoked_at = tx.now
        await on_allocation_accepted(tx, [an_acceptance(REFERRAL, placed, tx.now)], context)
    await _hear(published, context, a_referral_screened(facts=_FRAUD, screening=3))
    async with published.transaction(SYSTEM) as tx:
        back = a_withdrawal(REFERRAL, placed, tx.now)
        await on_allocation_withdrawn(tx, [replace(back, causation=uuid7(revoked_at - timedelta(seconds=1)))], context)
        await on_allocation_lapsed(tx, [a_lapse(REFERRAL, placed, tx.now)], context)
    assert await _states(published) == {"ledger-fraud": "lapsed", "harbour-recovery": "offered"}


async def test_a_decision_is_always_newer_than_the_one_before(published: Database, context: Here) -> None:
    """Two transactions about one referral: the one that began first had to wait for the other."""
    async with published.transaction(SYSTEM) as late:
        async with published.transaction(SYSTEM) as quick:
            quick.now = late.now + timedelta(seconds=5)
            await on_referral_screened(quick, [a_heard(a_referral_screened(), quick.now)], context)
        await on_referral_screened(late, [a_heard(a_referral_screened(screening=2), late.now)], context)
    first, second = await told(published)
    assert first.decided_at < second.decided_at


async def test_a_need_that_came_while_the_work_was_closed_is_seen_at_the_desk(
    published: Database, context: Here
) -> None:
    await _hear(published, context, a_referral_screened())
    [placed] = (await told(published))[0].allocations
    more = some_facts(needs=(Need.EMOTIONAL_SUPPORT, Need.PRACTICAL_HELP, Need.COURT_SUPPORT))
    await _hear(published, context, a_referral_screened(screening=2, facts=more))
    closed = a_close(REFERRAL, placed, RECEIVED_AT)
    closed = replace(closed, data=closed.data.model_copy(update={"needs": placed.needs}))
    async with published.transaction(SYSTEM) as tx:
        await on_allocation_closed(tx, [closed], context)
    assert await _states(published) == {"harbour-recovery": "closed", "triage": "offered"}
    left = (await told(published))[-1].unmet
    assert [(one.reason, one.needs) for one in left] == [("ended_before", (Need.COURT_SUPPORT,))]


async def test_of_people_who_were_erased_nothing_is_kept(published: Database, context: Here) -> None:
    await _hear(published, context, a_referral_screened())
    erased = PersonErased(referral_id=REFERRAL, ground=ErasureGround.PERSON_ASKED, erased_at=RECEIVED_AT)
    async with published.transaction(SYSTEM) as tx:
        await on_person_erased(tx, [a_heard(erased, tx.now)], context)
    async with published.reader(SYSTEM) as reader:
        for table in ("referrals", "allocations", "decisions"):
            assert await reader.value(f"select count(*) from {table}") == 0
        assert (await account(reader)).referrals == {}
        assert await reader.value("select count(*) from audit where act = 'referral.forgotten'") == 1
