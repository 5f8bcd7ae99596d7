"""Rules change, and go back, while referrals pour in over the bus: each is decided once, by the rules of its moment."""

import asyncio
from typing import Any
from uuid import uuid4

import asyncpg

from tests.builders.police_post import a_record
from tests.journeys.office import approved, newer_than, version_of
from tests.journeys.steps import sent
from tests.journeys.test_rules_across_processes import HARBOUR, LEDGER, a_draft, gone_back
from tests.journeys.test_things_change import somebody_new
from tests.journeys.world import World, until

SENDERS, A_SECOND, AFTERWARDS = 8, 200, 10

_DECIDED = "select count(distinct referral_id) from router.decisions where referral_id = any($1::uuid[])"
# What was decided otherwise than once, by rules that were not those in force at its time, or not offered just once.
_AMISS = """
    select s.id, d.decisions, d.amiss, o.services, q.rows from unnest($1::uuid[]) as s(id)
    left join lateral (
        select count(*) as decisions, count(*) filter (where rulebook <> (
            select version from router.rulebooks r where r.effective_from <= decided_at and r.called_off_at is null
            order by r.effective_from desc, r.number desc limit 1)) as amiss
        from router.decisions where referral_id = s.id) d on true
    left join lateral (
        select array_agg(service) as services from router.allocations
        where referral_id = s.id and pathway = 'fraud' and state = 'offered') o on true
    left join lateral (
        select count(*) as rows from notifier.allocations where referral_id = s.id and pathway = 'fraud') q on true
    where d.decisions <> 1 or d.amiss <> 0 or cardinality(o.services) is distinct from 1 or q.rows <> 1
"""
_WENT = (
    "select d.rulebook, array_agg(distinct a.service) as services from router.decisions d join router.allocations a"
    " using (referral_id) where d.referral_id = any($1::uuid[]) and a.pathway = 'fraud' group by d.rulebook"
)


async def asked(world: World, query: str, referrals: list[str]) -> list[dict[str, Any]]:
    """What the database says of these referrals."""
    connection = await asyncpg.connect(world.place.addresses.owner)
    try:
        return [dict(row) for row in await connection.fetch(query, referrals)]
    finally:
        await connection.close()


async def pours(world: World, done: asyncio.Event) -> list[str]:
    """Refer fraud, one after another and at most so many a second, until done and a few more."""
    found: list[str] = []
    left = AFTERWARDS
    while left:
        left -= done.is_set()
        key = f"load-{uuid4()}"
        record = a_record(offence_code="053/40", victim=somebody_new(), force_reference=key)
        found.append(await sent(world, record, key))
        await asyncio.sleep(SENDERS / A_SECOND)
    return found


async def test_a_change_and_its_way_back_under_load_lose_and_double_no_decision(world: World) -> None:
    first = await version_of(world)
    draft = await a_draft(world, HARBOUR, "Changed under load.")
    done = asyncio.Event()
    senders = [asyncio.create_task(pours(world, done)) for _ in range(SENDERS)]
    try:
        await approved(world, draft, "Ledger moves house")
        second = await newer_than(world, first)
        third = await gone_back(world, first)
    finally:
        done.set()
    referrals = [one for several in await asyncio.gather(*senders) for one in several]

    async def decided() -> int:
        return int((await asked(world, _DECIDED, referrals))[0]["count"])

    await until(decided, lambda number: number == len(referrals), within_s=120)
    await until(lambda: asked(world, _AMISS, referrals), lambda amiss: not amiss, within_s=120)
    went = {row["rulebook"]: row["services"] for row in await asked(world, _WENT, referrals)}
    assert went == {first: [LEDGER], second: [HARBOUR], third: [LEDGER]}
