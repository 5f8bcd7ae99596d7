"""From the police record to the closed outcome, with and without a question of consent on the way."""

from tests.builders.police_post import CANARIES, a_rape, a_record
from tests.journeys.steps import YES, items_of, offered_to, page_of, released, sent, taken
from tests.journeys.world import World, until


async def test_a_burglary_goes_to_recovery_and_its_outcome_comes_back(world: World) -> None:
    referral = await sent(world, a_record(), "burglary-1")
    item = await offered_to(world, "sam.harbour", referral)
    assert item["pathway"] == "victim_recovery"
    item = await taken(world, "sam.harbour", item, "claim")
    item = await taken(world, "sam.harbour", item, "accept")
    item = await taken(world, "sam.harbour", item, "contact", way="mobile", result="reached")
    item = await taken(world, "sam.harbour", item, "engage")
    await taken(world, "sam.harbour", item, "close", outcome="completed")
    told = await until(lambda: world.followed(referral), lambda seen: seen["outcomes"])
    assert told["outcomes"] == ["completed"]
    assert [allocation["state"] for allocation in told["allocations"]] == ["closed"]


async def test_a_rape_waits_for_a_yes_and_is_then_released(world: World) -> None:
    referral = await sent(world, a_rape(), "rape-1")
    asked = await until(lambda: world.followed(referral), lambda seen: seen["allocations"])
    held = next(allocation for allocation in asked["allocations"] if allocation["pathway"] == "sav_adult")
    assert (held["state"], held["missing"], held["ask_of"]) == (
        "held_consent",
        "explicit_consent",
        "warwickshire-police",
    )
    assert await items_of(world, "noor.lantern", referral) == []

    answered = await world.police_post(f"/consent/v1/referrals/{referral}/consent", YES)
    assert answered.status_code in {200, 201, 202}, answered.text

    item = await offered_to(world, "noor.lantern", referral)

    page = await until(lambda: page_of(world, "noor.lantern", item), lambda seen: CANARIES["given_name"] in seen)
    assert CANARIES["mobile"] in page
    assert CANARIES["account"] not in page
    item = await taken(world, "noor.lantern", item, "accept")
    told = await until(
        lambda: world.followed(referral),
        lambda seen: any(allocation["state"] == "accepted" for allocation in seen["allocations"]),
    )
    assert told["consent"]["position"] == "given"


async def test_a_no_reaches_nobody(world: World) -> None:
    record = a_record(consent={"position": "refused", "explicit": True})
    referral = await sent(world, record, "refused-1")
    await until(lambda: world.followed(referral), lambda seen: seen["state"] != "received")
    assert await items_of(world, "sam.harbour", referral) == []
    answer = await released(world, "sam.harbour", referral)
    assert answer["refused"]
    assert answer["groups"] == {}


async def test_a_child_at_risk_reaches_the_front_door_at_once_while_support_waits(world: World) -> None:
    record = a_rape(offence_code="019/07", flags=["child_at_risk"])
    record["victim"] |= {"date_of_birth": "2012-01-10"}
    referral = await sent(world, record, "child-1")
    item = await offered_to(world, "mo.frontdoor", referral)
    assert (item["pathway"], item["duty"]) == ("safeguarding", True)
    told = await until(lambda: world.followed(referral), lambda seen: len(seen["allocations"]) > 1)
    states = {allocation["pathway"]: allocation["state"] for allocation in told["allocations"]}
    assert states["sav_child"] == "held_consent"


async def test_a_step_on_somebody_elses_allocation_finds_nothing(world: World) -> None:
    referral = await sent(world, a_record(), "isolation-1")
    item = await offered_to(world, "sam.harbour", referral)
    assert all(other["id"] != item["id"] for other in await items_of(world, "noor.lantern", referral))
    assert (await released(world, "noor.lantern", referral))["groups"] == {}
