"""A real Kafka broker for the whole test run: fetched by Maven once, started on first use."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from waymark.dev_kafka import DevKafka, DevKafkaFailed, DevKafkaSettings, fetch_libraries, missing_programs
from waymark.settings import load

T = TypeVar("T")


def in_own_loop(work: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine to its end in a loop of its own, beside whatever loop the tests run in."""

    async def run() -> T:
        return await work()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, run()).result()


def kafka_libraries() -> Path:
    """The broker's libraries; without Java or Maven the test is left out, loudly, and in CI fails."""
    missing = missing_programs()
    try:
        if missing:
            raise DevKafkaFailed(
                f"{' and '.join(missing)} not installed: apt-get install openjdk-17-jre-headless maven"
            )
        return in_own_loop(lambda: fetch_libraries(load(DevKafkaSettings).folder()))
    except DevKafkaFailed as reason:
        if os.environ.get("CI"):
            pytest.fail(f"Kafka tests must run in CI: {reason}")
        pytest.skip(f"Kafka left out: {reason}")


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevKafka]:
    """One broker for the run; a test that kills it starts it again."""
    found = DevKafka(tmp_path_factory.mktemp("kafka"), kafka_libraries())
    in_own_loop(found.start)
    yield found
    in_own_loop(found.stop)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that ask for the broker are marked so."""
    for item in items:
        if "broker" in getattr(item, "fixturenames", ()):
            item.add_marker("kafka")
