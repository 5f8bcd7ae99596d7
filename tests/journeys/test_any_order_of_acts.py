"""Senders, people and providers do whatever they may, in any order and at the same time: afterwards all is accounted.

Seeded: what fails once fails again, as far as the order in which processes meet allows.
"""

import asyncio
import random
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.builders.police_post import a_record
from tests.journeys.steps import items_of, sent, taken, time_to_answer_is_over
from tests.journeys.world import World
from waymark.check import check, opened, until_quiet
from waymark.clock import SystemClock
from waymark.errors import Unavailable
from waymark.service import installed_services

REFERRALS, ACTS, SEEDS = 12, 7, (5, 12)
OFFENCES = ("028/03", "053/40", "019/08", "099/26", "011/03")
BIRTHS = ("1984-05-02", "2013-02-01", "2009-03-01")
MEMBERS = (
    "sam.harbour",
    "kit.ledger",
    "pat.triage",
    "noor.lantern",
    "mo.frontdoor",
    "fay.first",
    "rui.anchor",
    "ana.aspen",
)
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("accept", {}),
    ("decline", {"declined_by": "provider", "reason": "no_capacity"}),
    ("decline", {"declined_by": "person", "reason": "person_declined"}),
    ("contact", {"way": "mobile", "result": "reached"}),
    ("engage", {}),
    ("close", {"outcome": "no_longer_needed"}),
    ("confirm", {"kept": "nothing_kept"}),
)


def _record(rng: random.Random) -> dict[str, Any]:
    """Another crime, another age, another word, sometimes no safe way to reach the person."""
    usual = a_record()
    position = rng.choice(("given", "refused", "not_asked"))
    said = {"position": position, "explicit": position == "given", "given_by": "self", "how": "spoken"}
    flags = rng.choice(([], [], ["child_at_risk"], ["domestic_abuse"]))
    over = {"offence_code": rng.choice(OFFENCES), "flags": flags, "consent": said}
    if rng.random() < 0.2:
        over["safe_contact"] = {"mobile_safe": "no"}
    return usual | over | {"victim": usual["victim"] | {"date_of_birth": rng.choice(BIRTHS)}}


async def _act(world: World, rng: random.Random, referral: str) -> None:
    """One thing somebody does; what the state does not allow is refused, and that is fine."""
    what = rng.choice(("correct", "say", "say", "step", "step", "step", "step", "lapse", "withdraw"))
    if what == "correct":
        version = (await world.followed(referral))["version"]
        body = {"version": version, "record": _record(rng)}
        await world.police.post(f"/intake/v1/referrals/{referral}:correct", body, key=str(uuid4()))
    elif what == "say":
        word = {"position": rng.choice(("given", "withdrawn")), "given_by": "self", "how": "spoken", "wording": "v1"}
        await world.police_post(
            f"/consent/v1/referrals/{referral}/consent", word | {"explicit": word["position"] == "given"}
        )
    elif what == "withdraw" and rng.random() < 0.3:
        await world.police_post(f"/intake/v1/referrals/{referral}:withdraw", {"reason": "person_asked"})
    else:
        await _in_a_queue(world, rng, referral, lapses=what == "lapse")


async def _in_a_queue(world: World, rng: random.Random, referral: str, *, lapses: bool) -> None:
    for member in rng.sample(MEMBERS, len(MEMBERS)):
        for item in await items_of(world, member, referral):
            if lapses and item["state"] == "offered":
                await time_to_answer_is_over(world, item)
                return
            verb, said = rng.choice(STEPS)
            try:
                await taken(world, member, item, verb, **said)
            except Unavailable:
                continue
            return


async def _life(world: World, seed: int) -> str:
    rng = random.Random(seed)
    referral = await sent(world, _record(rng), f"any-order-{seed}-{uuid4()}")
    for _ in range(ACTS):
        await _act(world, rng, referral)
        await asyncio.sleep(rng.choice((0, 0, 0.05, 0.2)))
    return referral


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_happens_every_referral_is_accounted_for(world: World, seed: int) -> None:
    referrals = await asyncio.gather(*(_life(world, seed * 1000 + number) for number in range(REFERRALS)))
    services = list(installed_services().values())
    place = world.place
    async with opened(services, place.settings, place.addresses, SystemClock()) as databases:
        await until_quiet(services, databases, within_s=60)
    findings = await check(services, place.settings, place.addresses, clock=SystemClock())
    ours = [one for one in findings if one.referral_id is None or str(one.referral_id) in referrals]
    assert ours == []
    assert await _told_apart(world, referrals) == []


_APART = """
    select r.pathway, r.service, r.state as router, n.state as queue, i.state as sender
    from router.allocations r left join notifier.allocations n on n.id = r.allocation_id
    left join intake.allocations_seen i on i.allocation_id = r.allocation_id
    where r.referral_id = any($1::uuid[]) and (
        i.state is distinct from coalesce(n.state, r.state)
        or (r.state in ('offered', 'accepted', 'held_consent', 'held_data', 'held_safety')) is distinct from
            (n.state not in ('declined', 'lapsed', 'closed', 'withdrawn') and n.state is not null))
"""


async def _told_apart(world: World, referrals: list[str]) -> list[dict[str, Any]]:
    """Allocations of which router, queue and sender do not tell the same."""
    connection = await asyncpg.connect(world.place.addresses.owner)
    try:
        return [dict(row) for row in await connection.fetch(_APART, referrals)]
    finally:
        await connection.close()
