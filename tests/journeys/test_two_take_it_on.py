"""Two services take one pathway on, as one answers late: the first keeps it, the other stops and is told why."""

import asyncio
from typing import Any
from uuid import uuid4

from tests.builders.police_post import a_record
from tests.journeys.steps import items_of, offered_to, page_of, sent, taken, time_to_answer_is_over
from tests.journeys.test_things_change import somebody_new
from tests.journeys.world import World, until
from waymark.errors import Unavailable

LATE, SECOND = "kit.ledger", "sam.harbour"


async def lapsed_and_asked_again(world: World) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A fraud that one service let lapse and another was asked for: both rows."""
    key = f"two-{uuid4()}"
    referral = await sent(world, a_record(offence_code="053/40", victim=somebody_new(), force_reference=key), key)
    await time_to_answer_is_over(world, await offered_to(world, LATE, referral))
    second = await offered_to(world, SECOND, referral)
    (late,) = await until(lambda: items_of(world, LATE, referral, state="closed"), bool)
    return referral, late, second


async def states_of(world: World, items: dict[str, dict[str, Any]]) -> dict[str, str]:
    """The state of each one's own row."""
    found: dict[str, str] = {}
    for member, item in items.items():
        now = await world.staff(member).get(f"/notifier/v1/allocations/{item['id']}")
        found[member] = now["state"]
    return found


async def test_who_answers_late_after_another_took_it_on_stops(world: World) -> None:
    _, late, second = await lapsed_and_asked_again(world)
    await taken(world, SECOND, second, "accept")
    await taken(world, LATE, late, "accept")
    items = {LATE: late, SECOND: second}
    await until(lambda: states_of(world, items), lambda now: now == {LATE: "withdrawn", SECOND: "accepted"})
    page = await page_of(world, LATE, late)
    assert "Stop: another service has taken this on" in page
    assert "Why: another service had taken it on first" in page
    assert "Harbour" not in page.split("<main")[1].split("</main>")[0]


async def test_of_two_at_the_same_time_one_keeps_it(world: World) -> None:
    _, late, second = await lapsed_and_asked_again(world)
    items = {LATE: late, SECOND: second}
    answers = await asyncio.gather(
        *(taken(world, member, item, "accept") for member, item in items.items()), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert all(isinstance(one, Unavailable) and "409" in str(one) for one in refused)
    ends = ["accepted", "withdrawn"]
    now = await until(lambda: states_of(world, items), lambda found: sorted(found.values()) == ends)
    # Nothing that was on its way changes it any more.
    await asyncio.sleep(0.5)
    assert await states_of(world, items) == now
