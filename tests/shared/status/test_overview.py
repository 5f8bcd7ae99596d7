"""All services on one page, which answers though one of them does not."""

import time

from tests.builders.operating import a_desk, a_service_with_figures, set_aside
from tests.conftest import OpenDatabase
from tests.shared.status.test_look import slow
from waymark.clock import ReplayClock
from waymark.settings import Settings


async def test_every_service_of_the_process_is_there_and_the_others_are_named(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    await set_aside(open_database)
    services = [a_service_with_figures(), a_service_with_figures(name="router", figures=None)]
    async with a_desk(open_database, clock, settings, *services) as desk:
        page = await desk.olu.get("/status")
    assert page.status_code == 200
    for path in ("/consent/status", "/router/status", "/intake/status", "/notifier/status"):
        assert f'href="{path}"' in page.text
    assert page.text.index("In other processes") < page.text.index('href="/notifier/status"')
    assert "/consent/status/parked/" in page.text


async def test_it_answers_while_one_service_is_slow(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    services = [a_service_with_figures(), a_service_with_figures(name="router", figures=slow)]
    async with a_desk(open_database, clock, settings, *services) as desk:
        begun = time.monotonic()
        page = (await desk.olu.get("/status")).text
    assert time.monotonic() - begun < 4
    assert "router did not answer in time" in page
    assert "Alerts waiting to be sent: 3" in page
