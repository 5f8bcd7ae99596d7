from typing import Any

import asyncpg
import pytest

from tests.builders.allocation import HARBOUR, SAM, said
from tests.builders.routed import a_referral_routed, a_routed, held, told_again, with_state
from tests.notifier.conftest import hear
from waymark.contracts.routing import ReferralRouted
from waymark.db import SYSTEM, Database
from waymark.ledger import Ledger
from waymark.opening import Addresses
from waymark.words import AllocationState, Flag, Pathway
from waymark_notifier import actions, queries
from waymark_notifier.transition import Verb

S = AllocationState
TWICE = """
    insert into allocations
    select (jsonb_populate_record(a, jsonb_build_object('service', 'another', 'id', gen_random_uuid()))).*
    from allocations a
"""


async def ledger(database: Database) -> Ledger:
    async with database.reader(SYSTEM) as reader:
        return await queries.account(reader)


async def take(database: Database, answer: ReferralRouted, verb: Verb, version: int, **answers: Any) -> None:
    async with database.transaction(HARBOUR) as tx:
        await actions.take_step(tx, answer.allocations[0].allocation_id, verb, SAM, said(version, **answers))


async def broken(database: Database, county_db: Addresses, sql: str) -> list[str]:
    """What is found after the owner did that: the service itself may not touch its timeline."""
    connection = await asyncpg.connect(county_db.owner, server_settings={"search_path": "notifier"})
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
    return [one.invariant for one in (await ledger(database)).findings]


async def test_every_referral_is_known_and_has_its_place(database: Database) -> None:
    offered, waiting = a_referral_routed(), a_referral_routed(held())
    two = a_referral_routed(a_routed(), a_routed(agency="front-door", service="door", pathway=Pathway.SAFEGUARDING))
    await hear(database, offered, waiting, two)
    await take(database, offered, Verb.DECLINE, 1, declined_by="provider", reason="no_capacity")
    found = await ledger(database)
    assert found.referrals == {
        offered.referral_id: "settled",
        waiting.referral_id: "held",
        two.referral_id: "open",
    }
    assert found.places == {
        (two.referral_id, "victim_recovery"): (HARBOUR,),
        (two.referral_id, "safeguarding"): ("front-door",),
    }
    assert found.findings == ()


async def test_a_long_life_leaves_no_finding(database: Database) -> None:
    waiting = held()
    first = a_referral_routed(waiting)
    await hear(database, first)
    offer = with_state(waiting, S.OFFERED, missing="", ask_of="")
    second = told_again(first, offer)
    third = told_again(second, with_state(offer, S.OFFERED, flags=(Flag.HIGH_RISK,)))
    await hear(database, second, third, told_again(third, *third.allocations))
    for version, (verb, answers) in enumerate(
        [
            (Verb.CLAIM, {}),
            (Verb.ACCEPT, {}),
            (Verb.CONTACT, {"way": "mobile", "result": "reached"}),
            (Verb.ENGAGE, {}),
            (Verb.CLOSE, {"outcome": "completed"}),
        ],
        start=3,
    ):
        await take(database, first, verb, version, **answers)
        assert (await ledger(database)).findings == ()


@pytest.mark.parametrize(
    ("sql", "invariant"),
    [
        ("delete from transitions", "I8"),
        ("update allocations set version = 7", "I8"),
        ("update allocations set respond_by = respond_by + interval '1 hour'", "I7"),
        (TWICE, "I3"),
    ],
)
async def test_what_is_planted_is_found(database: Database, county_db: Addresses, sql: str, invariant: str) -> None:
    await hear(database, a_referral_routed())
    assert invariant in await broken(database, county_db, sql)
