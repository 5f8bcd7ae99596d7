"""Somebody asks to be erased: the data protection lead does it, and no service has anything of them any more."""

from uuid import uuid4

from tests.builders.police_post import a_record
from tests.journeys.steps import items_of, offered_to, page_of, released, routed, sent, taken
from tests.journeys.test_things_change import FRAUD, somebody_new
from tests.journeys.world import World, until


async def test_who_is_erased_is_seen_by_nobody_and_known_from_nowhere(world: World) -> None:
    person = somebody_new()
    record = a_record(victim=person, force_reference=f"23/{uuid4().hex[:8]}")
    referral = await sent(world, record, f"erased-{uuid4()}")
    item = await taken(world, "sam.harbour", await offered_to(world, "sam.harbour", referral), "accept")
    await until(lambda: released(world, "sam.harbour", referral), lambda answer: answer["groups"])
    asked = {"referral_id": referral, "ground": "person_asked", "also_linked": True}
    done = await world.staff("dee.dpo").post("/consent/v1/erasures", asked)
    assert done["referral_id"] == referral
    assert (await released(world, "sam.harbour", referral))["groups"] == {}
    await until(lambda: items_of(world, "sam.harbour", referral, state="stop"), bool)
    assert person["given_name"] not in await page_of(world, "sam.harbour", item)
    seen = await until(lambda: world.followed(referral), lambda now: now["state"] == "withdrawn")
    assert (seen["allocations"], [step["step"] for step in seen["allowed_next"]]) == (
        [],
        ["follow", "history", "changes"],
    )
    path = f"/intake/v1/referrals/{referral}:correct"
    assert (await world.police.post(path, {"version": 1, "record": record}, key=f"erased-{uuid4()}")).status_code == 409
    comes_again = a_record(offence_code=FRAUD, victim=person, force_reference=f"23/{uuid4().hex[:8]}")
    again = await sent(world, comes_again, f"erased-{uuid4()}")
    await routed(world, again)
    await offered_to(world, "kit.ledger", again)
    assert await items_of(world, "sam.harbour", again) == []
