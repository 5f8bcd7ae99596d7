"""What happens by time: digests go out once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.builders.referral import POLICE, a_submission
from tests.builders.web import a_context
from waymark.clock import ReplayClock
from waymark.db import SYSTEM, Database
from waymark.mail_sink import mail_sink
from waymark.service import Context
from waymark.settings import Settings
from waymark_intake import actions
from waymark_intake.jobs import forget_figures, send_digests
from waymark_intake.quality.actions import load_recipients
from waymark_intake.settings import IntakeSettings


async def test_a_digest_goes_out_once_however_many_processes_look(
    open_database: Callable[[str], Awaitable[Database]], clock: ReplayClock, settings: Settings
) -> None:
    context = await _with_a_week_to_tell(await open_database("intake"), clock, settings)
    async with mail_sink() as sink:
        there = replace(context, settings=IntakeSettings(smtp_port=sink.port))
        await asyncio.gather(*(send_digests(there) for _ in range(4)))
        await send_digests(there)
        (mail,) = sink.messages
    assert mail.recipients == ("q@police.example",)
    assert "Referrals sent from 16 November 2026 to 22 November 2026: 1." in mail.text


async def test_a_digest_waits_for_a_mail_server_that_is_away_and_is_then_the_same(
    open_database: Callable[[str], Awaitable[Database]], clock: ReplayClock, settings: Settings
) -> None:
    context = await _with_a_week_to_tell(await open_database("intake"), clock, settings)
    async with mail_sink() as sink:
        port = sink.port
    away = replace(context, settings=IntakeSettings(smtp_port=port, smtp_timeout_s=1))
    await send_digests(away)
    async with mail_sink(port=port) as again:
        await send_digests(away)
        assert again.messages == []
        clock.move_to(clock.now() + timedelta(minutes=6))
        await send_digests(away)
        assert len(again.messages) == 1


async def test_a_crash_between_sending_and_recording_sends_the_same_message_again(
    open_database: Callable[[str], Awaitable[Database]], clock: ReplayClock, settings: Settings
) -> None:
    """The receiver drops the second by its Message-ID; as a file there is one."""
    context = await _with_a_week_to_tell(await open_database("intake"), clock, settings)
    async with mail_sink() as sink:
        there = replace(context, settings=IntakeSettings(smtp_port=sink.port))
        await send_digests(there)
        async with context.database.transaction(SYSTEM) as tx:  # as if the process had died before it wrote this
            await tx.run("update digests set state = 'claimed', sent_at = null")
        await send_digests(there)
        assert len(sink.messages) == 1
        clock.move_to(clock.now() + timedelta(minutes=2))
        await send_digests(there)
        first, second = sink.messages
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert first.text == second.text


async def _with_a_week_to_tell(database: Database, clock: ReplayClock, settings: Settings) -> Context[Any, Any]:
    clock.move_to(datetime(2026, 11, 23, 10, tzinfo=UTC))
    async with database.transaction(SYSTEM) as tx:
        await load_recipients(tx, {"digests": {POLICE: {"name": "Police", "email": "q@police.example"}}})
        await actions.receive_referrals(tx, [a_submission(received_at=datetime(2026, 11, 18, 9, tzinfo=UTC))])
    return a_context(database, clock, settings)


async def test_digests_of_long_ago_are_forgotten_and_newer_ones_stay(
    open_database: Callable[[str], Awaitable[Database]], clock: ReplayClock, settings: Settings
) -> None:
    context = await _with_a_week_to_tell(await open_database("intake"), clock, settings)
    async with mail_sink() as sink:
        there = replace(context, settings=IntakeSettings(smtp_port=sink.port, keep_figures_days=400))
        await send_digests(there)
        await forget_figures(there)
        async with context.database.reader(SYSTEM) as reader:
            assert await reader.value("select count(*) from digests") == 1
        clock.move_to(clock.now() + timedelta(days=420))
        await forget_figures(there)
    async with context.database.reader(SYSTEM) as reader:
        assert await reader.value("select count(*) from digests") == 0
