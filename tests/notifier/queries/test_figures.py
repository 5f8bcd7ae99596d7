from datetime import timedelta

from tests.builders.allocation import an_allocation
from tests.builders.routed import MONDAY, a_referral_routed, a_routed
from tests.notifier.conftest import hear
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.words import AllocationState
from waymark_notifier import queries, store

S = AllocationState


async def found(database: Database) -> dict[str, float]:
    async with database.reader(SYSTEM) as reader:
        return {one.code: one.value for one in await queries.figures(reader)}


async def test_an_empty_county_has_nothing_to_warn_of(database: Database) -> None:
    async with database.reader(SYSTEM) as reader:
        figures = await queries.figures(reader)
    assert {one.value for one in figures} == {0}
    assert not any(one.is_warning for one in figures)


async def test_alerts_that_wait_are_counted_with_their_age(database: Database, clock: ReplayClock) -> None:
    await hear(database, a_referral_routed(), a_referral_routed())
    clock.move_to(clock.now() + timedelta(minutes=6))
    async with database.transaction(SYSTEM) as tx:
        await tx.run("update alerts set state = 'failed' where id = (select min(id::text)::uuid from alerts)")
    figures = await found(database)
    assert (figures["alerts_waiting"], figures["alerts_failed"], figures["alerts_oldest"]) == (1, 1, 360)


async def test_clocks_and_confirmations_are_counted(database: Database) -> None:
    soon, past = MONDAY + timedelta(hours=3), MONDAY - timedelta(hours=1)
    rows = [
        an_allocation(respond_by=soon, appointment_by=soon),
        an_allocation(respond_by=MONDAY + timedelta(hours=5)),
        an_allocation(respond_by=past, duty=True),
        an_allocation(state=S.ACCEPTED, contact_by=soon, late=True),
        an_allocation(state=S.ENGAGED, appointment_by=past, review_by=past),
        an_allocation(state=S.WITHDRAWN, acknowledge_by=past),
        an_allocation(state=S.WITHDRAWN, acknowledge_by=soon),
        an_allocation(state=S.WITHDRAWN, acknowledge_by=past, acknowledged_at=MONDAY),
    ]
    async with database.transaction(SYSTEM) as tx:
        store.save_allocations(tx, rows)
    figures = await found(database)
    wanted = {"clocks_near": 3, "clocks_overdue": 1, "offers_answered_late": 1, "duties_open": 1}
    assert {code: figures[code] for code in wanted} == wanted
    assert figures["confirmations_overdue"] == 1


async def test_nothing_is_told_to_a_single_agency(database: Database) -> None:
    await hear(database, a_referral_routed(a_routed()))
    async with database.reader("lantern-sav") as reader:
        assert {one.value for one in await queries.figures(reader)} == {0}
