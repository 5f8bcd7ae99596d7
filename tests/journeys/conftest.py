"""Every journey runs in all three worlds: one process, four processes on PostgreSQL, and four over Kafka."""

from collections.abc import AsyncIterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from tests.journeys.world import World, four_processes, one_process, until
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings


async def without_topics(bootstrap: str) -> None:
    """Delete what an earlier journey left on the broker: its people are sealed to keys of another county."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        ours = {topic for service in installed_services().values() for topic in service.told_topics()}
        await until(lambda: _deleted(admin, ours), lambda left: not left)
    finally:
        await admin.close()


async def _deleted(admin: AIOKafkaAdminClient, ours: set[str]) -> set[str]:
    left = ours & set(await admin.list_topics())
    if left:
        await admin.delete_topics(sorted(left))
    return left


@pytest.fixture(params=["one process", "four on PostgreSQL", pytest.param("four over Kafka", marks=pytest.mark.kafka)])
async def world(request: pytest.FixtureRequest, county_db: Addresses, settings: Settings) -> AsyncIterator[World]:
    """A running county; the same journey is told in each."""
    if request.param == "one process":
        async with one_process(county_db, settings) as found:
            yield found
    elif request.param == "four on PostgreSQL":
        async with four_processes(county_db, settings, "postgres:") as found:
            yield found
    else:
        broker = request.getfixturevalue("broker")
        await without_topics(broker.bootstrap)
        async with four_processes(county_db, settings, f"kafka://{broker.bootstrap}") as found:
            yield found
