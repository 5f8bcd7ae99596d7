"""The gauges follow what the database says, and are no number where it says nothing."""

import asyncio
import math
from datetime import timedelta

from tests.builders.hearing import tell_received
from tests.builders.operating import a_service_with_figures, set_aside
from tests.builders.web import a_context
from tests.conftest import OpenDatabase
from waymark import metrics
from waymark.bus.kafka import KafkaBus
from waymark.bus.postgres import PostgresBus
from waymark.clock import ReplayClock
from waymark.settings import Settings
from waymark.status.meter import Meter


def gauge(name: str, **labels: str) -> float | None:
    return metrics.REGISTRY.get_sample_value(name, labels)


async def test_lag_parked_and_figures_are_set(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    await set_aside(open_database, behind=1)
    await tell_received(await open_database("intake"))
    clock.move_to(clock.now() + timedelta(seconds=90))
    context = a_context(await open_database("consent"), clock, settings, name="consent")
    await Meter(a_service_with_figures(), context, PostgresBus(settings)).look()
    assert gauge("waymark_lag_seconds", service="consent", topic="intake.referral") == 90
    assert gauge("waymark_parked", service="consent") == 2
    assert gauge("waymark_figure", service="consent", code="alerts_oldest") == 725


async def test_what_cannot_be_known_is_no_number(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    database = await open_database("consent")
    context = a_context(database, clock, settings, name="consent")
    away = settings.model_copy(update={"bus_url": "kafka://127.0.0.1:1"})
    await Meter(a_service_with_figures(), context, KafkaBus(away)).look()
    lag = gauge("waymark_lag_seconds", service="consent", topic="intake.referral")
    assert lag is not None
    assert math.isnan(lag)
    assert gauge("waymark_parked", service="consent") == 0


async def test_it_stops_when_the_process_does(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    closing = asyncio.Event()
    context = a_context(await open_database("consent"), clock, settings, name="consent")
    running = asyncio.create_task(Meter(a_service_with_figures(), context, PostgresBus(settings)).run(closing))
    await asyncio.sleep(0.2)
    closing.set()
    await asyncio.wait_for(running, 3)
