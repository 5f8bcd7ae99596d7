"""A provider's worker in a replay accepts what is offered, once."""

from tests.builders.police_post import a_record
from tests.journeys.world import one_process
from waymark.demo.worker import Worker
from waymark.opening import Addresses
from waymark.settings import Settings


async def test_everything_offered_is_accepted_once(county_db: Addresses, settings: Settings) -> None:
    async with one_process(county_db, settings) as world:
        reply = await world.police.send("worker-1", a_record())
        await world.police.routed(reply.json()["id"])
        worker = Worker(world.staff("sam.harbour"), "sam.harbour")
        taken = 0
        while not taken:
            taken = await worker.accept_all()
        assert (taken, await worker.accept_all()) == (1, 0)
