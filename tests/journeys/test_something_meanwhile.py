"""Where people wait, they are offered something meanwhile: from a lead's word of the wait to who says it was given."""

from uuid import uuid4

from tests.builders.police_post import a_record
from tests.journeys.office import a_browser_of, changed, posted, room_told
from tests.journeys.steps import offered_to, page_of, sent, taken
from tests.journeys.test_things_change import somebody_new
from tests.journeys.world import World

RECOVERY = "harbour-recovery"


async def test_what_is_offered_meanwhile_is_read_where_it_is_given(world: World) -> None:
    await changed(world, RECOVERY, interim=["check_in_calls", "group_sessions"])
    await room_told(world, RECOVERY, vacancies=0, weeks=9)
    try:
        key = f"meanwhile-{uuid4()}"
        referral = await sent(world, a_record(victim=somebody_new(), force_reference=key), key)
        item = await offered_to(world, "sam.harbour", referral)
    finally:
        await room_told(world, RECOVERY, vacancies=10_000, weeks=1)
        await changed(world, RECOVERY, interim=[])
    assert (item["interim"], item["interim_by"]) == (["check_in_calls", "group_sessions"], "service")
    assert item["interim_until"] is not None
    said = "Check-in calls, group sessions: by your service, as its entry in the directory says, until "
    assert said in await page_of(world, "sam.harbour", item)
    assert "Meanwhile: check-in calls, group sessions, until" in await world.staff("sam.harbour").page(
        "/notifier/queue"
    )

    accepted = await taken(world, "sam.harbour", item, "accept")
    assert "give" in [step["verb"] for step in accepted["next"]]
    async with a_browser_of(world, "sam.harbour") as sam:
        fields = {"version": str(accepted["version"]), "meanwhile": "check_in_calls", "came_of_it": "given"}
        await posted(sam, f"/notifier/allocations/{item['id']}/give", **fields)
    now = await world.staff("sam.harbour").get(f"/notifier/v1/allocations/{item['id']}")
    assert (now["state"], now["interim_given"]) == ("accepted", ["check_in_calls:given"])
    page = await page_of(world, "sam.harbour", item)
    assert "Check-in calls: given." in page
    assert "Group sessions: not said yet." in page
