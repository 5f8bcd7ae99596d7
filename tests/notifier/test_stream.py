import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import httpx

from tests.builders.allocation import HARBOUR, LANTERN
from tests.builders.routed import a_referral_routed, held
from tests.builders.web import a_token
from tests.notifier.conftest import Office, hear
from tests.processes import Running
from waymark import metrics
from waymark.db import Database
from waymark.opening import Addresses
from waymark_notifier.stream import Hub, open_hub, stream


async def next_of(events: AsyncIterator[bytes]) -> bytes:
    return await asyncio.wait_for(anext(events), 5)


def a_stream(
    hub: Hub, closing: asyncio.Event | None = None, ping_s: float = 5, minutes: float = 1
) -> AsyncIterator[bytes]:
    return stream(hub, HARBOUR, closing or asyncio.Event(), ping_s=ping_s, minutes=minutes)


async def until_told(queue: "asyncio.Queue[int]") -> float:
    started = time.monotonic()
    await asyncio.wait_for(queue.get(), 5)
    return time.monotonic() - started


async def test_a_new_stream_is_told_at_once_that_something_may_have_changed() -> None:
    events = a_stream(Hub())
    assert await next_of(events) == b"retry: 1000\n\n"
    assert await next_of(events) == b'id: 0\nevent: queue\ndata: {"version": 0}\n\n'


async def test_a_stream_hears_of_its_own_agency_only_and_nothing_piles_up() -> None:
    hub = Hub()
    events = a_stream(hub, ping_s=0.05)
    await next_of(events)
    await next_of(events)
    hub.tell(LANTERN)
    assert await next_of(events) == b": still here\n\n"
    for _ in range(50):
        hub.tell(HARBOUR)
    assert b'"version": 51' in await next_of(events)
    assert await next_of(events) == b": still here\n\n"


async def test_a_stream_ends_by_itself_when_the_process_stops() -> None:
    closing = asyncio.Event()
    hub = Hub()
    events = a_stream(hub, closing)
    await next_of(events)
    await next_of(events)
    asyncio.get_running_loop().call_later(0.05, closing.set)
    rest = [event async for event in events]
    assert rest[-1] == b"retry: 1000\n\n"
    assert hub.open_streams == 0


async def test_a_stream_ends_after_its_time_so_that_access_is_checked_again() -> None:
    started = time.monotonic()
    rest = [event async for event in a_stream(Hub(), minutes=0.1 / 60)]
    assert rest[-1] == b"retry: 1000\n\n"
    assert time.monotonic() - started < 3


async def test_open_streams_are_counted_also_when_one_is_cut_off() -> None:
    hub = Hub()
    before = metrics.open_streams._value.get()
    events = a_stream(hub)
    await next_of(events)
    assert (hub.open_streams, metrics.open_streams._value.get()) == (1, before + 1)
    await events.aclose()  # type: ignore[attr-defined]
    assert (hub.open_streams, metrics.open_streams._value.get()) == (0, before)


async def test_a_change_in_the_database_reaches_an_open_page_of_that_agency(
    database: Database, county_db: Addresses
) -> None:
    async with open_hub(county_db.services["notifier"], retry_s=0.05) as hub:
        with hub.listening(HARBOUR) as queue, hub.listening(LANTERN) as other:
            await settled(queue, other)
            await hear(database, a_referral_routed())
            assert await until_told(queue) < 1
            assert other.empty()


async def test_a_held_row_moves_nobodys_page(database: Database, county_db: Addresses) -> None:
    async with open_hub(county_db.services["notifier"], retry_s=0.05) as hub:
        with hub.listening(HARBOUR) as queue:
            await settled(queue)
            await hear(database, a_referral_routed(held()))
            await asyncio.sleep(0.3)
            assert queue.empty()


async def test_after_the_listener_lost_its_connection_every_page_is_told(
    database: Database, county_db: Addresses
) -> None:
    async with open_hub(county_db.services["notifier"], retry_s=0.05) as hub:
        with hub.listening(HARBOUR) as queue:
            await settled(queue)
            owner = await asyncpg.connect(county_db.owner)
            await owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where usename = 'notifier' and query ilike 'listen%'"
            )
            await owner.close()
            await until_told(queue)
            await settled(queue)
            await hear(database, a_referral_routed())
            await until_told(queue)


async def test_a_hub_goes_on_without_a_database_until_it_is_there() -> None:
    async with open_hub("postgresql://nobody:x@127.0.0.1:9/none", retry_s=0.01) as hub:
        await asyncio.sleep(0.05)
        assert hub.open_streams == 0


async def test_a_page_hears_of_a_new_offer_by_itself_and_does_not_hold_up_the_end(
    office: Office, running: Running
) -> None:
    now = office.clock.now()
    opened, heard = asyncio.Event(), asyncio.Event()

    async def watch(url: str) -> None:
        headers = {"authorization": f"Bearer {a_token(office.key, now)}"}
        async with (
            httpx.AsyncClient(base_url=url, timeout=20) as client,
            client.stream("GET", "/notifier/v1/stream", headers=headers) as reply,
        ):
            async for line in reply.aiter_lines():
                if line.startswith("data:"):
                    (heard if opened.is_set() else opened).set()

    async with running(["notifier"], consent_url="http://127.0.0.1:9") as process:
        page = asyncio.create_task(watch(process.url))
        await asyncio.wait_for(opened.wait(), 5)
        await asyncio.sleep(0.5)
        heard.clear()
        await hear(office.database, a_referral_routed())
        await asyncio.wait_for(heard.wait(), 15)
        started = time.monotonic()
    assert time.monotonic() - started < 4
    await asyncio.wait_for(page, 2)


async def settled(*queues: "asyncio.Queue[int]") -> None:
    """Wait until the listener is connected and what it told at first has been taken."""
    await asyncio.sleep(0.4)
    for queue in queues:
        while not queue.empty():
            queue.get_nowait()
