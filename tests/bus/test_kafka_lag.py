"""How far a hearer is behind is the same question on both buses; Kafka has one reader more, the relay."""

import asyncio
import time
from datetime import timedelta
from uuid import uuid4

from tests.bus.pair import Pair
from waymark.bus import Lag
from waymark.bus.lag import RELAY
from waymark.bus.opening import open_bus
from waymark.clock import ReplayClock
from waymark.settings import Settings


async def hearers_lag(pair: Pair, settings: Settings | None = None) -> Lag:
    async with pair.database(pair.hearer) as database, database.reader() as reader:
        (found,) = await open_bus(settings or pair.settings).lags(reader, pair.hearer, [pair.topic], [])
    return found


async def relays_lag(pair: Pair) -> Lag:
    async with pair.database(pair.teller) as database, database.reader() as reader:
        (found,) = await open_bus(pair.settings).lags(reader, pair.teller, [], [pair.topic])
    return found


async def test_a_hearer_that_stopped_is_behind_by_what_was_told_since(pair: Pair, clock: ReplayClock) -> None:
    key = uuid4()
    async with pair.member():
        await pair.count(key, range(10))
        await pair.sees(10)
    assert (await hearers_lag(pair)).waiting == 0
    clock.move_to(clock.now() + timedelta(minutes=1))
    told_at = clock.now()
    async with pair.member(hears=False):
        await pair.count(key, range(10, 14))
        await asyncio.sleep(1)
    clock.move_to(clock.now() + timedelta(minutes=2))
    found = await hearers_lag(pair)
    assert (found.hearer, found.topic, found.waiting, found.oldest) == (pair.hearer, pair.topic, 4, told_at)
    assert found.moved_at is not None
    assert found.position
    async with pair.member():
        await pair.sees(14)
    assert (await hearers_lag(pair)).age_s(clock.now()) == 0


async def test_what_no_relay_has_published_is_the_relays_lag(kafka_pair: Pair) -> None:
    async with kafka_pair.member():
        await kafka_pair.count(uuid4(), range(3))
        await kafka_pair.sees(3)
    await kafka_pair.count(uuid4(), range(5))
    found = await relays_lag(kafka_pair)
    assert (found.hearer, found.waiting) == (RELAY, 5)
    assert (await hearers_lag(kafka_pair)).waiting == 0


async def test_with_the_broker_away_it_is_not_known_and_soon_said(postgres_pair: Pair) -> None:
    away = postgres_pair.settings.model_copy(update={"bus_url": "kafka://127.0.0.1:1"})
    begun = time.monotonic()
    found = await hearers_lag(postgres_pair, away)
    assert (found.waiting, found.oldest) == (None, None)
    assert time.monotonic() - begun < 2.5
