"""Pairs of services on either bus, with short times."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bus.pair import Pair
from tests.conftest import TestPostgres
from waymark.clock import ReplayClock
from waymark.dev_kafka import DevKafka
from waymark.settings import Settings


def short(tmp_path: Path, url: str) -> Settings:
    """Settings for a bus, with times a test can wait for."""
    return Settings(
        home=tmp_path / "home",
        bus_url=url,
        pool_size=3,
        poll_s=0.1,
        retry_first_s=0.02,
        retry_most_s=0.2,
        kafka_session_s=2.0,
        kafka_send_s=8.0,
        kafka_watchdog_s=1.0,
        kafka_partitions=3,
    )


@pytest.fixture(params=["postgres", pytest.param("kafka", marks=pytest.mark.kafka)])
def bus_url(request: pytest.FixtureRequest) -> str:
    """The bus's URL: every test that asks for it runs on both."""
    if request.param == "kafka":
        broker: DevKafka = request.getfixturevalue("broker")
        return broker.url
    return "postgres:"


@pytest.fixture
async def pair(bus_url: str, postgres: TestPostgres, clock: ReplayClock, tmp_path: Path) -> AsyncIterator[Pair]:
    """A teller and a hearer on the bus."""
    async for made in _made(Pair(postgres.server.owner_url("postgres"), short(tmp_path, bus_url), clock)):
        yield made


@pytest.fixture
async def kafka_pair(
    broker: DevKafka, postgres: TestPostgres, clock: ReplayClock, tmp_path: Path
) -> AsyncIterator[Pair]:
    """A teller and a hearer on Kafka."""
    async for made in _made(Pair(postgres.server.owner_url("postgres"), short(tmp_path, broker.url), clock)):
        yield made


@pytest.fixture
async def postgres_pair(postgres: TestPostgres, clock: ReplayClock, tmp_path: Path) -> AsyncIterator[Pair]:
    """A teller and a hearer on the PostgreSQL bus."""
    async for made in _made(Pair(postgres.server.owner_url("postgres"), short(tmp_path, "postgres:"), clock)):
        yield made


async def _made(pair: Pair) -> AsyncIterator[Pair]:
    await pair.create()
    yield pair
    await pair.drop()
