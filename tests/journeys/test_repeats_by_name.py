"""The triage desk sees who the two referrals of a pair are about where both are in its hands, each look logged."""

import re
from uuid import uuid4

from tests.builders.police_post import a_record
from tests.journeys.steps import items_of, offered_to, sent, taken
from tests.journeys.test_things_change import FRAUD, somebody_new
from tests.journeys.world import World, until

NO = {"declined_by": "provider", "reason": "no_capacity"}
PAIR = re.compile(r'href="(/intake/repeats/[0-9a-f-]{36})">([^<]+)<')


async def at_the_desk(world: World, **over: object) -> str:
    """A referral that both services for fraud gave back, so that the desk has it."""
    record = a_record(offence_code=FRAUD, force_reference=f"23/{uuid4().hex[:8]}", victim=over)
    referral = await sent(world, record, f"names-{uuid4()}")
    for member in ("kit.ledger", "sam.harbour"):
        await taken(world, member, await offered_to(world, member, referral), "decline", **NO)
    await until(lambda: items_of(world, "pat.triage", referral), bool)
    return referral


async def test_two_sisters_are_told_apart_by_their_names(world: World) -> None:
    sister = somebody_new() | {"given_name": "Iris"}
    first = await at_the_desk(world, **sister)
    second = await at_the_desk(world, **(sister | {"given_name": "Susan"}))
    short = {f"{one[-8:-4]}-{one[-4:]}".upper() for one in (first, second)}

    async def found() -> str:
        rows = PAIR.findall(await world.staff("pat.triage").page("/intake/repeats"))
        return next((address for address, words in rows if all(one in words for one in short)), "")

    address = await until(found, bool)
    page = await until(
        lambda: world.staff("pat.triage").page(address), lambda seen: seen.count(f" {sister['family_name']}") == 2
    )
    assert f"Iris {sister['family_name']}" in page
    assert f"Susan {sister['family_name']}" in page
    assert sister["family_name"] not in await world.staff("pat.triage").page("/intake/repeats")
