"""Whole processes for tests: services running in this process over real HTTP, on the test's own database."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from waymark.clock import Clock, ReplayClock
from waymark.opening import Addresses
from waymark.runner import Process, process
from waymark.service import installed_services
from waymark.settings import Settings

Running = Callable[..., AbstractAsyncContextManager[Process]]


@pytest.fixture
def running(county_db: Addresses, settings: Settings, clock: ReplayClock) -> Running:
    """`async with running() as county:` runs all services (or those named) until the block ends."""

    @asynccontextmanager
    async def run(services: Sequence[str] = (), *, at: Clock = clock, **over: object) -> AsyncIterator[Process]:
        installed = installed_services()
        chosen = [installed[name] for name in services or installed]
        async with process(chosen, settings.model_copy(update=over), county_db, at) as found:
            yield found

    return run
