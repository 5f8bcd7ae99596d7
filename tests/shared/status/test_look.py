"""A look takes no longer than it may: what a slow or absent database does not say is not known."""

import socket
import time
from collections.abc import Sequence

from tests.builders.hearing import tell_received
from tests.builders.operating import THREE_WAIT, a_service_with_figures
from tests.conftest import OpenDatabase
from waymark.bus.postgres import PostgresBus
from waymark.clock import ReplayClock
from waymark.db import Database, Reader, open_engine
from waymark.figure import Figure
from waymark.settings import Settings
from waymark.status.look import look


async def slow(reader: Reader) -> Sequence[Figure]:
    await reader.value("select pg_sleep(30)")
    return ()


async def broken(reader: Reader) -> Sequence[Figure]:
    await reader.value("select number from no_such_table")
    return ()


async def test_everything_is_seen_where_the_database_answers(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    await tell_received(await open_database("intake"), 3)
    service, consent = a_service_with_figures(), await open_database("consent")
    seen = await look(service, consent, PostgresBus(settings), clock)
    assert seen.lags is not None
    assert [(lag.hearer, lag.topic, lag.waiting) for lag in seen.lags] == [("consent", "intake.referral", 3)]
    assert seen.heads == ()
    assert THREE_WAIT in (seen.figures or ())
    assert [warned.code for warned in seen.warnings(60)] == ["alerts_waiting", "alerts_oldest"]


async def test_a_slow_part_is_not_known_and_holds_up_no_other(
    open_database: OpenDatabase, clock: ReplayClock, settings: Settings
) -> None:
    consent, begun = await open_database("consent"), time.monotonic()
    for figures in (slow, broken):
        seen = await look(a_service_with_figures(figures=figures), consent, PostgresBus(settings), clock, limit_s=0.5)
        assert (seen.figures, seen.heads) == (None, ())
        assert seen.lags is not None
        assert "did not answer" in seen.warnings(60)[0].words
    assert time.monotonic() - begun < 3
    assert await _still_works(consent)


async def test_a_database_that_is_away_is_not_known(clock: ReplayClock, settings: Settings) -> None:
    listener = socket.create_server(("127.0.0.1", 0))  # takes the call and says nothing
    for address in (listener.getsockname()[1], 1):
        engine = open_engine(f"postgresql://consent:x@127.0.0.1:{address}/x", settings, application="test")
        database = Database(engine, clock)
        seen = await look(a_service_with_figures(), database, PostgresBus(settings), clock, limit_s=0.3)
        assert (seen.lags, seen.heads, seen.figures) == (None, None, None)
        await database.close()
    listener.close()


async def _still_works(database: Database) -> bool:
    async with database.reader() as reader:
        return bool(await reader.value("select 1"))
