"""Every journey runs in all three worlds: one process, four processes on PostgreSQL, and four over Kafka.

Each world is started once and all journeys happen in it side by side with what earlier ones left: as in a county.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from tests.conftest import Background, TestPostgres, short_settings
from tests.journeys.world import Place, World, standing_four, standing_one, until, visiting
from waymark.opening import Addresses
from waymark.service import installed_services
from waymark.settings import Settings

ONE, FOUR, KAFKA = "one process", "four on PostgreSQL", "four over Kafka"


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


@pytest.fixture(scope="package", params=[ONE, FOUR, pytest.param(KAFKA, marks=pytest.mark.kafka)])
def place(
    request: pytest.FixtureRequest, postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """A county that stands while its journeys are told; the same journey is told in each."""
    loop = Background()
    settings = short_settings(tmp_path_factory.mktemp("county") / "home")
    name = f"journeys_{request.param.replace(' ', '_').lower()}"
    county = loop.wait(postgres.create(name))
    try:
        with loop.standing(_standing(request, county, settings, loop)) as found:
            yield found
    finally:
        loop.wait(postgres.drop(name))


def _standing(
    request: pytest.FixtureRequest, county: Addresses, settings: Settings, loop: Background
) -> AbstractAsyncContextManager[Place]:
    if request.param == ONE:
        return standing_one(county, settings)
    if request.param == FOUR:
        return standing_four(county, settings, "postgres:")
    broker = request.getfixturevalue("broker")
    loop.wait(without_topics(broker.bootstrap))
    return standing_four(county, settings, f"kafka://{broker.bootstrap}")


@pytest.fixture
async def world(place: Place) -> AsyncIterator[World]:
    """The people of that county, for one journey."""
    async with visiting(place) as found:
        yield found
