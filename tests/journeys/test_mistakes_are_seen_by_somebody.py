"""What real feeds got wrong: each fault is refused with its field, or travels as a flag to where a person sees it."""

from typing import Any

import httpx
import pytest

from tests.builders.police_post import a_record
from tests.journeys.steps import offered_to, routed, states
from tests.journeys.world import World
from waymark.demo.mistakes import MISTAKES, Mistake, spoilt

HELD = {"held_consent", "held_data", "held_safety"}
WORKER_OF = {"victim_recovery": "sam.harbour", "safeguarding": "mo.frontdoor"}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
async def test_a_mistake_is_seen_by_somebody(world: World, mistake: Mistake) -> None:
    code = "-".join(mistake.name.replace(",", "").split())
    record = spoilt(a_record(force_reference=f"mistake/{code}"), mistake)
    reply = await world.police.send(f"mistake-{code}", record)
    if mistake.is_repeat:
        again = await world.police.send(f"mistake-{code}-again", record)
        assert (again.headers["waymark-recognised"], again.json()["id"]) == ("repeat", reply.json()["id"])
        return
    if mistake.refused_at:
        assert reply.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        assert mistake.refused_at in {fault["pointer"] for fault in reply.json()["faults"]}
        return
    assert reply.status_code == httpx.codes.ACCEPTED, reply.text
    if mistake.flag is not None:
        assert mistake.flag in {advice["code"] for advice in reply.json()["quality"]}
    seen = await routed(world, str(reply.json()["id"]))
    await _nobody_gets_it_as_if_it_were_fine(world, mistake, seen)


async def _nobody_gets_it_as_if_it_were_fine(world: World, mistake: Mistake, seen: dict[str, Any]) -> None:
    """What is held asks the sender; what is offered shows the flag in the queue."""
    held = {pathway for pathway, state in states(seen).items() if state in HELD}
    offered = {pathway for pathway, state in states(seen).items() if state == "offered"}
    assert held | offered
    for pathway in offered:
        row = await offered_to(world, WORKER_OF[pathway], str(seen["id"]))
        assert (mistake.flag in row["quality"]) if mistake.flag else ("interpreter" in row["flags"])
