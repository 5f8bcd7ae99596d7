from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.builders.allocation import HARBOUR, LANTERN, an_allocation
from tests.builders.routed import MONDAY, a_referral_routed, held
from tests.notifier.conftest import hear
from waymark.db import SYSTEM, Database
from waymark.errors import Kind, Refused
from waymark.words import AllocationState, Priority
from waymark_notifier import queries, store
from waymark_notifier.allocation import Allocation
from waymark_notifier.queue import Section, read_filter

S = AllocationState
DECIDE = read_filter("decide")


async def save(database: Database, *rows: Allocation) -> None:
    async with database.transaction(SYSTEM) as tx:
        store.save_allocations(tx, rows)


async def test_pages_follow_one_another_in_queue_order_without_gap_or_repeat(database: Database) -> None:
    due = MONDAY + timedelta(hours=8)
    rows = [an_allocation(respond_by=due + timedelta(minutes=minute // 3)) for minute in range(25)]
    urgent = an_allocation(priority=Priority.URGENT, respond_by=due + timedelta(days=2))
    await save(database, *rows, urgent)
    seen: list[Allocation] = []
    after = None
    async with database.reader(HARBOUR) as reader:
        for _ in range(4):
            page = await queries.list_allocations(reader, HARBOUR, DECIDE, after=after, limit=8)
            seen += page.items
            after = page.after
    assert after is None
    assert seen[0] == urgent
    assert seen[1:] == sorted(rows, key=lambda row: (row.respond_by, row.id))


async def test_a_list_can_be_narrowed_to_one_state(database: Database) -> None:
    engaged = an_allocation(state=S.ENGAGED, review_by=MONDAY)
    await save(database, engaged, an_allocation(state=S.ACCEPTED, contact_by=MONDAY))
    async with database.reader(HARBOUR) as reader:
        page = await queries.list_allocations(reader, HARBOUR, read_filter("engaged"), after=None, limit=10)
        counts = await queries.count_sections(reader, HARBOUR)
    assert page.items == (engaged,)
    assert counts == {Section.ACCEPTED: 2}


@pytest.mark.parametrize("agency", [LANTERN, ""])
async def test_nobody_elses_row_is_found(database: Database, agency: str) -> None:
    row = an_allocation()
    await save(database, row)
    async with database.reader(agency) as reader:
        with pytest.raises(Refused) as refused:
            await queries.find_allocation(reader, row.id)
        assert await queries.list_timeline(reader, row.id) == []
    assert refused.value.kind is Kind.NOT_FOUND


async def test_a_timeline_is_told_in_order(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    async with database.reader(HARBOUR) as reader:
        (line,) = await queries.list_timeline(reader, answer.allocations[0].allocation_id)
    assert (line.from_state, line.to_state, line.verb) == ("", "offered", "offer")


async def test_held_rows_are_counted_for_whoever_may_see_all(database: Database) -> None:
    await hear(database, a_referral_routed(held()), a_referral_routed())
    async with database.reader(SYSTEM) as reader:
        (row,) = await queries.list_held(reader, limit=10)
        assert await queries.count_held(reader) == 1
    assert (row.missing, row.ask_of) == ("explicit_consent", "officer")


async def test_alerts_that_were_given_up_are_counted_while_a_decision_is_open(database: Database) -> None:
    answer = a_referral_routed()
    await hear(database, answer)
    async with database.transaction(SYSTEM) as tx:
        await tx.run("update alerts set state = 'failed'")
    async with database.reader(HARBOUR) as reader:
        assert await queries.count_undelivered(reader) == 1
    async with database.reader(LANTERN) as reader:
        assert await queries.count_undelivered(reader) == 0


async def test_a_row_that_does_not_exist_is_not_found(database: Database) -> None:
    async with database.reader(HARBOUR) as reader:
        with pytest.raises(Refused):
            await queries.find_allocation(reader, uuid4())


async def test_closed_rows_come_newest_first(database: Database) -> None:
    older = an_allocation(state=S.CLOSED)
    newer = replace(older, id=uuid4(), referral_id=uuid4(), changed_at=MONDAY + timedelta(hours=1))
    await save(database, older, newer)
    async with database.reader(HARBOUR) as reader:
        page = await queries.list_allocations(reader, HARBOUR, read_filter("closed"), after=None, limit=10)
    assert page.items == (newer, older)
