"""What nobody takes reaches the triage desk: it assigns by hand within consent, and a suggestion becomes a rule."""

import re
from typing import Any
from uuid import uuid4

import httpx

from tests.builders.partner_post import a_council_referral, a_person
from tests.builders.police_post import a_record
from tests.journeys.office import DESK, RULES, a_browser_of, posted, published, version_of, why
from tests.journeys.steps import items_of, offered_to, sent, taken
from tests.journeys.test_things_change import NO, somebody_new
from tests.journeys.world import World, until
from waymark.demo.stories import COUNCIL

PAT = "pat.triage"
UNKNOWN = "creative_therapy"  # no rule of the demo county knows a pathway for it alone


async def nobody_takes(world: World) -> str:
    """A fraud that both services said no to: it lies at the desk."""
    key = f"desk-{uuid4()}"
    record = a_record(offence_code="053/40", victim=somebody_new(), force_reference=key)
    referral = await sent(world, record, key)
    for member in ("kit.ledger", "sam.harbour"):
        item = await offered_to(world, member, referral)
        await taken(world, member, item, "decline", declined_by="provider", reason="no_capacity")
    await offered_to(world, PAT, referral)
    return referral


async def no_rule_knows(world: World) -> str:
    """The council refers somebody who wants what no rule knows."""
    new, key = somebody_new(), f"desk-{uuid4()}"
    person = a_person(**{name: new[name] for name in ("given_name", "family_name", "date_of_birth", "mobile")})
    record = a_council_referral(needs=[UNKNOWN], person=person, sender_reference=key)
    return await sent(world, record, key, client=COUNCIL)


async def shortlist(world: World, referral: str, pathway: str) -> dict[str, Any]:
    """Who could take it for that pathway, as the desk is shown."""
    path = f"/router/v1/referrals/{referral}/shortlist"
    found: dict[str, Any] = await world.staff(PAT).get(path, pathway=pathway)
    return found


async def choose(client: httpx.AsyncClient, referral: str, chosen: str, decision: str, needs: str) -> httpx.Response:
    """Press "Assign it" for a pathway and a service."""
    said = {"chosen": chosen, "reason": "provider_agreed", "decision": decision, "needs": needs}
    return await client.post(f"{DESK}/{referral}/assign", data=said)


async def test_what_everybody_declined_is_placed_by_hand_within_consent_only(world: World) -> None:
    referral = await nobody_takes(world)
    found = await shortlist(world, referral, "fraud")
    options = {one["service"]: one for one in found["options"]}
    assert options["ledger-fraud"]["why_not"] == ["refused_before"]
    withheld = next(name for name, one in options.items() if "withheld" in one["why_not"])
    async with a_browser_of(world, PAT) as pat:
        page = (await pat.get(DESK)).text
        assert f'href="{DESK}/{referral}"' in page.split('id="catch-all"')[0]
        for service in (withheld, "ledger-fraud"):
            refused = await choose(pat, referral, f"fraud:{service}", found["decision_id"], "fraud_recovery")
            assert (refused.status_code, "It may not go there" in refused.text) == (409, True)
        assert await items_of(world, "kit.ledger", referral, state="offered") == []
        free = next(name for name, one in options.items() if one["may_choose"] and name.startswith("aspen"))
        done = await choose(pat, referral, f"fraud:{free}", found["decision_id"], "fraud_recovery")
        assert done.status_code == 303, done.text
    item = await offered_to(world, "ana.aspen", referral)
    assert item["pathway"] == "fraud"
    said = await why(world, "ana.aspen", referral)
    assert "Somebody at the triage desk chose you" in said
    assert "said no" not in said
    await until(lambda: items_of(world, PAT, referral, state="offered"), lambda left: not left)


async def test_a_suggestion_becomes_a_rule_that_the_next_referral_follows(world: World) -> None:
    before = await version_of(world)
    referral = await no_rule_knows(world)
    await offered_to(world, PAT, referral)
    async with a_browser_of(world, PAT) as pat:
        suggest = {"chosen": "victim_recovery:harbour-recovery", "needs": UNKNOWN, "decision": "", "reason": ""}
        await posted(pat, f"{DESK}/{referral}/suggest", **suggest)
    async with a_browser_of(world, "rae.rules") as rae:
        listed = (await rae.get("/router/suggestions")).text
        (address,) = re.findall(r'action="(/router/suggestions/[0-9a-f-]+/draft)"', listed)
        row = await posted(rae, address)
        assert "suggested" not in (await rae.get(row)).text.split("<h1>")[0]
    version = await published(world, row.split("/row?")[0], "The desk suggested it")
    try:
        following = await no_rule_knows(world)
        item = await offered_to(world, "sam.harbour", following)
        assert (item["pathway"], item["service"]) == ("victim_recovery", "harbour-recovery")
        assert version[:8] in await why(world, "sam.harbour", following)
        assert await items_of(world, PAT, following) == []
    finally:
        async with a_browser_of(world, "rae.rules") as rae:
            draft = await posted(rae, f"{RULES}/drafts", go_back_to=before)
        await published(world, draft, "As it was before the journey")


async def test_what_consent_takes_back_vanishes_from_the_desk(world: World) -> None:
    referral = await nobody_takes(world)
    decision = f"/router/v1/referrals/{referral}/decision"
    async with a_browser_of(world, PAT) as pat:
        assert (await pat.get(f"{DESK}/{referral}")).status_code == 200
        answered = await world.police_post(f"/consent/v1/referrals/{referral}/consent", NO)
        assert answered.is_success, answered.text

        async def gone() -> bool:
            return f"{DESK}/{referral}" not in (await pat.get(DESK)).text

        await until(gone, bool)
        assert (await pat.get(f"{DESK}/{referral}")).status_code == 403
        assert (await pat.get(decision)).status_code == 404
        assert (await pat.get(f"/router/decisions/{referral}")).status_code == 404
    await until(lambda: items_of(world, PAT, referral, state="offered"), lambda left: not left)
