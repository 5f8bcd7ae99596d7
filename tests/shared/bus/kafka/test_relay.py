import asyncio
import time

from tests.conftest import OpenDatabase
from waymark.bus import Teller, Wake
from waymark.bus.kafka.link import Address, Link
from waymark.bus.kafka.relay import Relay
from waymark.settings import Settings

HELD = (
    "select count(*) from pg_locks where locktype = 'advisory' and granted"
    " and database = (select oid from pg_database where datname = current_database())"
)


async def test_a_relay_waits_for_a_broker_that_is_away_and_closes_at_once(
    open_database: OpenDatabase, settings: Settings
) -> None:
    database = await open_database("intake")
    link = Link(Address.of("kafka://127.0.0.1:1"), settings)
    relay = Relay(Teller("intake", ("intake.referral",), database), link, settings, Wake(""))
    closing = asyncio.Event()
    running = asyncio.create_task(relay.run(closing))
    await asyncio.sleep(0.5)
    assert not running.done()
    closing.set()
    started = time.monotonic()
    await running
    assert time.monotonic() - started < 2


async def test_the_lock_is_given_back_when_a_relay_ends(open_database: OpenDatabase, settings: Settings) -> None:
    database = await open_database("intake")
    link = Link(Address.of("kafka://127.0.0.1:1"), settings)
    relay = Relay(Teller("intake", ("intake.referral",), database), link, settings, Wake(""))
    async with relay._leading() as first, relay._leading() as second:
        assert first is not None
        assert second is None
        async with database.reader() as reader:
            assert await reader.value(HELD) == 1

    async def leads() -> bool:
        async with relay._leading() as again:
            return again is not None

    async with asyncio.timeout(15):  # the server notices in its own time that the session hung up
        while not await leads():
            await asyncio.sleep(0.05)
