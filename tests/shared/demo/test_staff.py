"""A member of staff outside the door: signs in at the first question, is told plainly when the answer is no."""

import pytest

from tests.journeys.world import one_process
from waymark.demo.staff import Staff
from waymark.demo.worker import Worker
from waymark.errors import Unavailable
from waymark.opening import Addresses
from waymark.settings import Settings


async def test_somebody_who_is_known_may_ask_and_a_stranger_may_not(county_db: Addresses, settings: Settings) -> None:
    async with one_process(county_db, settings) as world:
        sam = world.staff("sam.harbour")
        assert (await sam.get("/notifier/v1/allocations"))["items"] == []
        assert "Your queue" in await sam.page("/notifier/queue")
        assert await Worker(sam, "sam.harbour").accept_all() == 0
        with pytest.raises(Unavailable, match="403"):
            await sam.get("/router/v1/counts")
        nobody = Staff(world.url, "nobody.nowhere")
        with pytest.raises(Unavailable, match="could not sign in"):
            await nobody.get("/notifier/v1/allocations")
        await nobody.aclose()
