"""Readers read, transactions write and tell together, and what passes by itself is Unavailable."""

import asyncio
import random
import re
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from tests.builders.hearing import RECEIVED, log_of, tell_received
from tests.conftest import OpenDatabase, TestPostgres
from waymark.clock import ReplayClock, SystemClock
from waymark.db import SYSTEM, Database, backoff_s, open_engine
from waymark.errors import SettingsInvalid, Unavailable
from waymark.opening import Addresses
from waymark.settings import Settings


async def test_a_reader_cannot_write(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    with pytest.raises(DBAPIError, match="read-only"):
        async with database.reader() as reader:
            await reader.rows("insert into heard(event_id, at) values (gen_random_uuid(), now()) returning 1")


async def test_told_events_and_audit_rows_commit_with_the_state(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    async with database.transaction() as tx:
        tx.tell(RECEIVED, key=RECEIVED.referral_id)
        tx.audit("test.done", about=RECEIVED.referral_id, actor="test", code="x")
    async with database.reader() as reader:
        assert await reader.value("select details ->> 'code' from audit") == "x"
        assert await reader.value("select count(*) from log") == 1


async def test_a_block_that_fails_leaves_nothing(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            tx.audit("test.done", about="x", actor="test")
            await tx.flush()
            raise ZeroDivisionError
    async with database.reader() as reader:
        assert await reader.value("select count(*) from audit") == 0


async def test_hearers_are_woken_only_after_the_commit(open_database: OpenDatabase) -> None:
    intake, consent = await open_database("intake"), await open_database("consent")
    seen: list[object] = []
    intake.on_told = seen.append
    await tell_received(intake)
    assert seen == [{"intake.referral": {"referral.received.v1"}}]
    assert len(await log_of(consent)) == 1


async def test_the_agency_is_forgotten_with_its_transaction(open_database: OpenDatabase) -> None:
    database = await open_database("notifier")
    async with database.reader("some-agency") as reader:
        assert await reader.value("select current_setting('waymark.agency', true)") == "some-agency"
    async with database.reader() as reader:
        assert not await reader.value("select current_setting('waymark.agency', true)")


async def test_a_statement_that_takes_too_long_is_unavailable(county_db: Addresses, settings: Settings) -> None:
    short = settings.model_copy(update={"statement_timeout_s": 0.1})
    database = Database(open_engine(county_db.services["intake"], short, application="t"), SystemClock())
    with pytest.raises(Unavailable):
        async with database.reader() as reader:
            await reader.rows("select pg_sleep(2)")
    await database.close()


async def test_a_host_that_nobody_knows_is_unavailable(settings: Settings) -> None:
    database = Database(open_engine("postgresql://i:x@host.invalid/waymark", settings, application="t"), SystemClock())
    with pytest.raises(Unavailable):
        await database.check()
    await database.close()


@pytest.mark.parametrize(("right", "wrong"), [("//intake:", "//intake:not-"), ("@/[^?]+", "@/nowhere")])
async def test_a_login_that_is_refused_says_what_to_do(
    county_db: Addresses, settings: Settings, right: str, wrong: str
) -> None:
    url = re.sub(right, wrong, county_db.services["intake"], count=1)
    database = Database(open_engine(url, settings, application="t"), SystemClock())
    with pytest.raises(SettingsInvalid, match="waymark migrate"):
        await database.check()
    await database.close()


async def test_a_server_that_is_away_is_unavailable(settings: Settings) -> None:
    url = "postgresql://intake:x@/waymark?host=/nonexistent/socket"
    database = Database(open_engine(url, settings, application="t"), SystemClock())
    with pytest.raises(Unavailable):
        async with database.reader() as reader:
            await reader.rows("select 1")
    await database.close()


async def test_cancelled_work_leaks_no_connection(open_database: OpenDatabase, postgres: TestPostgres) -> None:
    del postgres
    database = await open_database("intake")
    chance = random.Random(1)

    async def work() -> None:
        async with database.transaction(SYSTEM) as tx:
            await tx.rows("select pg_sleep(0.01)")

    tasks = [asyncio.create_task(work()) for _ in range(60)]
    for task in tasks:
        await asyncio.sleep(chance.random() * 0.01)
        if chance.random() < 0.5:
            task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with database.reader() as reader:
        idle = await reader.value(
            "select count(*) from pg_stat_activity where usename = 'intake' and state like 'idle in%'"
            " and datname = current_database()"
        )
    assert idle == 0


def test_waits_grow_with_jitter_and_stop_growing(settings: Settings) -> None:
    assert all(0 < backoff_s(attempt, settings) <= settings.retry_most_s for attempt in range(1, 40))
    assert backoff_s(1, settings) <= settings.retry_first_s


async def test_an_error_of_the_database_never_repeats_what_was_written(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    with pytest.raises(DBAPIError) as caught:
        async with database.transaction() as tx:
            await tx.run("select 1 / 0 where cast(:name as text) <> ''", {"name": "Jane Doe"})
    assert "Jane Doe" not in str(caught.value)


_NOTE = "insert into audit(act, about, actor, at, details) values (:act, 'x', 'test', :now, '{}')"
_NOTE_TOO = f"{_NOTE} returning act"


async def test_what_is_written_later_costs_one_statement_and_commits_with_the_rest(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    before = database.statements()
    async with database.transaction() as tx:
        tx.later(_NOTE, {"act": "one", "now": tx.now})
        tx.later(_NOTE_TOO, {"act": "two", "now": tx.now})
        tx.audit("three", about="x", actor="test")
        tx.tell(RECEIVED, key=RECEIVED.referral_id)
    assert database.statements() - before == 1
    async with database.reader() as reader:
        assert await reader.value("select string_agg(act, ' ' order by act) from audit") == "one three two"
        assert await reader.value("select count(*) from log") == 1


async def test_what_waits_is_there_for_whoever_reads_next(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    async with database.transaction() as tx:
        tx.later(_NOTE, {"act": "one", "now": tx.now})
        tx.later(_NOTE, {"act": "two", "now": tx.now})
        assert await tx.value("select count(*) from audit") == 2


async def test_what_waits_goes_with_a_block_that_fails(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            tx.later(_NOTE, {"act": "one", "now": tx.now})
            raise ZeroDivisionError
    async with database.reader() as reader:
        assert await reader.value("select count(*) from audit") == 0


async def test_statements_that_only_look_run_too_when_they_wait(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    async with database.transaction() as tx:
        tx.later("select set_config('waymark.seen', :word, true)", {"word": "yes"})
        tx.later(_NOTE, {"act": "one", "now": tx.now})
        await tx.settle()
        assert await tx.value("select current_setting('waymark.seen', true)") == "yes"


async def test_a_transaction_that_commits_late_is_refused_and_leaves_nothing(
    open_database: OpenDatabase, clock: ReplayClock
) -> None:
    database = await open_database("intake")
    late = Unavailable("too late")
    async with database.transaction(SYSTEM) as tx:
        tx.commit_by(tx.now, late)
        tx.audit("early", about="a", actor="test")
    with pytest.raises(Unavailable, match="too late"):
        async with database.transaction(SYSTEM) as tx:
            tx.commit_by(tx.time(), late)
            tx.audit("late", about="a", actor="test")
            clock.move_to(clock.now() + timedelta(milliseconds=1))
            assert tx.time() > tx.now
    async with database.reader(SYSTEM) as reader:
        assert [row.act for row in await reader.rows("select act from audit")] == ["early"]
