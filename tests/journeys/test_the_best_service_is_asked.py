"""Who is asked, from the sender to the queue: room, wishes, a community's own service, what is offered meanwhile."""

from typing import Any
from uuid import uuid4

import pytest

from tests.builders.police_post import a_record
from tests.journeys.office import changed, room_told
from tests.journeys.steps import offered_to, sent
from tests.journeys.test_things_change import somebody_new
from tests.journeys.world import World

RECOVERY = "harbour-recovery"
SOMEWHERE_ELSE = "E07000218"  # where no other journey's people live


async def a_fraud(world: World, **person: Any) -> str:
    """A new referral of fraud of somebody new who asked for this."""
    key = f"best-{uuid4()}"
    victim = somebody_new() | person
    return await sent(world, a_record(offence_code="053/40", victim=victim, force_reference=key), key)


async def test_a_full_service_is_passed_over_until_it_has_room_again(world: World) -> None:
    wish = {"preferences": ["group"]}
    await changed(world, RECOVERY, offers=["group"])
    try:
        await room_told(world, RECOVERY, vacancies=0)
        await offered_to(world, "kit.ledger", await a_fraud(world, **wish))
        await room_told(world, RECOVERY, vacancies=1)
        await offered_to(world, "sam.harbour", await a_fraud(world, **wish))
        # The last place is taken by now.
        await offered_to(world, "kit.ledger", await a_fraud(world, **wish))
    finally:
        await room_told(world, RECOVERY, vacancies=10_000, weeks=1)
        await changed(world, RECOVERY, offers=[])


@pytest.mark.parametrize(
    ("entry", "asked_for"),
    [
        ({"offers": ["female_worker", "online"]}, {"preferences": ["female_worker"]}),
        ({"offers": ["female_worker", "online"]}, {"preferences": ["online"]}),
        ({"works_in": ["pl"]}, {"language": "pl"}),
        ({"bases": [SOMEWHERE_ELSE]}, {"home_district": SOMEWHERE_ELSE}),
        ({"by_and_for": "Polish"}, {"preferences": ["by_and_for"]}),
    ],
    ids=["worker", "online", "language", "near", "by and for"],
)
async def test_what_the_person_asked_for_comes_before_the_order_of_the_rule(
    world: World, entry: dict[str, Any], asked_for: dict[str, Any]
) -> None:
    nothing = {name: "" if name == "by_and_for" else [] for name in entry}
    await changed(world, RECOVERY, **entry)
    try:
        wished, plain = await a_fraud(world, **asked_for), await a_fraud(world)
        assert (await offered_to(world, "sam.harbour", wished))["pathway"] == "fraud"
        assert (await offered_to(world, "kit.ledger", plain))["pathway"] == "fraud"
    finally:
        await changed(world, RECOVERY, **nothing)
    assert (await offered_to(world, "kit.ledger", await a_fraud(world, **asked_for)))["pathway"] == "fraud"


async def test_where_all_are_full_somebody_is_asked_all_the_same(world: World) -> None:
    await room_told(world, RECOVERY, vacancies=0, weeks=9)
    try:
        key = f"full-{uuid4()}"
        record = a_record(victim=somebody_new(), force_reference=key)
        item = await offered_to(world, "sam.harbour", await sent(world, record, key))
        assert item["service"] == RECOVERY
    finally:
        await room_told(world, RECOVERY, vacancies=10_000, weeks=1)
