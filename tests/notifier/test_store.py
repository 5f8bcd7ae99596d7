from dataclasses import fields

from tests.builders.allocation import SAM, an_allocation, said
from tests.builders.routed import MONDAY
from waymark.contracts.referral import Correction
from waymark.db import SYSTEM, Database
from waymark.words import Flag, Group, QualityFlag
from waymark_notifier import store, tables
from waymark_notifier.allocation import Allocation
from waymark_notifier.step import step
from waymark_notifier.transition import Verb


async def test_a_row_comes_back_as_it_was_saved(database: Database) -> None:
    full = an_allocation(
        missing="explicit_consent",
        ask_of="officer",
        duty=True,
        child="yes",
        flags=(Flag.HIGH_RISK, Flag.BEREAVED),
        quality=(QualityFlag.CONTACT_MISSING,),
        contact_by=MONDAY,
        review_by=MONDAY,
        claimed_by="sam.harbour",
        claimed_name="Sam",
        attempts=2,
        late=True,
        declined_by="person",
        reason="person_declined",
        interim_offer="helpline",
        outcome="completed",
        referral_version=3,
        seen_version=2,
        corrections=(Correction(version=3, at=MONDAY, groups=(Group.CONTACT, Group.FACTS)),),
        obligations=("check_account_for_identity",),
        unmet=("fraud:nobody_takes",),
        appointment_by=MONDAY,
        remind_at=MONDAY,
        escalated_at=MONDAY,
        opened_at=MONDAY,
        acknowledge_by=MONDAY,
        acknowledged_at=MONDAY,
        kept="nothing_kept",
    )
    bare = an_allocation(needs=(), respond_by=None)
    async with database.transaction(SYSTEM) as tx:
        store.save_allocations(tx, [full, bare])
    async with database.transaction(SYSTEM) as tx:
        assert await store.lock_allocation(tx, full.id) == full
        assert await store.lock_allocation(tx, bare.id) == bare


async def test_saving_again_changes_every_column(database: Database) -> None:
    first = an_allocation()
    second = step(first, Verb.ACCEPT, SAM, said(), MONDAY).allocation
    async with database.transaction(SYSTEM) as tx:
        store.save_allocations(tx, [first])
        store.save_allocations(tx, [second])
        assert await store.lock_allocation(tx, first.id) == second
        assert await tx.value("select section from allocations") == "accepted"


async def test_rows_of_several_referrals_are_locked_at_once(database: Database) -> None:
    rows = [an_allocation() for _ in range(3)]
    async with database.transaction(SYSTEM) as tx:
        store.save_allocations(tx, rows)
        found = await store.lock_of_referrals(tx, [row.referral_id for row in rows[:2]])
    assert {row.id for row in found} == {row.id for row in rows[:2]}


def test_every_field_of_an_allocation_has_a_column() -> None:
    columns = set(tables.allocations.columns.keys())
    assert {field.name for field in fields(Allocation)} | {"section", "position"} == columns
